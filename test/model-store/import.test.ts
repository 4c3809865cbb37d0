import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import type { BenchError } from "../../harness/errors/index.ts";
import {
  importModel,
  listModels,
  removeModel,
  storedModel,
  verifyModel,
} from "../../harness/model-store/index.ts";
import { identityOf, openLanguageModel } from "../../harness/models/language/index.ts";
import { failsWith } from "../inbound/folder.ts";
import { writeTinyModel } from "../models/llama-folder.ts";
import { intoStore, publishedModel } from "./made.ts";

const lengths = { sourceLength: 4, targetLength: 4 };

test("a model is stored with its licence and the SHA-256 of each file, and opens as it did", async (t) => {
  const folder = await publishedModel(t, { shards: 2, stored: "BF16" });
  const { run, modelsDir, told } = intoStore(folder);
  const info = await run();
  assert.equal(info.name, "tiny-model");
  assert.equal(info.licence, "apache-2.0");
  assert.deepEqual([info.types, info.layers, info.vocabulary], [["bfloat16"], 2, 19]);
  assert.deepEqual(info.files.map(({ name, role }) => `${role} ${name}`).sort(), [
    "configuration config.json",
    "configuration generation_config.json",
    "other LICENSE",
    "other README.md",
    "tokenizer tokenizer.json",
    "weights model-00001-of-00002.safetensors",
    "weights model-00002-of-00002.safetensors",
    "weights model.safetensors.index.json",
  ]);
  for (const { name, sha256, bytes } of info.files) {
    const body = await readFile(join(folder, name));
    assert.deepEqual([sha256, bytes], [createHash("sha256").update(body).digest("hex"), body.length]);
  }
  assert.ok(told.some((line) => /Licence: apache-2\.0.*\n.*\n {2}Tiny Model Licence/.test(line)));
  const [before, after] = [folder, (await storedModel(modelsDir, "tiny-model")).folder];
  assert.deepEqual(
    (await openLanguageModel(after, lengths)).parameters,
    (await openLanguageModel(before, lengths)).parameters,
  );
  const parameters = Object.values((await openLanguageModel(after, lengths)).parameters);
  assert.equal(
    info.parameters,
    parameters.reduce((sum, { data }) => sum + data.length, 0),
  );
  assert.deepEqual(info.hashes, await identityOf(folder));
  assert.deepEqual(await readdir(modelsDir), ["tiny-model"]);
});

test("each hash follows its own files, and the model's follows all of them", async (t) => {
  const folder = await publishedModel(t);
  const { run } = intoStore(folder);
  const one = await run();
  await writeFile(join(folder, "generation_config.json"), JSON.stringify({ eos_token_id: 2 }));
  await writeFile(join(folder, "README.md"), "another card");
  const two = await run({ name: "another" });
  assert.equal(two.hashes.weights, one.hashes.weights);
  assert.equal(two.hashes.tokenizer, one.hashes.tokenizer);
  assert.notEqual(two.hashes.configuration, one.hashes.configuration);
  assert.notEqual(two.sha256, one.sha256);
  assert.equal(two.licence, "Tiny Model Licence");
  await rm(join(folder, "generation_config.json"));
  await rm(join(folder, "LICENSE"));
  assert.equal((await run({ name: "bare" })).licence, "not stated");
});

test("nothing is stored until the licence is accepted", async (t) => {
  const { run, modelsDir } = intoStore(await publishedModel(t));
  await assert.rejects(
    run({ confirm: async () => false }),
    failsWith("licence-not-confirmed", /--accept-licence/),
  );
  assert.ok(!existsSync(modelsDir));
});

test("a model that cannot be used is refused before anybody is asked, and nothing is stored", async (t) => {
  const folder = await publishedModel(t, { shards: 2 });
  const { run, modelsDir, told } = intoStore(folder);
  const shard = join(folder, "model-00002-of-00002.safetensors");
  const body = await readFile(shard);
  await truncate(shard, body.length - 4);
  await assert.rejects(run(), failsWith("safetensors-format", /model-00002-of-00002\.safetensors/));
  await rm(shard);
  await assert.rejects(run(), failsWith("language-model", /model-00002-of-00002\.safetensors/));
  await writeFile(shard, body);
  await rename(join(folder, "tokenizer.json"), join(folder, "tokenizer.txt"));
  await assert.rejects(run(), failsWith("language-model", /tokenizer\.json/));
  assert.ok(!told.some((line) => line.includes("Licence")));
  assert.ok(!existsSync(modelsDir));
  await assert.rejects(run({ source: shard }), failsWith("folder-wrong", /a file/));
  await assert.rejects(run({ source: join(folder, "none") }), failsWith("folder-wrong", /nothing/));
});

test("a model is replaced only when that is asked, in one step, and back again", async (t) => {
  const folder = await publishedModel(t);
  const { run, modelsDir } = intoStore(folder);
  const one = await run();
  await assert.rejects(run(), failsWith("model-exists", /--replace/));
  await writeTinyModel(folder, { config: { num_hidden_layers: 1 } });
  for (const layers of [1, 1, 2]) {
    await writeTinyModel(folder, { config: { num_hidden_layers: layers } });
    assert.equal((await run({ replace: true })).layers, layers);
    assert.equal((await verifyModel(modelsDir, "tiny-model")).layers, layers);
    assert.equal((await readdir(join(modelsDir, "tiny-model"))).length, 2);
  }
  assert.equal((await verifyModel(modelsDir, "tiny-model")).sha256, one.sha256);
});

test("names that would lead elsewhere, and places that hold something else, are refused", async (t) => {
  const folder = await publishedModel(t);
  const { run, modelsDir } = intoStore(folder);
  for (const name of ["../mine", "", ".hidden", "Upper", "a/b", "end-"])
    await assert.rejects(run({ name }), failsWith("model-bad-name"));
  await mkdir(join(modelsDir, "mine"), { recursive: true });
  await assert.rejects(run({ name: "mine", replace: true }), failsWith("model-name-taken"));
});

test("a stored file that is gone, shorter or changed is named; the list tells of it and goes on", async (t) => {
  const folder = await publishedModel(t);
  const { run, modelsDir } = intoStore(folder);
  await run({ name: "whole" });
  await run({ name: "harmed" });
  const file = join((await storedModel(modelsDir, "harmed")).folder, "model.safetensors");
  const body = await readFile(file);
  body[body.length - 1]! ^= 1;
  await writeFile(file, body);
  await assert.rejects(verifyModel(modelsDir, "harmed"), failsWith("model-damaged", /SHA-256/));
  await truncate(file, 10);
  await assert.rejects(storedModel(modelsDir, "harmed"), failsWith("model-damaged", /10 bytes/));
  await rm(file);
  await assert.rejects(storedModel(modelsDir, "harmed"), failsWith("model-damaged", /no file/));
  await writeFile(join(modelsDir, "harmed", "model.json"), "{");
  const problems: BenchError[] = [];
  const models = await listModels(modelsDir, (problem) => problems.push(problem));
  assert.deepEqual(
    models.map(({ name }) => name),
    ["whole"],
  );
  assert.ok(failsWith("model-damaged", /harmed.model\.json/)(problems[0]));
});

test("a removal takes the model and nothing else", async (t) => {
  const { run, modelsDir } = intoStore(await publishedModel(t));
  await run();
  await writeFile(join(modelsDir, "tiny-model", "notes.txt"), "mine");
  await removeModel(modelsDir, "tiny-model");
  assert.deepEqual(await readdir(join(modelsDir, "tiny-model")), ["notes.txt"]);
  await assert.rejects(removeModel(modelsDir, "tiny-model"), failsWith("model-unknown"));
  await assert.rejects(removeModel(modelsDir, "../models"), failsWith("model-unknown"));
});

test("of two imports of one name one wins, and the other is told why not", async (t) => {
  const { modelsDir, run } = intoStore(await publishedModel(t));
  const both = await Promise.allSettled([run(), run()]);
  assert.deepEqual(both.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
  const lost = both.find((one) => one.status === "rejected");
  assert.match(lost!.reason.code, /^model-(busy|exists)$/);
  assert.deepEqual(await readdir(modelsDir), ["tiny-model"]);
});

test("a model's place may be read while it is imported from another program's links", async (t) => {
  const folder = await publishedModel(t);
  const links = join(folder, "..", "snapshot");
  await mkdir(links);
  const { symlink } = await import("node:fs/promises");
  for (const name of await readdir(folder)) await symlink(join(folder, name), join(links, name));
  const { modelsDir, confirm, progress } = intoStore(folder);
  const info = await importModel({ source: links, modelsDir, confirm, progress });
  await rm(folder, { recursive: true });
  assert.equal((await verifyModel(modelsDir, "snapshot")).sha256, info.sha256);
});
