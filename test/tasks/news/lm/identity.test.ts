import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { canonicalHash, noArtifacts } from "../../../../harness/artifacts/index.ts";
import { identityOf } from "../../../../harness/models/language/index.ts";
import { randomStream } from "../../../../harness/random/index.ts";
import { discoverVariants, type ModelOrigin, tierOf } from "../../../../harness/task/index.ts";
import { failsWith, testFolder } from "../../../inbound/folder.ts";
import { writeTinyModel } from "../../../models/llama-folder.ts";

const [task] = (await discoverVariants(process.cwd())).filter(({ name }) => name === "news@lm");
const { definition } = task!;

function open(origin: ModelOrigin, hash: string) {
  const { setting, rounds } = tierOf(task!, "smoke").frozen;
  const place = { tier: "smoke", rounds, seed: 0, random: randomStream("test"), device: "cpu" };
  const stores = { artifacts: noArtifacts, common: noArtifacts };
  return definition.open({ setting, ...place, ...stores, model: { name: "tiny", hash, origin } });
}

test("a model whose files have changed since the run was planned is refused, in each form that has files", async (t) => {
  const folder = await testFolder(t);
  await writeTinyModel(folder);
  const file = join(folder, "tiny.gguf");
  await writeFile(file, "GGUF");
  const trainer = { form: "trainer", folder, command: "nobody", workDir: folder } as const;
  const origins: readonly ModelOrigin[] = [{ form: "hub", folder }, { form: "gguf", file }, trainer];
  const hashes = await Promise.all(origins.map((origin) => definition.modelHash!(origin)));
  assert.equal(hashes[0], canonicalHash(await identityOf(folder)));
  assert.equal(new Set(hashes).size, hashes.length);
  const config = await readFile(join(folder, "config.json"), "utf8");
  await writeFile(join(folder, "config.json"), `${config}\n`);
  await writeFile(file, "gguf");
  for (const [place, origin] of origins.entries())
    await assert.rejects(
      open(origin, hashes[place]!),
      failsWith("model-changed", /^tiny .*Start the run again/),
    );
});
