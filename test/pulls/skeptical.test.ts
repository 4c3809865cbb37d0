import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { reportIn } from "../../harness/commands/report.ts";
import { explain } from "../../harness/errors/index.ts";
import { bench } from "../intake/made.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "collapse-bench-doubts-"));
after(() => rmSync(folder, { recursive: true }));
const allResults = path.join(folder, "results");
for (const place of ["standard/news/mine", "seasons/1/standard/news/mine"]) {
  mkdirSync(path.join(allResults, place), { recursive: true });
  for (const seed of [0, 10, 2])
    writeFileSync(
      path.join(allResults, place, `${place.startsWith("seasons") ? seed + 1 : seed}.json`),
      "{}",
    );
}
const workspace = { tasks: [{ name: "news" }] as never, submissions: [], allResults };

function reportAbout(about: string): string {
  const file = path.join(folder, "a-doubt.yaml");
  const report = {
    ...{ schema: 1, about, claim: "breaks-a-rule", found: "It sleeps." },
    ...{ how: "Read line 3.", authors: [{ name: "A. Author" }] },
  };
  writeFileSync(file, JSON.stringify(report));
  return file;
}

test("a report is about a cell with a record, of whatever season, or about an entry with some", () => {
  for (const about of ["news/standard/mine/2", "news/standard/mine/11", "news/standard/mine"])
    assert.equal(reportIn(workspace, reportAbout(about)).about, about);
});

test("a report about nothing is refused, and what there is is named", () => {
  const cases: readonly (readonly [about: string, words: RegExp])[] = [
    ["chess/standard/mine/0", /"about": there is no task "chess"; expected news\. Name what the board shows/],
    ["news/smoke/mine", /there are no results of mine on news at tier smoke/],
    ["news/standard/mine/5", /there is no record of seed 5; expected one of 0, 1, 2, 3, 10, 11\./],
  ];
  for (const [about, words] of cases)
    assert.throws(
      () => reportIn(workspace, reportAbout(about)),
      (error) => words.test(explain(error)),
      about,
    );
});

test("check takes a report's file, and says how it is sent in", async () => {
  const file = reportAbout("gaussian-mixture/smoke/random");
  const passed = await bench("check", file);
  assert.deepEqual(
    [passed.exitCode, passed.stdout],
    [0, "a-doubt.yaml would pass: breaks-a-rule, about gaussian-mixture/smoke/random."],
    passed.stderr,
  );
  assert.match(passed.stderr, /adds this one file as reports\/a-doubt\.yaml/);
});
