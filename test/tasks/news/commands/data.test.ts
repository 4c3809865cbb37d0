import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import {
  addCommands,
  runDataFetch,
  runDataImport,
  runDataList,
} from "../../../../tasks/news/commands/index.ts";
import { jsonLines, plainPairs, testFolder } from "../data/corpora.ts";
import { serve, status } from "../data/server.ts";

async function captured(run: (streams: { stdout: PassThrough; stderr: PassThrough }) => Promise<number>) {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const code = await run({ stdout, stderr });
  stdout.end();
  stderr.end();
  return { code, stdout: await text(stdout), stderr: await text(stderr) };
}

async function imported(t: TestContext, rows: readonly unknown[]) {
  const folder = await testFolder(t);
  const file = join(folder, "My Pairs.jsonl");
  const dataDir = join(folder, "data");
  await writeFile(file, jsonLines(rows));
  return { file, dataDir, result: await captured((streams) => runDataImport({ file, dataDir, ...streams })) };
}

test("an import prints what was kept, what was skipped, why and where", async (t) => {
  const [first] = plainPairs(1);
  const rows = [...plainPairs(20), { document: "", summary: "a" }, first, first];
  const { file, result } = await imported(t, rows);
  assert.equal(result.stderr, "");
  assert.equal(result.code, 0);
  const lines = result.stdout.split("\n");
  assert.equal(lines[0], "my-pairs: 23 rows, 20 pairs kept, 3 skipped:");
  assert.equal(lines[1], `         2 duplicate-document, first at ${file}:22, ${file}:23`);
  assert.equal(lines[2], `         1 empty-document, first at ${file}:21`);
  assert.equal(lines[3], "  columns document and summary; train 2, pool 16, test 2");
  assert.match(lines[4]!, /^ {2}SHA-256 [0-9a-f]{64}$/);
});

test("the list shows what was imported, as a table and as JSON", async (t) => {
  const { dataDir } = await imported(t, plainPairs(20));
  const table = await captured((streams) => runDataList({ dataDir, ...streams }));
  assert.match(table.stdout, /^my-pairs {19}20 pairs {2}[0-9a-f]{12} {2}file {2}not stated\n$/);
  const json = await captured((streams) => runDataList({ dataDir, json: true, ...streams }));
  assert.equal(JSON.parse(json.stdout)[0].pairs, 20);
  const none = await captured((streams) => runDataList({ dataDir: join(dataDir, "none"), ...streams }));
  assert.match(none.stdout, /^No corpora in .*newsroom, needs none/);
});

test("a bad import explains itself in one paragraph and returns 2", async (t) => {
  const { result } = await imported(t, [{ story: "a", gist: "b" }]);
  assert.equal(result.code, 2);
  assert.equal(result.stdout, "");
  assert.match(
    result.stderr,
    /columns with article and summary are not in this file; expected one of document\/summary.*received story, gist\. Name them with --document COLUMN/,
  );
});

test("without a terminal and without --yes the terms are shown and nothing is fetched", async (t) => {
  const { origin } = await serve(t, (_, response) => void response.end("{}"));
  const dataDir = await testFolder(t);
  const stdin = new PassThrough() as unknown as NodeJS.ReadStream;
  const result = await captured((streams) =>
    runDataFetch({ name: "xsum", dataDir, hub: origin, stdin, ...streams }),
  );
  assert.equal(result.code, 2);
  assert.match(result.stderr, /xsum \(EdinburghNLP\/xsum\): BBC articles/);
  assert.match(result.stderr, /terms were not accepted/);
});

test("on a terminal the terms are asked about, and only yes goes on", async (t) => {
  const { origin } = await serve(
    t,
    (request, response) => void response.end(request.url?.includes("/tree/") ? "[]" : "{}"),
  );
  const dataDir = await testFolder(t);
  for (const [answer, outcome] of [
    ["n", /terms were not accepted/],
    ["", /terms were not accepted/],
    ["Yes", /no Parquet files/],
  ] as const) {
    const stdin = Object.assign(new PassThrough(), { isTTY: true }) as unknown as NodeJS.ReadStream &
      PassThrough;
    stdin.write(`${answer}\n`);
    const result = await captured((streams) =>
      runDataFetch({ name: "xsum", dataDir, hub: origin, stdin, ...streams }),
    );
    assert.match(result.stderr, /Download it under these terms\? \[y\/N\]/);
    assert.match(result.stderr, outcome);
  }
});

test("a hub that refuses is explained", async (t) => {
  const { origin } = await serve(t, status(404));
  const stdin = new PassThrough() as unknown as NodeJS.ReadStream;
  const dataDir = await testFolder(t);
  const result = await captured((streams) =>
    runDataFetch({ name: "xsum", dataDir, hub: origin, yes: true, stdin, ...streams }),
  );
  assert.equal(result.code, 2);
  assert.match(result.stderr, /status 404.*data import/);
});

const root = fileURLToPath(new URL("../../../..", import.meta.url));
const unversioned =
  spawnSync("git", ["rev-parse", "--git-dir"], { cwd: root }).status !== 0 &&
  "git is not here, or this copy of the project is not under version control";

test("imported data lies where version control does not look", { skip: unversioned }, () => {
  const { status: code } = spawnSync("git", ["check-ignore", "-q", ".cache/data/x/pairs.jsonl"], {
    cwd: root,
  });
  assert.equal(code, 0);
});

test("the commands mount on a program", () => {
  const program = new Command();
  addCommands(program, () => assert.fail("no command runs here"));
  const names = program.commands
    .find((mounted) => mounted.name() === "data")
    ?.commands.map((command) => command.name());
  assert.deepEqual(names, ["import", "fetch", "list"]);
});

const real = fileURLToPath(new URL("../../../../../shared/data/wikinews-gum-24.jsonl", import.meta.url));
const skip = !existsSync(real) && "the 24 Wikinews pairs are not beside this checkout (../shared/data)";

test("the 24 real Wikinews pairs go through the import whole", { skip }, async (t) => {
  const dataDir = await testFolder(t);
  const result = await captured((streams) => runDataImport({ file: real, dataDir, ...streams }));
  assert.match(result.stdout, /^wikinews-gum-24: 24 rows, 24 pairs kept, 0 skipped\n/);
});
