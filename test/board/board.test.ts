import assert from "node:assert/strict";
import { existsSync, renameSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { boardJson, curvesOf, type OpenBoard, openBoard, scoreBoard } from "../../harness/board/index.ts";
import { explain } from "../../harness/errors/index.ts";
import { readRecord, withHashes, writeRecord } from "../../harness/record/index.ts";
import { discoverSubmissions } from "../../harness/submission/index.ts";
import { discoverTasks, discoverVariants } from "../../harness/task/index.ts";
import { type MadeCheckout, makeCheckout } from "../site/fixture/checkout.ts";

let checkout: MadeCheckout;
before(async () => {
  checkout = await makeCheckout();
});
after(() => rmSync(checkout.root, { recursive: true, force: true }));

const taskOf = ({ tasks }: OpenBoard, name: string) => tasks.find(({ task }) => task.name === name)!;

test("what is handed in and what is discovered make the same board, to the byte", async () => {
  const request = { ...checkout, tier: "smoke" } as const;
  const tasks = await discoverTasks(checkout.root);
  const { submissions } = discoverSubmissions(checkout.root, tasks);
  const found = boardJson((await openBoard(request)).board);
  assert.equal(boardJson((await openBoard({ ...request, tasks, submissions })).board), found);
  const one = await openBoard({ ...request, tasks: tasks.slice(0, 1), submissions });
  assert.deepEqual(
    one.tasks.map(({ task }) => task.name),
    [tasks[0]!.name],
  );
});

test("a board is the same, to the byte, whether its records have been checked before or not", async () => {
  const request = { ...checkout, tier: "standard" } as const;
  const cache = path.join(checkout.root, "own-cache");
  const without = boardJson((await openBoard(request)).board);
  for (const _ of ["checked now", "checked before"])
    assert.equal(boardJson((await openBoard({ ...request, cache })).board), without);
  assert.ok(existsSync(path.join(cache, "records", "checked.txt")));
  assert.equal(boardJson((await scoreBoard(request)).board), without);
  for (const _ of ["outlines are made", "outlines are known"])
    assert.equal(boardJson((await scoreBoard({ ...request, cache })).board), without);
  assert.ok(existsSync(path.join(cache, "records", "outlines.txt")));
});

test("a task's board has every protocol in every regime, the headline first, the other protocol next", async () => {
  const { tasks, board } = await openBoard({ ...checkout, tier: "standard" });
  const { views, about } = taskOf({ tasks } as OpenBoard, "made-mixture");
  assert.deepEqual(about.headline, { protocol: "recursion", regime: "replace" });
  assert.deepEqual(
    views.map(({ protocol, regime }) => `${protocol} ${regime}`),
    ["recursion replace", "one-round replace", "recursion accumulate", "one-round accumulate"],
  );
  assert.equal(board.tasks["made-mixture"], views);
});

test("variants are scored beside the tasks, and change no byte of the board", async () => {
  const request = { ...checkout, tier: "standard" } as const;
  const variants = await discoverVariants(checkout.root);
  const alone = await openBoard(request);
  const opened = await openBoard({ ...request, variants });
  assert.equal(boardJson(opened.board), boardJson(alone.board));
  assert.deepEqual(alone.variants, []);
  const [variant] = opened.variants;
  const named = await openBoard({ ...request, tasks: variants });
  assert.deepEqual(variant!.views, named.board.tasks["made-mixture@lm"]);
  assert.deepEqual(variant!.about, named.board.about["made-mixture@lm"]);
  assert.ok(variant!.views[0]!.entries.length > 0);
});

test("an entry's name says which variant it is", async () => {
  const { board } = await openBoard({ ...checkout, tier: "standard" });
  const names = board.tasks["made-mixture"]![0]!.entries.map(({ entry, name }) => [entry, name]);
  const own = names.filter(([entry]) => entry!.startsWith("noisy-oracle")).sort();
  assert.deepEqual(own, [
    ["noisy-oracle", "Noisy oracle"],
    ["noisy-oracle@p0.3", "Noisy oracle, p0.3"],
    ["noisy-oracle@p0.5", "Noisy oracle, p0.5"],
  ]);
});

test("a task that cannot be compared says why and keeps its records; the others are scored", async () => {
  const opened = await openBoard({ ...checkout, tier: "smoke" });
  assert.deepEqual(Object.keys(opened.board.tasks), ["made-mixture", "made-summaries"]);
  assert.deepEqual(Object.keys(opened.board.about), ["made-mixture", "made-summaries"]);
  const muddle = taskOf(opened, "made-muddle");
  assert.match(explain(muddle.problem), /results of more than one task definition are mixed/);
  assert.deepEqual([muddle.views, curvesOf(muddle).rounds], [[], []]);
  assert.equal(muddle.records.get("random")!.length, 2);
  assert.equal(taskOf(opened, "made-mixture").problem, null);
});

test("records lie by entry in the order of their seeds, and entries lead to their submissions", async () => {
  const { tasks } = await openBoard({ ...checkout, tier: "standard" });
  const { records, slugs, views } = tasks[0]!;
  const { entries } = views[0]!;
  assert.deepEqual([...records.keys()].sort(), entries.map(({ entry }) => entry).sort());
  for (const [entry, own] of records) {
    assert.deepEqual(
      own.map(({ cell }) => cell.seed),
      [0, 1, 2, 3, 4, 5],
    );
    assert.equal(slugs.get(entry), own[0]!.cell.submission);
  }
});

test("results of an earlier strategy are noted", async () => {
  const { board } = await openBoard({ ...checkout, tier: "smoke" });
  const { notes } = board.about["made-mixture"]!;
  assert.ok(
    notes.includes("self-confidence: results of an earlier strategy or task definition, to be run again."),
    notes.join("\n"),
  );
});

test("entries that were withdrawn or renamed are noted, on every task that has results of theirs", async () => {
  const folders = path.join(checkout.root, "submissions");
  const moves = [
    ["self-confidence", "../gone"],
    ["weak-verifier", "modest-verifier"],
  ] as const;
  for (const [from, to] of moves) renameSync(path.join(folders, from), path.join(folders, to));
  const { board } = await openBoard({ ...checkout, tier: "standard" });
  for (const [from, to] of moves) renameSync(path.join(folders, to), path.join(folders, from));
  const { notes } = board.about["made-mixture"]!;
  assert.ok(notes.includes("self-confidence: withdrawn; results stay as they were made."), notes.join("\n"));
  assert.ok(notes.includes("weak-verifier: is called modest-verifier now."), notes.join("\n"));
  const present = await openBoard({ ...checkout, tier: "standard" });
  assert.doesNotMatch(present.board.about["made-mixture"]!.notes.join("\n"), /withdrawn|is called/);
});

test("curves that lack the metric of a round no protocol reads have a problem of their own, and the board stands", async () => {
  const file = path.join(checkout.results, "standard", "made-mixture", "clean", "0.json");
  const whole = readRecord(file);
  const [first, second, ...later] = whole.regimes.accumulate!;
  const broken = {
    ...whole,
    regimes: { ...whole.regimes, accumulate: [first!, { ...second!, metrics: {} }, ...later] },
  };
  await writeRecord(checkout.results, withHashes(broken));
  const mixture = taskOf(await openBoard({ ...checkout, tier: "standard" }), "made-mixture");
  await writeRecord(checkout.results, whole);
  assert.equal(mixture.problem, null);
  assert.ok(mixture.views[0]!.entries.length > 0);
  assert.match(explain(curvesOf(mixture).problem), /clean\/0\.json: .* has not the metric "accuracy"/);
});

test("a submission that cannot be used is told, and its results stay", async () => {
  symlinkSync("strategy.ts", path.join(checkout.root, "submissions", "random", "linked.ts"));
  const smoke = await openBoard({ ...checkout, tier: "smoke" });
  const paper = await openBoard({ ...checkout, tier: "paper" });
  rmSync(path.join(checkout.root, "submissions", "random", "linked.ts"));
  for (const { problems } of [smoke, paper])
    assert.match(explain(problems[0]), /random\/linked\.ts: this is a symbolic link/);
  const { entries } = taskOf(smoke, "made-mixture").views[0]!;
  assert.equal(entries.find(({ entry }) => entry === "random")!.control, "floor");
});
