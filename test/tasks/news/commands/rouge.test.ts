import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { Command } from "commander";
import { addCommands, type RougeCommandOptions, runRouge } from "../../../../tasks/news/commands/index.ts";
import { writeParquet } from "../data/corpora.ts";

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "rouge-"));
});
after(() => rm(folder, { recursive: true }));

async function run(content: string | Buffer, options: Partial<RougeCommandOptions> = {}) {
  const file = join(folder, "pairs.jsonl");
  await writeFile(file, content);
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const code = await runRouge({ file, stdout, stderr, ...options });
  stdout.end();
  stderr.end();
  return { code, stdout: await text(stdout), stderr: await text(stderr) };
}

const two = `${JSON.stringify({ prediction: "the cat", reference: "the dog" })}\n${JSON.stringify({ prediction: "a cats", reference: "a cats" })}\n`;

test("two pairs give a table of their means", async () => {
  const { code, stdout, stderr } = await run(two);
  assert.equal(stderr, "");
  assert.equal(code, 0);
  assert.equal(
    stdout,
    [
      "2 pairs, without stemmer; scores times 100",
      "type     precision   recall        F  F 2.5 % F 97.5 %",
      "rouge1       75.00    75.00    75.00    50.00   100.00",
      "rouge2       50.00    50.00    50.00     0.00   100.00",
      "rougeL       75.00    75.00    75.00    50.00   100.00",
      "",
    ].join("\n"),
  );
});

test("--json gives the same numbers as data", async () => {
  const { stdout } = await run(two, { json: true, types: "rouge1,rougeLsum", stemmer: true });
  const report = JSON.parse(stdout);
  assert.deepEqual(Object.keys(report.scores), ["rouge1", "rougeLsum"]);
  assert.equal(report.pairs, 2);
  assert.equal(report.stemmer, true);
  assert.equal(report.scores.rouge1.mean.fMeasure, 0.75);
});

test("the same seed prints the same report", async () => {
  const runs = await Promise.all([run(two, { seed: 3 }), run(two, { seed: 3 })]);
  assert.equal(runs[0].stdout, runs[1].stdout);
});

const good = '{"prediction":"a","reference":"b"}\n';
const long = JSON.stringify({ prediction: "word ".repeat(40), reference: null });
const missingColon = `{"prediction":"${"word ".repeat(2000)}","reference" "y"}`;

const refused: Record<string, [content: string | Buffer, message: RegExp]> = {
  "a line that is no JSON is named by number": [
    `${two}{oops\n`,
    /pairs\.jsonl:3: this row is not a pair.*invalid json/,
  ],
  "a break in the middle of a long line is named by its byte": [
    `${good}${missingColon}\n`,
    new RegExp(
      `pairs\\.jsonl:2: .*invalid json, which breaks off at 2:${missingColon.indexOf('"y"') + 1}\\.`,
    ),
  ],
  "a line without a reference is named by number, with what is missing": [
    `${two}{"prediction":"a"}`,
    /pairs\.jsonl:3: this row is not a pair.*received nothing in "reference"/,
  ],
  "a null behind a long text is named by its field": [
    `${good}${long}\n`,
    /pairs\.jsonl:2: this row is not a pair.*received null in "reference"\./,
  ],
  "a number is named with its value": [
    '{"prediction":7,"reference":"a"}',
    /pairs\.jsonl:1: .*received the number 7 in "prediction"/,
  ],
  "a null among references is named by its place": [
    '{"prediction":"a","references":["b",null]}',
    /pairs\.jsonl:1: .*received null in "references\[1\]"/,
  ],
  "an empty list of references is named": [
    '{"prediction":"a","references":[]}',
    /pairs\.jsonl:1: .*received an empty list in "references"/,
  ],
  "the second of two rows on a line is named by its byte": [
    `${good.trim()}{"prediction":"a"}\n`,
    /pairs\.jsonl:1:35: this row is not a pair/,
  ],
  "invalid UTF-8 is named by line": [
    Buffer.concat([
      Buffer.from(good),
      Buffer.from('{"prediction":"'),
      Buffer.from([0xff]),
      Buffer.from('"}\n'),
    ]),
    /pairs\.jsonl:2: .*invalid utf8/,
  ],
  "a line of five million characters is named by line": [
    `${good}${JSON.stringify({ prediction: "x".repeat(5e6), reference: "a" })}\n`,
    /pairs\.jsonl:2: .*line too long/,
  ],
  "an empty file is an error, not a NaN": ["", /there is nothing in this file/],
};

for (const [sentence, [content, message]] of Object.entries(refused)) {
  test(sentence, async () => {
    const { code, stdout, stderr } = await run(content);
    assert.equal(code, 2);
    assert.equal(stdout, "");
    assert.match(stderr, message);
  });
}

const hindi = '{"prediction":"नदी में बाढ़","reference":"नदी में बाढ़"}\n';

test("pairs that the metric does not count are counted and said, and scored with the other tokenizer", async () => {
  const void2 = await run(`${hindi}${hindi}${good}`);
  assert.equal(void2.code, 0);
  assert.match(void2.stderr, /^The metric is void for 2 of 3 pairs: .*--tokenizer unicode/);
  assert.match(void2.stdout, /^3 pairs, without stemmer; scores times 100\n/);
  assert.deepEqual(JSON.parse((await run(hindi, { json: true })).stdout).unseen, { little: 0, nothing: 1 });
  const words = await run(`${hindi}${hindi}`, { tokenizer: "unicode" });
  assert.equal(words.stderr, "");
  assert.match(words.stdout, /^2 pairs, without stemmer, unicode words; .*\n.*\nrouge1 +100\.00/);
});

test("of several references the best counts for each type, or their mean on request", async () => {
  const content =
    '{"prediction":"the cat","references":["the dog","the cat"]}\n{"prediction":"a","references":["b"]}\n';
  const best = await run(content, { json: true });
  const report = JSON.parse(best.stdout);
  assert.equal(report.several, "best");
  assert.equal(report.pairsWithSeveral, 1);
  assert.equal(report.scores.rouge1.mean.fMeasure, 0.5);
  const mean = JSON.parse((await run(content, { json: true, several: "mean" })).stdout);
  assert.equal(mean.scores.rouge1.mean.fMeasure, 0.375);
  assert.match((await run(content)).stdout, /^2 pairs, without stemmer, best of several references in 1; /);
});

test("tables, Parquet and packed files are scored like lines", async () => {
  const expected = JSON.parse((await run(two, { json: true })).stdout).scores;
  const rows = [
    ["prediction", "reference"],
    ["the cat", "the dog"],
    ["a cats", "a cats"],
  ];
  const parquet = join(folder, "pairs.parquet");
  writeParquet(parquet, { prediction: ["the cat", "a cats"], reference: ["the dog", "a cats"] });
  const files: Record<string, string | Buffer> = {
    "pairs.csv": rows.map((row) => row.join(",")).join("\r\n"),
    "pairs.tsv": rows.map((row) => row.join("\t")).join("\n"),
    "pairs.json": JSON.stringify([
      { hypothesis: "the cat", target: "the dog" },
      { hypothesis: "a cats", target: "a cats" },
    ]),
    "pairs.jsonl.gz": gzipSync(two),
  };
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(folder, name), content);
    assert.deepEqual(
      JSON.parse((await run(two, { json: true, file: join(folder, name) })).stdout).scores,
      expected,
      name,
    );
  }
  assert.deepEqual(JSON.parse((await run(two, { json: true, file: parquet })).stdout).scores, expected);
});

test("a file without the columns, or without anything, is refused with what it has", async () => {
  const comment = await run("# made in spring\nprediction,reference\na,b\n", { format: "csv" });
  assert.equal(comment.code, 2);
  assert.match(comment.stderr, /pairs\.jsonl: the columns to compare .* received # made in spring/);
  const other = await run(`${JSON.stringify({ said: "a", meant: "b" })}\n`);
  assert.match(other.stderr, /expected prediction and reference; received said, meant/);
  assert.match((await run("")).stderr, /pairs\.jsonl: there is nothing in this file/);
  const late = `${JSON.stringify({ id: 1, reference: "a", other: "a" })}\n`;
  assert.match((await run(late, { prediction: "guess" })).stderr, /:1: .*received nothing in "guess"/);
});

test("columns can be named", async () => {
  const content = '{"mine":"the cat","theirs":"the dog","reference":"the cat"}\n';
  const named = await run(content, { json: true, prediction: "mine", reference: "theirs" });
  assert.equal(JSON.parse(named.stdout).scores.rouge1.mean.fMeasure, 0.5);
});

test("the scores of each pair are written with their place and id, and only when all are", async () => {
  const perPair = join(folder, "scores.jsonl");
  const content =
    '{"id":"x","prediction":"the cat","reference":"the dog"}\n\n{"id":7,"prediction":"a","reference":"a"}\n';
  assert.equal((await run(content, { perPair, types: "rouge1" })).code, 0);
  const rows = (await readFile(perPair, "utf8"))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  assert.deepEqual(rows, [
    { place: "1", id: "x", rouge1: { precision: 0.5, recall: 0.5, fMeasure: 0.5 } },
    { place: "3", id: 7, rouge1: { precision: 1, recall: 1, fMeasure: 1 } },
  ]);
  const before = await readFile(perPair, "utf8");
  assert.equal((await run(`${content}{}`, { perPair })).code, 2);
  assert.equal(await readFile(perPair, "utf8"), before);
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.endsWith(".part")),
    [],
  );
});

test("the scores of pairs never replace the pairs, and a folder that is not there is named", async () => {
  const own = await run(two, { perPair: join(folder, "pairs.jsonl") });
  assert.equal(own.code, 2);
  assert.match(own.stderr, /--per-pair: the scores of pairs would replace the pairs/);
  assert.equal(await readFile(join(folder, "pairs.jsonl"), "utf8"), two);
  const none = await run(two, { perPair: join(folder, "none", "scores.jsonl") });
  assert.equal(none.code, 2);
  assert.match(none.stderr, /the disk refused what was to be written.*ENOENT.*--per-pair/);
});

test("standard input is scored", () => {
  const cli = fileURLToPath(new URL("../../../../harness/cli.ts", import.meta.url));
  const { status, stdout } = spawnSync(process.execPath, [cli, "rouge", "-", "--types", "rouge1"], {
    input: two,
    encoding: "utf8",
  });
  assert.equal(status, 0);
  assert.match(stdout, /rouge1 +75\.00/);
});

test("a file that is not there and an unknown type are explained", async () => {
  assert.match((await run(two, { file: join(folder, "none.jsonl") })).stderr, /none\.jsonl: .*no such file/);
  assert.match((await run(two, { types: "rouge12" })).stderr, /--types: there is no such ROUGE type/);
});

test("the command mounts on a program with its flags, and a seed that is no number is refused", async () => {
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  addCommands(program, () => assert.fail("no command runs here"));
  const command = program.commands.find((mounted) => mounted.name() === "rouge");
  assert.deepEqual(
    command?.options.map((option) => option.long),
    [
      ...[
        "--format",
        "--encoding",
        "--delimiter",
        "--quote",
        "--escape",
        "--types",
        "--stemmer",
        "--tokenizer",
      ],
      ...["--prediction", "--reference", "--several", "--split-sentences", "--per-pair", "--json", "--seed"],
    ],
  );
  command?.exitOverride();
  await assert.rejects(
    program.parseAsync(["rouge", "x.jsonl", "--seed", "one"], { from: "user" }),
    /whole number/,
  );
});
