import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { parse } from "csv-parse/sync";
import { bench, folder } from "../intake/made.ts";
import { fill, manifest } from "../submission/made.ts";

test("a pool goes out as a table, and its labels come back as what a strategy of division human is told", async () => {
  const out = path.join(folder, "asked");
  const asked = await bench(
    "pool",
    "export",
    ...["--task", "gaussian-mixture", "--tier", "smoke"],
    ...["--sample", "50", "--format", "csv", "--out", out],
  );
  assert.equal(asked.exitCode, 0, asked.stderr);
  const rows = parse(readFileSync(`${out}.csv`, "utf8"), { columns: true }) as Record<string, string>[];
  assert.equal(rows.length, 50);
  // Forty are judged: right where the label is 1.
  const said = rows.slice(0, 40).map((row) => ({ ...row, label: row["output"] === "1" ? "right" : "wrong" }));
  const field = (value: string) => `"${value.replaceAll('"', '""')}"`;
  const lines = [Object.keys(said[0]!), ...said.map((row) => Object.values(row))];
  writeFileSync(path.join(folder, "said.csv"), lines.map((line) => line.map(field).join(",")).join("\n"));
  const imported = await bench("labels", "import", "said.csv", "--annotator", "Ada", "--out", "labels.json");
  assert.equal(imported.exitCode, 0, imported.stderr);
  assert.match(imported.stdout, /^40 judgements of 40 outputs by 1 annotator/);

  const where = path.join(folder, "asks-people");
  fill(where, {
    "strategy.mjs": `import { strategy } from "collapse-bench";
strategy((pool) => {
  const all = pool.items.map((item) => item.candidates[0]);
  const scores = pool.ask("human", all);
  const labelled = all.filter((_, at) => scores[at] !== null);
  console.log(labelled.length, "labelled;", pool.left.human, "left; agree:", labelled.every((one) => (one.output === 1) === (scores[all.indexOf(one)] === 1)));
  return all.filter((_, at) => scores[at] === 1);
});`,
    "submission.yaml": manifest({
      name: "Asks people",
      division: "human",
      asks: ["human"],
      run: ["node", "strategy.mjs"],
    }),
  });
  const nobody = await bench("try", where);
  assert.equal(nobody.exitCode, 2, nobody.stderr);
  assert.match(nobody.stderr, /asks for what gaussian-mixture does not offer at tier smoke: human/);
  const tried = await bench("try", where, "--labels", "labels.json");
  assert.equal(tried.exitCode, 0, tried.stderr);
  assert.match(tried.stderr, /^ {2}\| 40 labelled; 0 left; agree: true$/m);
  assert.match(tried.stdout, /^feedback +human 40 of 40$/m);
  assert.doesNotMatch(tried.stderr, /making the pool/);
});
