import assert from "node:assert/strict";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { decodeBundle, encodeBundle, type NamedArray } from "../../harness/artifacts/index.ts";
import { withFreshAdapter } from "../../harness/models/index.ts";
import { openLanguageModel, readAdapter, writeAdapter } from "../../harness/models/language/index.ts";
import { randomStream } from "../../harness/random/index.ts";
import { failsWith, testFolder } from "../inbound/folder.ts";
import { writeTinyModel } from "./llama-folder.ts";

const lengths = { sourceLength: 6, targetLength: 5, start: 10, pad: 0, end: 2 };

/** A tiny model, and the folder of an adapter of its queries that one may break. */
async function written(t: TestContext) {
  const folder = await testFolder(t);
  await writeTinyModel(folder, {});
  const model = await openLanguageModel(folder, lengths);
  const config = { ...model.config, adapter: { rank: 2, alpha: 4, targets: ["query"] as const } };
  const at = join(folder, "adapter");
  const parameters = withFreshAdapter(config, model.parameters, randomStream("adapter"));
  await writeAdapter(at, { config, parameters }, "tiny");
  const [description, weights] = [join(at, "adapter_config.json"), join(at, "adapter_model.safetensors")];
  const said = JSON.parse(await readFile(description, "utf8")) as object;
  const { arrays, metadata } = decodeBundle(await readFile(weights));
  return {
    ...{ at, weights, arrays },
    read: () => readAdapter(at, model),
    say: (other: object) => writeFile(description, JSON.stringify({ ...said, ...other })),
    hold: (other: Readonly<Record<string, NamedArray>>) =>
      writeFile(weights, encodeBundle({ arrays: other, metadata })),
  };
}

test("what is no plain adapter is refused with its field", async (t) => {
  const { read, say } = await written(t);
  const others = [
    { peft_type: "IA3" },
    { bias: "all" },
    { use_rslora: true },
    { use_dora: true },
    { rank_pattern: { q_proj: 4 } },
    { alpha_pattern: { q_proj: 4 } },
    { modules_to_save: ["lm_head"] },
    { layers_to_transform: [0] },
    { target_modules: ["q_proj", "lm_head"] },
  ];
  for (const other of others) {
    await say(other);
    const [field] = Object.keys(other);
    await assert.rejects(read(), failsWith("language-model", new RegExp(field!)), field);
  }
  await say({});
  assert.equal((await read()).config.adapter?.rank, 2);
});

test("an adapter of another model, or with more than has a place, is refused with the tensor", async (t) => {
  const { read, hold, say, arrays } = await written(t);
  const [name, tensor] = Object.entries(arrays)[0]!;
  const layer = name.replace("layers.0", "layers.7");
  const bias = name.replace("lora_A.weight", "lora_B.bias");
  for (const extra of [layer, bias]) {
    assert.notEqual(extra, name);
    await hold({ ...arrays, [extra]: tensor });
    await assert.rejects(read(), failsWith("language-model", new RegExp(`${extra} a tensor beside them`)));
  }
  const { [name]: _, ...fewer } = arrays;
  await hold(fewer);
  await assert.rejects(read(), failsWith("language-model", new RegExp(`${name} none`)));
  await hold(arrays);
  await say({ r: 3 });
  await assert.rejects(read(), failsWith("language-model", /lora_[AB]\.weight (float32|F32)\[/));
});

test("weights that are cut off or gone are refused with their file", async (t) => {
  const { read, weights } = await written(t);
  const whole = await readFile(weights);
  await writeFile(weights, whole.subarray(0, whole.length - 8));
  await assert.rejects(read(), (error: Error) =>
    /adapter_model\.safetensors/.test(JSON.stringify(error) + error),
  );
  await rm(weights);
  await assert.rejects(read(), failsWith("language-model", /adapter_model\.safetensors/));
});
