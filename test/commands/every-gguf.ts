import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { execa } from "execa";
import { trainTokenizer } from "../../harness/models/language/index.ts";
import { testFolder } from "../inbound/folder.ts";
import { withoutLlamaCpp } from "../models/llama-cpp.ts";
import { writeTinyModel } from "../models/llama-folder.ts";
import { type WrittenTokenizer, writeTinyGguf } from "../models/llama-gguf.ts";
import { program } from "./fixture/checkout.ts";

async function withFile(t: TestContext) {
  const folder = await testFolder(t);
  const cli = (...args: string[]) =>
    execa(process.execPath, [program, ...args, "--cache", join(folder, "cache")], { reject: false });
  const tokenizer = trainTokenizer(["a council of a council"], 265);
  const base = join(folder, "base");
  const written = await writeTinyModel(base, { config: { vocab_size: 265, max_position_embeddings: 2048 } });
  await writeFile(join(base, "tokenizer.json"), JSON.stringify(tokenizer));
  const file = join(folder, "Tiny-F32.gguf");
  await writeTinyGguf(file, written, tokenizer as unknown as WrittenTokenizer);
  return { folder, base, file, cli, model: (...args: string[]) => cli("model", ...args) };
}

const cpu = ["--device", "cpu", "--threads", "1"];

test("a GGUF file is imported, listed, shown, checked and removed as a folder is", {
  skip: withoutLlamaCpp,
}, async (t) => {
  const { file, model } = await withFile(t);
  const unasked = await model("import", file);
  assert.deepEqual([unasked.exitCode, unasked.stdout], [2, ""]);
  assert.match(unasked.stderr, /Licence: apache-2\.0 .*\n.*--accept-licence/s);
  const imported = await model("import", file, "--accept-licence");
  assert.equal(imported.exitCode, 0, imported.stderr);
  assert.match(
    (await model("list")).stdout,
    /^tiny-f32 +[\d,]+ parameters +F32 +[0-9a-f]{12} +file +apache-2\.0$/,
  );
  const shown = JSON.parse((await model("show", "tiny-f32", "--json")).stdout) as Record<string, unknown>;
  const wanted = { form: "gguf", architecture: "llama", layers: 2, width: 32, heads: 4, keyValueHeads: 2 };
  assert.partialDeepStrictEqual(shown, { ...wanted, vocabulary: 265, positions: 2048, isTied: false });
  const checked = await model("check", "tiny-f32", ...cpu);
  assert.match(
    checked.stdout,
    /^gguf tiny-f32\n[\s\S]*its own summary[\s\S]*symbols a second[\s\S]*cost \d+ requests/,
  );
  assert.equal(checked.exitCode, /wrong:/.test(checked.stdout) ? 3 : 0, checked.stderr);
  assert.ok(!checked.stdout.includes("otherwise likely"), checked.stdout);
  assert.match((await model("remove", "tiny-f32")).stdout, /^Removed tiny-f32/);
});

test("a GGUF file's texts and scores are the folder's and are kept; it is not trained, nor taken for a folder", {
  skip: withoutLlamaCpp,
}, async (t) => {
  const { folder, base, file, cli, model } = await withFile(t);
  const out = join(folder, "out.jsonl");
  const pairs = join(folder, "pairs.jsonl");
  await writeFile(pairs, `${JSON.stringify({ prompt: "The council", text: " voted" })}\n`);
  const lineOf = async (at: string, options: readonly string[]) => {
    const { exitCode, stderr } = await model("score", at, pairs, "--out", out, ...options);
    assert.equal(exitCode, 0, stderr);
    return { stderr, ...(JSON.parse(await readFile(out, "utf8")) as { logprob: number; tokens: number }) };
  };
  const [own, theirs] = [
    await lineOf(base, ["--device", "cpu"]),
    await lineOf(file, [...cpu, "--tokenizer", base]),
  ];
  assert.equal(theirs.tokens, own.tokens);
  assert.ok(Math.abs(theirs.logprob - own.logprob) < 1e-3, `${theirs.logprob}, ${own.logprob}`);
  assert.match((await lineOf(file, cpu)).stderr, /1 requests, 1 of them kept/);
  const proposing = ["propose", file, pairs, "--out", out, "--candidates", "3", "--max-tokens", "4", ...cpu];
  assert.match((await model(...proposing)).stderr, /1 prompts answered .* 1 requests, 0 of them kept/);
  const refused = await cli(
    "run",
    "--task",
    "news@lm",
    "--tier",
    "smoke",
    "--model",
    file,
    "--trainer",
    "transformers",
  );
  assert.equal(refused.exitCode, 2);
  assert.match(refused.stderr, /a GGUF file can only be asked, and is not trained.*hub's layout/);
  const trained = await model("train", file, pairs, "--steps", "1", "--out", join(folder, "tuned"));
  assert.match(trained.stderr, /a GGUF file can only be asked/);
});
