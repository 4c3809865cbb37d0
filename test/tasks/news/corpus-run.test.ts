import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { cp, readFile } from "node:fs/promises";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { execaNode } from "execa";
import { readRecord } from "../../../harness/record/index.ts";
import { importCorpus } from "../../../tasks/news/data/index.ts";
import { importText, jsonLines, plainPairs, testFolder } from "./data/corpora.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const real = fileURLToPath(new URL("../../../../shared/data/wikinews-gum-24.jsonl", import.meta.url));
const isolated = ["--isolation", "none", "--device", "cpu", "--jobs", "1"];

const cli = (...args: string[]) =>
  execaNode(path.join(root, "harness", "cli.ts"), args, { reject: false, cwd: root });

/** Runs `keep-all` at tier smoke on a stored corpus, and reads its record. */
async function runOn(t: TestContext, dataDir: string) {
  const folder = await testFolder(t);
  const where = ["--results", path.join(folder, "results"), "--cache", path.join(folder, "cache")];
  const choice = ["--task", "news", "--tier", "smoke", "--submission", "keep-all", "--corpus", "corpus"];
  const args = ["run", ...choice, "--data-dir", dataDir, ...isolated, ...where];
  const { exitCode, stderr } = await cli(...args);
  assert.equal(exitCode, 0, stderr);
  const file = path.join(folder, "results/corpora/corpus/smoke/news/keep-all/0.json");
  return { record: readRecord(file), args, folder };
}

test("a stored corpus runs through the standard protocol, and its record says which it was", async (t) => {
  const { dataDir, info } = await importText(t, "pairs.jsonl", jsonLines(plainPairs(40)));
  const { record, args, folder } = await runOn(t, dataDir);
  assert.equal(record.outcome.status, "ok");
  assert.deepEqual(record.data, { name: "corpus", hash: info.sha256 });
  const [round] = record.regimes.replace!;
  assert.ok(round!.pool.items > 10 && round!.selected.candidates === round!.pool.candidates);
  const known = new Set(plainPairs(40).map(({ document }) => document));
  assert.ok(record.samples!.inputs.length > 0);
  for (const { input } of record.samples!.inputs) assert.ok(known.has(input));
  assert.equal(round!.samples!.length, record.samples!.inputs.length);

  const again = await cli(...args);
  assert.match(again.stderr, /1 of 1 cells are already done/);
  const board = await cli(
    ...["board", "--tier", "smoke", "--corpus", "corpus", "--data-dir", dataDir],
    ...["--results", path.join(folder, "results")],
  );
  assert.match(board.stdout, /keep-all/);
});

test("the same corpus gives the same fingerprint from scratch, another corpus of that name another", async (t) => {
  const pairs = plainPairs(30);
  const { dataDir, folder } = await importText(t, "pairs.jsonl", jsonLines(pairs));
  const { record: first } = await runOn(t, dataDir);
  const copy = path.join(folder, "copy");
  await cp(dataDir, copy, { recursive: true });
  const { record: second } = await runOn(t, copy);
  assert.equal(second.fingerprint, first.fingerprint);
  const other = await importText(t, "pairs.jsonl", jsonLines(pairs.slice(1)));
  const { record: third } = await runOn(t, other.dataDir);
  assert.notEqual(third.fingerprint, first.fingerprint);
  assert.notEqual(third.task.hash, first.task.hash);
});

const skip = !existsSync(real) && "the 24 Wikinews pairs are not beside this checkout (../shared/data)";
test("24 real pairs go through import, run and record", { skip }, async (t) => {
  const dataDir = path.join(await testFolder(t), "data");
  const { info } = await importCorpus({ files: [real], dataDir, name: "corpus" });
  const { record } = await runOn(t, dataDir);
  assert.equal(record.outcome.status, "ok");
  assert.equal(record.data!.hash, info.sha256);
  const texts = await readFile(real, "utf8");
  for (const { reference } of record.samples!.inputs)
    assert.ok(texts.includes(JSON.stringify(reference).slice(1, 40)));
});

test("an unknown corpus, and a task that cannot run on one, are explained", async (t) => {
  const dataDir = path.join(await testFolder(t), "data");
  const unknown = await cli("run", "--task", "news", "--corpus", "nothing", "--data-dir", dataDir);
  assert.equal(unknown.exitCode, 2);
  assert.match(unknown.stderr, /there is no corpus "nothing".*data import/);
  const stored = await importText(t, "pairs.jsonl", jsonLines(plainPairs(12)));
  const wrong = await cli(
    "run",
    "--task",
    "gaussian-mixture",
    "--corpus",
    "corpus",
    "--data-dir",
    stored.dataDir,
  );
  assert.equal(wrong.exitCode, 2);
  assert.match(wrong.stderr, /there is no task "gaussian-mixture"; expected news/);
});
