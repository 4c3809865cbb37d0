import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { execa } from "execa";
import { noArtifacts } from "../../harness/artifacts/index.ts";
import { openDevice } from "../../harness/engine/index.ts";
import { openLaboratory } from "../../harness/models/index.ts";
import { randomStream } from "../../harness/random/index.ts";
import { failsWith } from "../inbound/folder.ts";
import { openCases, ownSteps } from "./llama-steps.ts";
import { TINY } from "./tiny.ts";

const folder = await mkdtemp(join(tmpdir(), "checkpointing-"));
after(() => rm(folder, { recursive: true }));
const device = await openDevice("cpu");
after(() => device[Symbol.asyncDispose]());

describe("twenty steps with checkpoints are those without, to the last bit", async () => {
  for (const [name, opened] of await openCases(folder))
    test(name, async () => {
      const whole = await ownSteps(device, opened);
      for (const checkpointEvery of [1, 2, 5]) {
        const own = await ownSteps(device, { ...opened, recipe: { ...opened.recipe, checkpointEvery } });
        assert.deepEqual(own, whole, `every ${checkpointEvery}`);
      }
    });
});

test("a step of twelve layers needs far less memory with checkpoints, and has the same loss", async () => {
  const script = join(import.meta.dirname, "fixtures", "peak-memory.ts");
  const run = async (every: number) => {
    const { stdout } = await execa(process.execPath, [script, String(every)]);
    return JSON.parse(stdout) as { bytes: number; loss: number };
  };
  const [all, some] = [await run(0), await run(1)];
  assert.equal(some.loss, all.loss);
  assert.ok(some.bytes < 0.7 * all.bytes, `${some.bytes} of ${all.bytes} bytes`);
});

test("a model with an encoder is refused", async () => {
  const recipe = { steps: 1, batch: 1, learningRate: 0.1, warmupSteps: 0, clipNorm: 1, checkpointEvery: 1 };
  await using laboratory = await openLaboratory("cpu", TINY, { recipe, artifacts: noArtifacts });
  const examples = { count: 1, sources: new Int32Array(5), targets: new Int32Array(3) };
  await assert.rejects(
    laboratory.train(examples, randomStream("checkpoints")),
    failsWith("recipe-checkpoints", /checkpointEvery encoder-decoder/),
  );
});
