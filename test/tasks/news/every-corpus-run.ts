import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { cp, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { execaNode } from "execa";
import { readRecord } from "../../../harness/record/index.ts";
import { importCorpus } from "../../../tasks/news/data/index.ts";
import { openLibrary } from "../../../tasks/news/library.ts";
import { failsWith, importText, jsonLines, plainPairs, testFolder } from "./data/corpora.ts";
import { tiny } from "./open.ts";

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
  const { dataDir, info } = await importText(t, "pairs.jsonl", jsonLines(plainPairs(210)));
  const { record, args, folder } = await runOn(t, dataDir);
  assert.equal(record.outcome.status, "ok");
  assert.deepEqual(record.data, { name: "corpus", hash: info.sha256, cut: record.data!.cut });
  assert.ok(record.data!.cut!["articles"]! > 0.9 && record.data!.cut!["summaries"]! < 0.9);
  const [round] = record.regimes.replace!;
  assert.ok(round!.pool.items > 10 && round!.selected.candidates === round!.pool.candidates);
  const known = new Set(plainPairs(210).map(({ document }) => document));
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
  const pairs = plainPairs(202);
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
test("24 real pairs go through the import, and are too few to be run", { skip }, async (t) => {
  const dataDir = path.join(await testFolder(t), "data");
  await importCorpus({ files: [real], dataDir, name: "corpus" });
  for (const command of ["run", "plan"]) {
    const { exitCode, stderr } = await cli(
      command,
      "--task",
      "news",
      "--corpus",
      "corpus",
      "--data-dir",
      dataDir,
    );
    assert.equal(exitCode, 2);
    assert.match(
      stderr,
      /the corpus "corpus" is too small to be run; expected at least 200 pairs.*received 24/,
    );
  }
});

test("a run says first what is cut of the texts, and refuses a corpus that the metric does not see", async (t) => {
  const { dataDir } = await importText(t, "pairs.jsonl", jsonLines(plainPairs(210)));
  const args = ["run", "--task", "news", "--tier", "smoke", "--submission", "keep-all", "--corpus", "corpus"];
  const folder = await testFolder(t);
  const where = ["--results", path.join(folder, "results"), "--cache", path.join(folder, "cache")];
  const ran = await cli(...args, "--data-dir", dataDir, ...isolated, ...where);
  assert.match(
    ran.stderr,
    /corpus: \d+ % of the articles are cut to 56 words \(median \d+\), \d+ % of the summaries to 19/,
  );
  const hindi = Array.from({ length: 210 }, (_, row) => ({
    document: `नदी में आज ${row} बार बाढ़ आ गई है`,
    summary: `नदी में बाढ़ ${row}`,
  }));
  const other = await importText(t, "pairs.jsonl", jsonLines(hindi));
  const refused = await cli(...args, "--data-dir", other.dataDir, ...isolated, ...where);
  assert.equal(refused.exitCode, 2);
  assert.match(refused.stderr, /the metric is void on the corpus "corpus".*210 of 210 summaries/);
});

test("a corpus of an earlier version, which does not say what the metric sees, is looked through when it is opened", async (t) => {
  const hindi = Array.from({ length: 210 }, (_, row) => ({
    document: `नदी में आज ${row} बार बाढ़ आ गई है`,
    summary: `नदी में बाढ़ ${row}`,
  }));
  const { dataDir, info } = await importText(t, "pairs.jsonl", jsonLines(hindi));
  const file = path.join(dataDir, "corpus", "corpus.json");
  const { unseen: _, file: __, ...earlier } = JSON.parse(await readFile(file, "utf8"));
  await writeFile(file, JSON.stringify(earlier));
  const data = { name: "corpus", hash: info.sha256, folder: dataDir };
  const options = { setting: tiny, rounds: 2, room: 0 };
  await assert.rejects(openLibrary({ ...options, data }), failsWith("corpus-unseen", /void|of/));
  await assert.rejects(
    openLibrary({ ...options, data: { ...data, hash: "0".repeat(64) } }),
    failsWith("corpus-changed"),
  );
});

test("an unknown corpus, and a task that cannot run on one, are explained", async (t) => {
  const dataDir = path.join(await testFolder(t), "data");
  const unknown = await cli("run", "--task", "news", "--corpus", "nothing", "--data-dir", dataDir);
  assert.equal(unknown.exitCode, 2);
  assert.match(unknown.stderr, /there is no corpus "nothing".*data import/);
  const stored = await importText(t, "pairs.jsonl", jsonLines(plainPairs(210)));
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
