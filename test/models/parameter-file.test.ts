import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { explain } from "../../harness/errors/index.ts";
import { loadParameters, saveParameters, transformerParameterSpecs } from "../../harness/models/index.ts";
import { TINY, tinyParameters } from "./tiny.ts";

const folder = await mkdtemp(join(tmpdir(), "parameters-"));
after(() => rm(folder, { recursive: true }));

test("a model's parameters saved to a file load again, and only into the same model", async () => {
  const path = join(folder, "model.safetensors");
  const parameters = tinyParameters(TINY);
  await saveParameters(path, parameters);
  assert.deepEqual(await loadParameters(path, transformerParameterSpecs(TINY)), parameters);
  const wider = transformerParameterSpecs({ ...TINY, feedForward: 32 });
  await assert.rejects(loadParameters(path, wider), (error) => {
    assert.match(
      explain(error),
      /encoder\.0\.feedForward\.up.*expected float32\[8,32\]; received float32\[8,16\]/,
    );
    return true;
  });
  const shallower = transformerParameterSpecs({ ...TINY, encoderLayers: 1 });
  await assert.rejects(loadParameters(path, shallower), /not this model's/);
});
