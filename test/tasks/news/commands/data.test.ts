import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
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
  runDataRemove,
  runDataShow,
} from "../../../../tasks/news/commands/index.ts";
import { serve, status } from "../../../inbound/server.ts";
import { jsonLines, plainPairs, testFolder } from "../data/corpora.ts";

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
  assert.equal(
    result.stderr,
    "my-pairs has 20 pairs: `run` refuses a corpus below 200, where the controls come in any order.\n",
  );
  assert.equal(result.code, 0);
  const lines = result.stdout.split("\n");
  assert.equal(lines[0], "my-pairs: 23 rows, 20 pairs kept, 3 skipped:");
  assert.equal(lines[1], `         2 duplicate-document, first at ${file}:22, ${file}:23`);
  assert.equal(lines[2], `         1 empty-document, first at ${file}:21`);
  assert.equal(lines[3], "  columns document and summary; train 2, pool 16, test 2");
  assert.match(lines[4]!, /^ {2}SHA-256 [0-9a-f]{64}$/);
  assert.equal(lines[5], "  read as JSON");
  assert.match(lines[6]!, /^ {2}words +10 % +25 % +50 % +75 % +90 % longest$/);
  assert.match(lines[7]!, /^ {2}articles( +\d+){6}$/);
  assert.match(lines[8]!, /^ {2}summaries( +\d+){6}$/);
  assert.match(lines[9]!, /^ {2}tier smoke cuts \d+ % of the articles to 56 words \(\d+ % of all words\), /);
  assert.match(
    lines[12]!,
    /^ {2}tier paper cuts 0 % of the articles to 512 words \(0 % of all words\), 0 % of the summaries to 47 \(0 %\)$/,
  );
  assert.equal(lines[13], "  scripts of the articles: Latin 100 %");
  const enough = await imported(t, plainPairs(200));
  assert.match(
    enough.result.stderr,
    /\nRun it: collapse-bench run --task news --corpus my-pairs --tier smoke\. .* the site shows none\.\n/,
  );
});

test("texts that tiers cut, entities and texts that the metric does not count are said and counted", async (t) => {
  const long = plainPairs(8).map(({ document, summary }) => ({
    document: `${document} AT&amp;T &#8212; `.repeat(4),
    summary: `${summary} `.repeat(2),
  }));
  const hindi = ["नदी", "पुल", "बाढ़", "स्कूल"].map((word) => ({
    document: `${word} में आज बहुत पानी भर गया`,
    summary: word,
  }));
  const { result } = await imported(t, [...long, ...hindi]);
  assert.match(result.stdout, /HTML's entities decoded in 8 pairs/);
  assert.match(result.stdout, /tier standard cuts 67 % of the articles to 112 words/);
  assert.match(result.stdout, /scripts of the articles: Latin 67 %, Devanagari 33 %/);
  assert.match(result.stderr, /The metric is void for 4 of 12 pairs: ROUGE counts a to z and 0 to 9 only/);
  assert.doesNotMatch(result.stderr, /refuses such a corpus/);
  const most = await imported(t, [...long.slice(0, 3), ...hindi]);
  assert.match(most.result.stderr, /The metric is void for 4 of 7 pairs: .* `run` refuses such a corpus\./);
});

test("standard input is read, and needs a name", () => {
  const folder = mkdtempSync(join(tmpdir(), "corpora-"));
  const cli = fileURLToPath(new URL("../../../../harness/cli.ts", import.meta.url));
  const lines = jsonLines(plainPairs(12));
  const runOn = (input: string, ...flags: string[]) =>
    spawnSync(process.execPath, [cli, "data", "import", "-", "--data-dir", folder, ...flags], {
      input,
      encoding: "utf8",
    });
  const run = (...flags: string[]) => runOn(lines, ...flags);
  const nameless = run();
  assert.equal(nameless.status, 2);
  assert.match(nameless.stderr, /--name: what comes from standard input has no name/);
  const named = run("--name", "piped");
  assert.equal(named.status, 0, named.stderr);
  assert.match(named.stdout, /^piped: 12 rows, 12 pairs kept/);
  const broken = runOn(`${lines}{"document":1}\n`, "--name", "broken");
  assert.match(broken.stdout, /1 missing-text, first at standard input:13/);
  assert.match(runOn("", "--name", "empty").stderr, /^standard input: there is nothing in this file/);
  rmSync(folder, { recursive: true });
});

test("a stored corpus is shown with its lengths, scripts, languages and first pairs, as text and as JSON", async (t) => {
  const { dataDir } = await imported(t, plainPairs(20));
  const shown = await captured((streams) => runDataShow({ dataDir, name: "my-pairs", ...streams }));
  assert.equal(shown.code, 0);
  assert.match(shown.stdout, /^my-pairs: 20 pairs of 20 rows\n {2}from file: My Pairs\.jsonl\n/);
  assert.match(
    shown.stdout,
    /\n {2}scripts of the articles: Latin 100 %\n {2}languages of 20 articles: .*\n\n {2}article: /,
  );
  assert.match(shown.stderr, /refuses a corpus below 200/);
  const json = await captured((streams) =>
    runDataShow({ dataDir, name: "my-pairs", json: true, ...streams }),
  );
  const data = JSON.parse(json.stdout);
  assert.equal(data.pairs, 20);
  assert.deepEqual(data.scripts, { Latin: 20 });
  assert.equal(data.examples.length, 2);
  assert.ok(data.words.article["0.5"] > data.words.summary["0.5"]);
  const none = await captured((streams) => runDataShow({ dataDir, name: "none", ...streams }));
  assert.equal(none.code, 2);
  assert.match(none.stderr, /there is no corpus "none"/);
});

test("a stored corpus is removed by its name, and only then", async (t) => {
  const { dataDir } = await imported(t, plainPairs(20));
  const wrong = await captured((streams) => runDataRemove({ dataDir, name: "my-pair", ...streams }));
  assert.equal(wrong.code, 2);
  const right = await captured((streams) => runDataRemove({ dataDir, name: "my-pairs", ...streams }));
  assert.equal(right.code, 0);
  assert.match(right.stdout, /^Removed my-pairs, 20 pairs\. Results on it stay/);
  assert.deepEqual(await readdir(dataDir), []);
});

test("a damaged description hides no other corpus from the list", async (t) => {
  const { dataDir } = await imported(t, plainPairs(20));
  await mkdir(join(dataDir, "broken"));
  await writeFile(join(dataDir, "broken", "corpus.json"), "{");
  const list = await captured((streams) => runDataList({ dataDir, ...streams }));
  assert.equal(list.code, 0);
  assert.match(list.stdout, /^my-pairs/);
  assert.match(list.stderr, /broken.*not what was imported/);
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
    /columns with article and summary are not in this file; expected one of document\/summary.*received story, gist\. Name them with --document COLUMN and --summary COLUMN/,
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
  assert.equal(result.code, 4);
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
  assert.deepEqual(names, ["import", "fetch", "list", "show", "remove"]);
});

const real = fileURLToPath(new URL("../../../../../shared/data/wikinews-gum-24.jsonl", import.meta.url));
const skip = !existsSync(real) && "the 24 Wikinews pairs are not beside this checkout (../shared/data)";

test("the 24 real Wikinews pairs go through the import whole", { skip }, async (t) => {
  const dataDir = await testFolder(t);
  const result = await captured((streams) => runDataImport({ file: real, dataDir, ...streams }));
  assert.match(result.stdout, /^wikinews-gum-24: 24 rows, 24 pairs kept, 0 skipped\n/);
});
