/** News on the language model that the project makes itself, from its making to records: run by `npm run test:language`. */
import assert from "node:assert/strict";
import { globSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { execaNode } from "execa";
import { canonicalHash } from "../../harness/artifacts/index.ts";
import { hubFiles, identityOf, identityOfFiles, writeHubFiles } from "../../harness/models/language/index.ts";
import { taskConformance } from "../task/conformance.ts";
import { folderOf, modelIn, newsroomHash, play, program, recordAt, task } from "./playing.ts";

const folder = folderOf("language");
const [cache, results] = [path.join(folder, "cache"), path.join(folder, "results")];

async function runCell(...further: readonly string[]): Promise<void> {
  const { exitCode, stderr } = await play(results, cache, ...further);
  assert.equal(exitCode, 0, stderr);
}

/** The model that the run made, from its cache: nothing is trained here. */
const storedModel = () => modelIn(cache, () => assert.fail("the run has not kept its model"));

const exported = path.join(folder, "tiny");

test("a smoke cell makes its model, tunes it, lets it write, judge and learn, and its record says which model it was", async () => {
  await runCell();
  const record = recordAt(results);
  assert.equal(record.outcome.status, "ok");
  const [round] = record.regimes.replace!;
  assert.ok(round!.feedback.strong! > 0, "a language model judged");
  assert.ok(round!.metrics["rouge1"]! > 0 && record.generator["rouge1"]! > 0);
  const files = hubFiles(await storedModel());
  const identity = await identityOfFiles(files);
  await writeHubFiles(exported, files);
  assert.deepEqual(await identityOf(exported), identity);
  const hash = canonicalHash({ corpus: await newsroomHash(), model: canonicalHash(identity) });
  assert.deepEqual(record.data, { name: "newsroom, tiny", hash });
});

test("at another share a cell is played with the same models and pool, and has a record of its own", async () => {
  const made = () => globSync("artifacts/**/*.safetensors", { cwd: cache }).sort();
  const before = made();
  await runCell("--share", "12.5");
  assert.deepEqual(made(), before, "nothing was made again");
  const place = path.join(results, "shares", "12.5");
  const [own, less] = [recordAt(results), recordAt(place)];
  assert.equal(less.outcome.status, "ok");
  assert.notEqual(less.task.hash, own.task.hash);
  assert.deepEqual([less.generator, less.data], [own.generator, own.data]);
  const [all, few] = [own, less].map(({ regimes }) => regimes.replace![0]!);
  assert.deepEqual(few!.pool, all!.pool);
  assert.deepEqual([few!.selected.candidates, all!.selected.candidates], [15, 40]);
  assert.notDeepEqual(few!.metrics, all!.metrics);
});

test("the same model from a folder stands in the same place: every number is the same, in results of their own", async () => {
  await runCell("--model", exported);
  const [own, given] = [recordAt(results), recordAt(results, "tiny")];
  assert.notEqual(given.task.hash, own.task.hash);
  assert.deepEqual([given.data, given.generator, given.regimes], [own.data, own.generator, own.regimes]);
});

test("a folder without a model is refused before anything is computed", async () => {
  const { exitCode, stderr } = await execaNode(
    program,
    ["run", "--task", "news@lm", "--tier", "smoke", "--model", path.join(folder, "nothing")],
    { reject: false },
  );
  assert.equal(exitCode, 2);
  assert.match(
    stderr,
    /this names no model; expected a model that `model list` shows, a folder, or a file \.gguf/,
  );
});

taskConformance(task);
