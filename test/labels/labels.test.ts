import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { parse } from "csv-parse/sync";
import { openLabels, readLabels, writeForm } from "../../harness/labels/index.ts";
import { articles, batchOf, pool, preference, verdictOn } from "./made.ts";

const folder = mkdtempSync(path.join(tmpdir(), "collapse-bench-labels-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Labels as `labels import` would have them. */
function answersOf(text: string, options = {}) {
  const read = readLabels(text, "made", options);
  const file = path.join(folder, "labels.json");
  writeFileSync(file, JSON.stringify({ schema: 1, judgements: read.judgements }));
  return { ...read, answers: openLabels(file) };
}

/** The score of every output of the pool: right, wrong, odd. */
function scores({ scoreOf }: ReturnType<typeof openLabels>) {
  return articles.map((article, item) =>
    [0, 1, 2].map((candidate) => scoreOf(article, pool.item(item).candidates[candidate]!.output)),
  );
}

type Fields = Readonly<Record<string, string>>;
const csvOf = (rows: readonly (readonly unknown[])[]) =>
  rows.map((row) => row.map((field) => `"${String(field).replaceAll('"', '""')}"`).join(",")).join("\n");

test("every different output is asked once, and a pair's sides come in either order", () => {
  const { things } = batchOf("binary");
  assert.equal(things.length, 15);
  assert.equal(new Set(things.map(({ outputs }) => outputs[0]!.key)).size, 15);
  const pairs = batchOf("pair").things;
  assert.equal(pairs.length, 15);
  const rightFirst = pairs.filter(({ outputs }) => outputs[0]!.text.startsWith("right")).length;
  const rightSecond = pairs.filter(({ outputs }) => outputs[1]!.text.startsWith("right")).length;
  assert.ok(rightFirst > 0 && rightSecond > 0 && rightFirst + rightSecond === 10);
  assert.deepEqual(batchOf("pair"), batchOf("pair"));
  assert.equal(batchOf("binary", 4).things.length, 4);
});

test("our CSV comes back with every text as it was, and spreadsheets' line ends and marks do no harm", () => {
  const { text } = writeForm("csv", batchOf("binary"))[0]!;
  const rows = parse(text, { columns: true }) as Fields[];
  const labelled = rows.map((row) => ({
    ...row,
    label: verdictOn(row["output"]!),
    annotator: "Ada",
    seconds: "2.5",
  }));
  const names = Object.keys(labelled[0]!);
  const back = `\ufeff${csvOf([names, ...labelled.map((row) => Object.values(row))])}`;
  const { judgements, answers, left } = answersOf(back);
  assert.deepEqual(
    scores(answers),
    articles.map(() => [1, 0, 0]),
  );
  assert.deepEqual(
    [judgements[0]!.annotator, judgements[0]!.seconds, judgements[0]!.tool],
    ["Ada", 2.5, "csv"],
  );
  assert.equal(left.size, 0);
});

test("a pair's order is undone on import, in our CSV and in Label Studio's JSON", () => {
  const batch = batchOf("pair");
  const rows = parse(writeForm("csv", batch)[0]!.text, { columns: true }) as Fields[];
  const said = rows.map((row) => ({ ...row, label: preference(row["left"]!, row["right"]!) }));
  const back = csvOf([Object.keys(said[0]!), ...said.map((row) => Object.values(row))]);
  assert.deepEqual(
    scores(answersOf(back).answers),
    articles.map(() => [1, 0.25, 0.25]),
  );
  const tasks = JSON.parse(writeForm("label-studio", batch)[0]!.text) as {
    data: { left: string; right: string };
  }[];
  const exported = tasks.map(({ data }) => {
    const selected = preference(data.left, data.right);
    const result = [{ type: "pairwise", value: { selected } }];
    return {
      data,
      predictions: [{ result: [{ value: { selected: "left" } }] }],
      annotations: [{ completed_by: 7, result }],
    };
  });
  const { answers, left } = answersOf(JSON.stringify(exported));
  assert.deepEqual(
    scores(answers),
    articles.map(() => [1, 0.25, 0.25]),
  );
  assert.equal(left.size, 0);
});

test("Label Studio's choices and ratings are read, what was cancelled or only predicted is not", () => {
  const [written, config] = writeForm("label-studio", batchOf("binary"));
  assert.match(config!.text, /<Choices name="label" toName="output"/);
  const tasks = JSON.parse(written!.text) as { data: { output: string } }[];
  const answer = (word: string) => [{ type: "choices", value: { choices: [word] } }];
  const exported = tasks.map(({ data }, place) => ({
    data,
    predictions: [{ result: answer("right") }],
    annotations:
      place === 0
        ? []
        : [
            { completed_by: { email: "a@b.org" }, lead_time: 3, result: answer(verdictOn(data.output)) },
            { was_cancelled: true, result: answer("right") },
            {
              completed_by: 2,
              result: [{ type: "rating", value: { rating: verdictOn(data.output) === "right" ? 5 : 1 } }],
            },
          ],
  }));
  const { judgements, left, answers } = answersOf(JSON.stringify(exported));
  assert.equal(judgements.length, 28);
  assert.deepEqual([...left], [["is not labelled", { count: 1, first: "made, entry 1" }]]);
  assert.deepEqual(new Set(judgements.map(({ annotator }) => annotator)), new Set(["a@b.org", "2"]));
  assert.equal(
    scores(answers)
      .flat()
      .filter((score) => score === undefined).length,
    1,
  );
});

test("Argilla's flat records count when they were submitted", () => {
  const records = [
    {
      input: "x",
      output: "y",
      "label.responses": ["right", "wrong", null],
      "label.responses.users": ["u1", "u2", "u3"],
      "label.responses.status": ["submitted", "draft", "discarded"],
      "label.suggestion": "wrong",
    },
    { input: "x", output: "z", "stars.responses": [4], "stars.responses.status": ["submitted"] },
  ];
  const { judgements, answers } = answersOf(JSON.stringify(records));
  assert.deepEqual(
    judgements.map(({ annotator, kind }) => [annotator, kind]),
    [
      ["u1", "binary"],
      ["unknown", "rating"],
    ],
  );
  assert.deepEqual([answers.scoreOf("x", "y"), answers.scoreOf("x", "z")], [1, 0.75]);
});

test("doccano's JSON lines and TRL's columns are read by their texts", () => {
  const doccano = [
    { id: 1, text: "y", input: "x", label: ["wrong"] },
    { id: 2, text: "z", input: "x", label: [] },
  ];
  const first = answersOf(doccano.map((row) => JSON.stringify(row)).join("\n"), { annotator: "Bo" });
  assert.deepEqual([first.answers.scoreOf("x", "y"), first.judgements[0]!.annotator], [0, "Bo"]);
  assert.equal(first.left.size, 1);
  const preferred = [{ prompt: "x", chosen: "y", rejected: "z" }];
  const { answers } = answersOf(JSON.stringify(preferred));
  assert.deepEqual([answers.scoreOf("x", "y"), answers.scoreOf("x", "z")], [1, 0]);
  const talk = {
    prompt: [{ role: "user", content: "x" }],
    completion: [{ role: "assistant", content: "y" }],
    label: true,
  };
  assert.equal(answersOf(JSON.stringify(talk)).answers.scoreOf("x", "y"), 1);
  const rows = writeForm("trl", batchOf("binary"))[0]!
    .text.trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Fields);
  const said = rows.map((row) =>
    JSON.stringify({ ...row, label: verdictOn(row["completion"]!) === "right" }),
  );
  assert.deepEqual(
    scores(answersOf(said.join("\n")).answers),
    articles.map(() => [1, 0, 0]),
  );
});

test("what several people say is averaged, and what is no answer is left out with reason and place", () => {
  const rows = [
    ["input", "output", "label", "annotator"],
    ["x", "y", "right", "a"],
    ["x", "y", "wrong", "b"],
    ["x", "y", "YES", "c"],
    ["x", "y", "skip", "d"],
    ["x", "y", "maybe", "e"],
    ["x", "", "", "f"],
    ["x", "z", "7", "g"],
  ];
  const { answers, left } = answersOf(csvOf(rows));
  assert.equal(answers.scoreOf("x", "y"), 2 / 3);
  assert.equal(answers.scoreOf("x", "w"), undefined);
  assert.deepEqual(
    [...left.keys()],
    [
      "was skipped",
      'says "maybe"; right or wrong is wanted, or a number and --scale',
      "is not labelled",
      'says "7"; right or wrong is wanted, or a number and --scale',
    ],
  );
  assert.equal(left.get("was skipped")!.first, "made, row 4");
  assert.equal(answersOf(csvOf(rows), { scale: [0, 10] }).answers.scoreOf("x", "z"), 0.7);
});

test("a file that is no table of labels is told with its line", () => {
  assert.throws(() => readLabels('{"a":1}\n{"a":', "x.jsonl"), {
    code: "labels-unreadable",
    where: "x.jsonl, line 2",
  });
  assert.throws(() => readLabels("[1]", "x.json"), { where: "x.json, entry 1" });
  assert.throws(() => readLabels("a,b\n1\n", "x.csv"), { message: /labels cannot be read: .*line 2/ });
});
