import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { after, before, test } from "node:test";
import { Command } from "commander";
import { addCommands, type RougeCommandOptions, runRouge } from "../../../../tasks/news/commands/index.ts";

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

const refused: Record<string, [content: string | Buffer, message: RegExp]> = {
  "a line that is no JSON is named by number": [
    `${two}{oops\n`,
    /pairs\.jsonl:3: this line is not a pair.*\{oops/,
  ],
  "a line without a reference is named by number": [
    '{"prediction":"a"}',
    /pairs\.jsonl:1: this line is not a pair/,
  ],
  "invalid UTF-8 is named by line": [Buffer.from([0x22, 0xff, 0x0a]), /pairs\.jsonl:1: .*invalid utf8/],
  "an empty file is an error, not a NaN": ["", /no scores to aggregate/],
};

for (const [sentence, [content, message]] of Object.entries(refused)) {
  test(sentence, async () => {
    const { code, stdout, stderr } = await run(content);
    assert.equal(code, 2);
    assert.equal(stdout, "");
    assert.match(stderr, message);
  });
}

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
    ["--types", "--stemmer", "--json", "--seed"],
  );
  command?.exitOverride();
  await assert.rejects(
    program.parseAsync(["rouge", "x.jsonl", "--seed", "one"], { from: "user" }),
    /whole number/,
  );
});
