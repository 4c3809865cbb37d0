import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { noArtifacts } from "../../../../harness/artifacts/index.ts";
import { trainTokenizer } from "../../../../harness/models/language/index.ts";
import { randomStream } from "../../../../harness/random/index.ts";
import { discoverVariants, type ModelOrigin, tierOf } from "../../../../harness/task/index.ts";
import type { LanguageSetting } from "../../../../tasks/news/lm/settings.ts";
import { failsWith, testFolder } from "../../../inbound/folder.ts";
import { writeTinyModel } from "../../../models/llama-folder.ts";
import { emptyStore } from "../../../proposers/serving.ts";

const [task] = (await discoverVariants(process.cwd())).filter(({ name }) => name === "news@lm");
const { definition } = task!;
const { setting: own, rounds } = tierOf(task!, "smoke").frozen;
const setting = own as LanguageSetting;
const place = { tier: "smoke", rounds, seed: 0, random: randomStream("refusals"), device: "cpu" } as const;
const python = "/usr/bin/python3";
const skip = existsSync(python) ? false : `there is no ${python}`;
const script = join(import.meta.dirname, "..", "..", "..", "proposers", "fixtures", "bigram_trainer.py");

async function opening(t: TestContext, changed: LanguageSetting, origin: ModelOrigin) {
  const { store } = await emptyStore(t);
  const hash = await definition.modelHash!(origin);
  const stores = { artifacts: noArtifacts, common: store };
  return definition.open({ setting: changed, ...place, ...stores, model: { name: "tiny", hash, origin } });
}

/** A tiny model with a tokenizer that can read articles, and a program that trains it after its fashion. */
async function trainer(t: TestContext): Promise<ModelOrigin> {
  const folder = await testFolder(t);
  await writeTinyModel(folder);
  const file = trainTokenizer(["A fox ran over the hill. In short: a fox ran"], 265);
  await writeFile(join(folder, "tokenizer.json"), JSON.stringify(file));
  return { form: "trainer", folder, command: `${python} ${script} none`, workDir: join(folder, "work") };
}

test("what a trainer's protocol has no word for is refused by name", async (t) => {
  const origin = await trainer(t);
  const { training, adapter } = setting;
  const wishes = {
    averaging: { ...setting, training: { ...training, averaging: 0.99 } },
    beta2: { ...setting, training: { ...training, beta2: 0.95 } },
    base: { ...setting, adapter: { ...adapter!, base: "float16" as const } },
  };
  for (const [name, wish] of Object.entries(wishes))
    await assert.rejects(opening(t, wish, origin), failsWith("recipe-outside", new RegExp(`"${name}":`)));
});

test("a state that a checkpoint names and that is gone is an error, and is not trained again in silence", {
  skip,
}, async (t) => {
  await using instance = await opening(t, setting, await trainer(t));
  const kept = (state: unknown) => ({ arrays: {}, metadata: { state: JSON.stringify(state) } });
  const gone = { folder: "/nowhere/state", steps: 1, loss: 1 };
  await assert.rejects(
    instance.restore(kept(gone)),
    failsWith("trainer-state", /^\/nowhere\/state .*empty --cache/),
  );
  assert.deepEqual((await instance.restore(kept(null))).save(), kept(null));
});

test("a tier that makes no model takes none that is only asked", async (t) => {
  const { language: _, ...without } = setting;
  const folder = await testFolder(t);
  const file = join(folder, "tiny.gguf");
  await writeFile(file, "GGUF");
  await assert.rejects(
    opening(t, without, { form: "gguf", file }),
    failsWith("model-form", /--model tiny Name a stored model or a folder/),
  );
});
