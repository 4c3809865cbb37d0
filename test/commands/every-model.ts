import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { execa } from "execa";
import { testFolder } from "../inbound/folder.ts";
import { writeTinyModel } from "../models/llama-folder.ts";
import { startServer } from "../proposers/serving.ts";
import { program } from "./fixture/checkout.ts";

const bigrams = join(import.meta.dirname, "..", "proposers", "fixtures", "bigram_trainer.py");
const python = "/usr/bin/python3";

async function commandLine(t: TestContext) {
  const folder = await testFolder(t);
  const cache = ["--cache", join(folder, "cache")];
  const cli = (...args: string[]) =>
    execa(process.execPath, [program, "model", ...args, ...cache], { reject: false });
  return { folder, cli };
}

test("a folder's model is imported, listed, shown, checked and removed", async (t) => {
  const { folder, cli } = await commandLine(t);
  await writeTinyModel(join(folder, "tiny"), { config: { max_position_embeddings: 2048 } });
  const unasked = await cli("import", join(folder, "tiny"));
  assert.deepEqual([unasked.exitCode, unasked.stdout], [2, ""]);
  assert.match(unasked.stderr, /Licence: not stated .*\n.*--accept-licence/s);
  assert.equal((await cli("import", join(folder, "tiny"), "--accept-licence")).exitCode, 0);
  assert.match(
    (await cli("list")).stdout,
    /^tiny +[\d,]+ parameters +float32 +[0-9a-f]{12} +folder +not stated$/,
  );
  assert.match((await cli("show", "tiny")).stdout, /2 layers, 32 wide, 4 heads[\s\S]*weights [0-9a-f]{64}/);
  const checked = await cli("check", "tiny", "--device", "cpu");
  assert.match(
    checked.stdout,
    /^folder tiny\n[\s\S]*its own summary[\s\S]*symbols a second[\s\S]*cost \d+ requests/,
  );
  assert.equal(checked.exitCode, /wrong:/.test(checked.stdout) ? 3 : 0, checked.stderr);
  assert.ok(!checked.stdout.includes("otherwise likely"), checked.stdout);
  assert.match((await cli("remove", "tiny")).stdout, /^Removed tiny, 0\.1 MB/);
  assert.equal((await cli("check", "tiny")).exitCode, 2);
});

test("a server's answers are kept between commands, and the check tells how it answers", async (t) => {
  const { folder, cli } = await commandLine(t);
  const server = await startServer(t);
  const checked = await cli("check", server.address);
  assert.match(
    checked.stdout,
    /^server bigrams at http.*\n {2}log-probabilities of prompts: by echo[\s\S]*writes are the model's own[\s\S]*\nwrong: summaries are as likely/,
  );
  assert.equal(checked.exitCode, 3);
  const prompts = join(folder, "prompts.jsonl");
  await writeFile(prompts, `${JSON.stringify({ prompt: "The mayor voted\n", id: 7 })}\n`);
  const out = join(folder, "out.jsonl");
  const asking = ["propose", server.address, prompts, "--out", out, "--candidates", "2", "--max-tokens", "5"];
  assert.match((await cli(...asking)).stderr, /1 prompts answered .* 2 requests, 0 of them kept/);
  const first = await readFile(out, "utf8");
  assert.match((await cli(...asking)).stderr, /2 requests, 2 of them kept/);
  assert.equal(await readFile(out, "utf8"), first);
  const line = JSON.parse(first) as { id: number; candidates: { text: string }[] };
  assert.deepEqual([line.id, line.candidates.length], [7, 2]);
  const refused = await cli("score", server.address, prompts, "--out", out);
  assert.equal(refused.exitCode, 2);
  assert.match(refused.stderr, /prompts\.jsonl:1.*text/);
});

test("a trainer is checked and scores by a command", {
  skip: !existsSync(python) && `there is no ${python}`,
}, async (t) => {
  const { folder, cli } = await commandLine(t);
  const trainer = ["--trainer", `${python} ${bigrams}`];
  assert.match((await cli("check", folder, ...trainer)).stdout, /^trainer bigrams 1 on/);
  const pairs = join(folder, "pairs.jsonl");
  await writeFile(pairs, `${JSON.stringify({ prompt: "Summary:", text: "The mayor" })}\n`);
  const out = join(folder, "scores.jsonl");
  assert.equal((await cli("score", folder, pairs, "--out", out, ...trainer)).exitCode, 0);
  const { logprob, tokens } = JSON.parse(await readFile(out, "utf8")) as { logprob: number; tokens: number };
  assert.deepEqual([logprob.toFixed(6), tokens], [(3 * Math.log(1 / 10)).toFixed(6), 3]);
  const lessons = join(folder, "lessons.jsonl");
  await writeFile(lessons, `${JSON.stringify({ prompt: "Summary:", text: "The mayor" })}\n`);
  const training = ["train", folder, lessons, "--steps", "3", "--out", join(folder, "tuned"), ...trainer];
  assert.match((await cli(...training)).stderr, /train: 3 of 3\n3 steps on 1 examples, loss 1\.000/);
  assert.ok(existsSync(join(folder, "tuned", "model.safetensors")));
  assert.match((await cli(...training)).stderr, /--out.*never replaced/);
  const failing = await cli("score", folder, pairs, "--out", out, "--trainer", `${python} ${bigrams} dies`);
  assert.equal(failing.exitCode, 0, "what is kept is not asked again");
  await writeFile(pairs, `${JSON.stringify({ prompt: "Summary:", text: "The council" })}\n`);
  const died = await cli("score", folder, pairs, "--out", out, "--trainer", `${python} ${bigrams} dies`);
  assert.equal(died.exitCode, 4);
  assert.match(died.stderr, /the trainer ended before it had answered.*exit code 1[\s\S]*out of memory/);
});
