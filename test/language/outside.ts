/** News with models that are asked behind a server, or trained by another program: run by `npm run test:language`. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { canonicalHash } from "../../harness/artifacts/index.ts";
import { identityOf, trainTokenizer } from "../../harness/models/language/index.ts";
import { writeTinyModel } from "../models/llama-folder.ts";
import { startServer } from "../proposers/serving.ts";
import * as cells from "./playing.ts";
import { newsroomHash, numbersOf, root, serverName } from "./playing.ts";

const folder = cells.folderOf("outside");
const python = "/usr/bin/python3";
const bigrams = path.join(root, "test", "proposers", "fixtures", "bigram_trainer.py");

const play = (place: string, ...further: readonly string[]) =>
  cells.play(path.join(folder, place), path.join(folder, "cache"), ...further);
const recordAt = (place: string, model: string) => cells.recordAt(path.join(folder, place), model);

test("a server is G0 and the strong verifier: what it is asked counts as feedback, is in the record, and is asked once", async (t) => {
  const server = await startServer(t);
  const name = serverName(server);
  const first = await play("one", "--model", server.address);
  assert.equal(first.exitCode, 0, first.stderr);
  const record = recordAt("one", name);
  assert.equal(record.outcome.status, "ok");
  assert.equal(record.data?.name, `newsroom, tiny, bigrams at ${server.address}`);
  const [round] = record.regimes.replace!;
  assert.equal(round!.feedback.strong, 320);
  assert.ok(round!.psi !== undefined && round!.metrics["words"]! > 0, "a student learnt from it");
  const { candidates, cost } = round!.pool;
  // Of every article the prompt is read for the greedy summary and for the drawn ones; a summary has at most 24 symbols.
  assert.ok(cost!.promptTokens > candidates && cost!.tokens <= candidates * 24, JSON.stringify(cost));
  assert.ok(cost!.tokens > 0);
  const asked = await server.asked();
  const second = await play("two", "--model", server.address);
  assert.equal(second.exitCode, 0, second.stderr);
  assert.deepEqual(numbersOf(recordAt("two", name)), numbersOf(record));
  const again = (await server.asked()) - asked;
  assert.ok(again < 12 && asked > 60, `${again} after ${asked}: more than the check at the start`);
});

test("a server that is gone leaves no record, and says where it was", async (t) => {
  const server = await startServer(t);
  await server.stop();
  const { exitCode, stderr } = await play("gone", "--model", server.address, "--jobs", "1");
  assert.notEqual(exitCode, 0);
  assert.match(stderr, /the server cannot be reached|127\.0\.0\.1/);
  assert.ok(!existsSync(cells.recordPlace(path.join(folder, "gone"), serverName(server))));
});

/** What a record's hash has of a trainer on its base. */
async function trainedFrom(base: string): Promise<string> {
  const trainer = canonicalHash({ trainer: "bigrams 1", base: canonicalHash(await identityOf(base)) });
  return canonicalHash({ trainer, state: "base" });
}

/** A base for trainers, and the command line's words for one that trains it. */
async function withTrainer(): Promise<{ readonly base: string; readonly outside: readonly string[] }> {
  const base = path.join(folder, "base");
  await writeTinyModel(base, { config: { vocab_size: 265 } });
  const tokenizer = trainTokenizer(["a council of a council"], 265);
  await writeFile(path.join(base, "tokenizer.json"), JSON.stringify(tokenizer));
  return { base, outside: ["--model", base, "--trainer", `${python} ${bigrams}`] };
}

test("an outside trainer is everything: base, G0, verifiers and students; nothing is trained or asked twice", {
  skip: !existsSync(python) && `there is no ${python}`,
}, async () => {
  const { base, outside } = await withTrainer();
  const first = await play("one", ...outside);
  assert.equal(first.exitCode, 0, first.stderr);
  const record = recordAt("one", "base-trainer");
  assert.equal(record.outcome.status, "ok");
  assert.equal(record.data?.name, `newsroom, bigrams 1 on ${base}`);
  const [round] = record.regimes.replace!;
  assert.equal(round!.feedback.strong, 320);
  assert.equal(round!.training.steps, 40);
  // Each has an end.
  assert.ok(round!.pool.cost!.tokens >= round!.pool.candidates);
  const model = await trainedFrom(base);
  assert.equal(record.data?.hash, canonicalHash({ corpus: await newsroomHash(), model }));
  const second = await play("two", ...outside);
  assert.equal(second.exitCode, 0, second.stderr);
  assert.deepEqual(numbersOf(recordAt("two", "base-trainer")), numbersOf(record));
  assert.doesNotMatch(second.stderr, /train: \d+ of/);
});

test("a server beside an outside trainer is its strong verifier alone, and part of what the record says it ran on", {
  skip: !existsSync(python) && `there is no ${python}`,
}, async (t) => {
  const server = await startServer(t);
  const { base, outside } = await withTrainer();
  const { exitCode, stderr } = await play("judged", ...outside, "--verifier", server.address);
  assert.equal(exitCode, 0, stderr);
  const [alone, record] = [
    recordAt("one", "base-trainer"),
    recordAt("judged", `base-trainer-by-${serverName(server)}`),
  ];
  assert.equal(record.data?.name, `newsroom, bigrams 1 on ${base}, judged by bigrams at ${server.address}`);
  assert.notEqual(record.task.hash, alone.task.hash);
  // G0 and its pool are the trainer's, as without a server.
  const [own, other] = [alone.regimes.replace![0]!, record.regimes.replace![0]!];
  assert.deepEqual([record.generator, other.pool, other.p], [alone.generator, own.pool, own.p]);
  assert.equal(other.feedback.strong, 320);
  assert.ok((await server.asked()) > 40, "the candidates are read by the server");
  const verifier = canonicalHash({ server: server.address, model: "bigrams" });
  const model = canonicalHash({ started: await trainedFrom(base), verifier });
  assert.equal(record.data?.hash, canonicalHash({ corpus: await newsroomHash(), model }));
});

test("a verifier is refused that is trained, or stands beside a model that is not", async () => {
  const { base } = await withTrainer();
  const server = "http://127.0.0.1:9/v1";
  const cases = [
    [["--verifier", server], /--verifier: .*expected beside --model/],
    [["--model", server, "--verifier", server], /expected beside a model that is trained/],
    [["--model", base, "--verifier", base], /expected a server's address, or a file \.gguf/],
  ] as const;
  for (const [how, words] of cases) {
    const { exitCode, stderr } = await play("refused", ...how);
    assert.equal(exitCode, 2, stderr);
    assert.match(stderr.replaceAll(/\s+/g, " "), words);
  }
});
