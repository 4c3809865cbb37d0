import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { findCell, listCells } from "../../harness/plan/index.ts";
import { discoverSubmissions } from "../../harness/submission/index.ts";
import { discoverTasks } from "../../harness/task/index.ts";

const root = path.join(import.meta.dirname, "..", "..");
const tasks = await discoverTasks(root);
const { submissions } = discoverSubmissions(root, tasks);

const idsOf = (choice: Parameters<typeof listCells>[2]) =>
  listCells(tasks, submissions, choice).map((cell) => cell.id);

test("every id is unique and finds its own cell", () => {
  const cells = listCells(tasks, submissions, { tier: "smoke" });
  assert.equal(new Set(cells.map((cell) => cell.id)).size, cells.length);
  for (const cell of cells) assert.deepEqual(findCell(tasks, submissions, cell.id), cell);
});

test("the list does not depend on the order in which folders were found", () => {
  const reversed = listCells(tasks.toReversed(), submissions.toReversed(), { tier: "smoke" });
  assert.deepEqual(reversed.map((cell) => cell.id).sort(), idsOf({ tier: "smoke" }).toSorted());
});

test("seeds come one after another, so that a stopped run has compared everybody", () => {
  const seeds = listCells(tasks, submissions, { tier: "smoke" }).map((cell) => cell.seed);
  assert.deepEqual(
    seeds,
    seeds.toSorted((a, b) => a - b),
  );
});

test("a slug means all of its variants, an entry only itself", () => {
  const bySlug = idsOf({
    tier: "smoke",
    submissions: ["noisy-oracle"],
    seeds: [0],
    tasks: ["gaussian-mixture"],
  });
  assert.equal(bySlug.length, 3);
  const one = bySlug.find((id) => id.includes("@"))!.split("/")[2]!;
  assert.equal(
    idsOf({ tier: "smoke", submissions: [one], seeds: [0], tasks: ["gaussian-mixture"] }).length,
    1,
  );
});

test("seeds may be any, and each gives one cell an entry", () => {
  const perSeed = idsOf({ tier: "smoke", seeds: [0] }).length;
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.nat(1000), { minLength: 1, maxLength: 5 }),
      (seeds) => idsOf({ tier: "smoke", seeds }).length === perSeed * seeds.length,
    ),
  );
});

test("names that do not exist are errors that list those that do", () => {
  assert.throws(() => idsOf({ tier: "smoke", tasks: ["chess"] }), {
    code: "task-unknown",
    expected: /gaussian-mixture/,
  });
  assert.throws(() => idsOf({ tier: "smoke", submissions: ["nobody"] }), { code: "submission-unknown" });
});

test("a cell that the plan does not list is refused, with what there is", () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ["", /task\/tier\/entry\/seed/],
    ["gaussian-mixture", /task\/tier\/entry\/seed/],
    ["gaussian-mixture/smoke/oracle/0/zzz", /task\/tier\/entry\/seed/],
    ["a/b/c/0", /^a task: eigenvalues, gaussian-mixture, news$/],
    ["news/huge/oracle/0", /^a tier of news: smoke, trial, standard, paper$/],
    ["news/constructor/oracle/0", /^a tier of news/],
    ["news/smoke/nobody/0", /^an entry of news: .*oracle@best-of-k/],
    ["news/smoke/trace-check/0", /^an entry of news: /],
    ["news/smoke/weak-verifier@even-odds/0", /^an entry of news: /],
    ["gaussian-mixture/smoke/oracle@best-of-k/0", /^an entry of gaussian-mixture: /],
    ["gaussian-mixture/smoke/random/x", /^a seed from 0 to 999999999$/],
    ["gaussian-mixture/smoke/random/-1", /^a seed/],
    ["gaussian-mixture/smoke/random/01", /^a seed/],
    ["gaussian-mixture/smoke/random/1e3", /^a seed/],
    ["gaussian-mixture/smoke/random/12345678901234567890", /^a seed/],
  ];
  for (const [id, expected] of cases)
    assert.throws(
      () => findCell(tasks, submissions, id),
      { code: "cell-unknown", blame: "usage", expected },
      id,
    );
});

test("an entry takes part where a task offers what it asks for, and elsewhere the cell says what is missing", () => {
  const [found] = tasks.filter(({ name }) => name === "gaussian-mixture");
  const { smoke } = found!.file.tiers;
  const budget = { ...smoke!.frozen.budget, feedback: { weak: 10, strong: 0 } };
  const tiers = { smoke: { ...smoke!, frozen: { ...smoke!.frozen, budget, generation: {} } } };
  const poor = { ...found!, file: { ...found!.file, tiers } };
  const asked = ["best-of-k", "clean", "keep-all", "noisy-oracle", "oracle", "random", "self-confidence"];
  const slugs = [...asked, "strong-verifier", "trace-check", "weak-verifier"];
  const some = submissions.filter(({ slug }) => slugs.includes(slug));
  const ids = listCells([poor], some, { tier: "smoke", seeds: [0] }).map(({ entry }) => entry.id);
  assert.deepEqual(ids.toSorted(), [
    "clean",
    "keep-all",
    "random",
    "self-confidence",
    "weak-verifier",
    "weak-verifier@even-odds",
  ]);
  const cases: readonly (readonly [string, RegExp])[] = [
    ["strong-verifier", /gaussian-mixture does not offer at tier smoke: strong$/],
    ["noisy-oracle@0.3", /: noisy$/],
    ["oracle@best-of-k", /: oracle, several-candidates$/],
    ["best-of-k", /: strong, several-candidates$/],
    ["trace-check", /trace-check takes part in eigenvalues only$/],
    ["weak-verifier@strict", /^no cell is named "gaussian-mixture\/smoke\/weak-verifier@strict\/0"$/],
  ];
  for (const [entry, message] of cases)
    assert.throws(() => findCell([poor], some, `gaussian-mixture/smoke/${entry}/0`), {
      code: "cell-unknown",
      message,
      expected: /^an entry of gaussian-mixture: clean, keep-all, random, self-confidence, weak-verifier, /,
    });
  assert.throws(() => listCells([poor], submissions, { tier: "smoke", submissions: ["oracle"] }), {
    code: "cells-none",
    message:
      /oracle asks for what gaussian-mixture does not offer at tier smoke: oracle; oracle@best-of-k asks/,
  });
});

test("a tier whose items have one candidate is not for entries that compare several", () => {
  const [found] = tasks.filter(({ name }) => name === "eigenvalues");
  const idsOf = (tier: "smoke" | "paper") =>
    new Set(listCells([found!], submissions, { tier, seeds: [0] }).map(({ entry }) => entry.id));
  for (const id of ["oracle@best-of-k", "self-consistency"])
    assert.deepEqual([idsOf("smoke").has(id), idsOf("paper").has(id)], [true, false], id);
  for (const id of ["keep-all", "oracle"]) assert.ok(idsOf("paper").has(id), id);
});

test("every cell that can be found is one that the list of its choice has", () => {
  for (const id of idsOf({ tier: "smoke", seeds: [0, 999_999_999] })) {
    const { task, tier, entry, seed } = findCell(tasks, submissions, id);
    assert.deepEqual(idsOf({ tier, tasks: [task.name], submissions: [entry.id], seeds: [seed] }).at(0), id);
  }
});

test("a choice that matches nothing says why", () => {
  const nothing = (choice: Parameters<typeof listCells>[2], message: RegExp) =>
    assert.throws(() => idsOf(choice), { code: "cells-none", blame: "usage", message });
  nothing(
    { tier: "smoke", tasks: ["news"], submissions: ["trace-check"] },
    /trace-check takes part in eigenvalues only/,
  );
  assert.throws(() => listCells(tasks, [], { tier: "smoke" }), { code: "cells-none" });
  assert.throws(() => listCells([], submissions, { tier: "smoke" }), {
    code: "cells-none",
    message: /no task here has the tier smoke/,
  });
});
