import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { csvOf, type Row, readGrid, tablesOf } from "../../harness/analysis/index.ts";
import type { TaskBoard } from "../../harness/board/index.ts";
import type { ResultRecord } from "../../harness/record/index.ts";
import { type ScoringTask, scoreTask } from "../../harness/score/index.ts";
import { discoverSubmissions, entriesOf, entryId } from "../../harness/submission/index.ts";
import { discoverTasks } from "../../harness/task/index.ts";
import { record, task, wholeSeeds } from "../score/records.ts";

const rounds = 2;
const scored: ScoringTask = { ...task, rounds, extents: wholeSeeds(2, { ...task, rounds }) };

/** A task's board of these records: two seeds, two rounds, one regime. */
function boardOf(records: readonly ResultRecord[]): TaskBoard {
  const headline = { protocol: "recursion", regime: "replace" } as const;
  const { views } = scoreTask({ task: scored, records });
  return {
    about: {
      title: "Toy",
      metric: { name: "accuracy", title: "Accuracy", format: "percent", worst: 0 },
      headline,
      rounds,
    },
    tier: { shown: { seeds: 2 }, frozen: { regimes: ["replace"] } },
    task: { file: { shown: { metrics: { loss: { title: "Loss", format: "plain", better: "lower" } } } } },
    views,
    records: Map.groupBy(records, ({ cell }) => entryId(cell)),
  } as unknown as TaskBoard;
}

/** p is .2 in every made round, and p⋆ as said. */
const records = [
  record({ entry: "clean", seed: 0, control: "ceiling", scores: [0.7, 0.9], pStar: 1 }),
  record({ entry: "clean", seed: 1, control: "ceiling", scores: [0.7, 0.9], pStar: 1 }),
  record({ entry: "judge", seed: 0, scores: [0.6, 0.55], pStar: 0.5, feedback: { oracle: 7, weak: 2 } }),
  record({ entry: "judge", seed: 1, scores: [0.6, 0.65], pStar: 0.5, feedback: { oracle: 5, weak: 4 } }),
  record({ entry: "falls", seed: 0, scores: [0.4, 0.2], pStar: 0.1 }),
  record({ entry: "falls", seed: 1, scores: [0.45, 0.15], pStar: 0.1 }),
  record({ entry: "beyond", seed: 7, scores: [0.4, 0.2], pStar: 0.1 }),
];
const tables = new Map(
  tablesOf(boardOf(records), { weak: { top: "falls" }, oracle: { top: "judge", weighted: "nobody" } }).map(
    (table) => [table.name, table.rows],
  ),
);
const near = (value: unknown, expected: number) =>
  assert.ok(Math.abs((value as number) - expected) < 1e-9, `${value}, not ${expected}`);
const rowOf = (table: string, found: (row: Row) => boolean) => tables.get(table)!.find(found)!;

test("the price of feedback sets the calls up to the protocol's round beside the gain", () => {
  const judge = (protocol: string) =>
    rowOf("price", (row) => row["entry"] === "judge" && row["protocol"] === protocol);
  assert.equal(judge("one-round")["truthCalls"], 6);
  assert.equal(judge("recursion")["truthCalls"], 12);
  assert.equal(judge("recursion")["modelCalls"], 6);
  near(judge("recursion")["gain"], 0.1);
  assert.equal(tables.get("price")!.length, 6);
});

test("the theorem's sign is right where p⋆ − p and the change of the metric agree", () => {
  const share = (entry: string) => rowOf("theorem", (row) => row["entry"] === entry);
  assert.deepEqual([share("judge")["rounds"], share("judge")["agree"]], [4, 3]);
  near(share("judge")["share"], 0.75);
  assert.equal(share("judge")["low"], 0, "an interval of shares ends at 0 and 1");
  assert.equal(share("judge")["high"], 1);
  assert.equal(share("falls")["share"], 1);
  assert.deepEqual([share("all entries")["rounds"], share("all entries")["agree"]], [12, 11]);
  assert.equal(share("all entries, first round")["rounds"], 6);
  assert.equal(tables.get("theorem-rounds")!.length, 12, "seeds beyond the board's are left out");
  const [first] = tables.get("theorem-rounds")!.filter((row) => row["entry"] === "falls");
  near(first!["margin"], -0.1);
  near(first!["change"], -0.1);
});

test("an entry is under every definition of collapse that its records can decide", () => {
  const of = (entry: string, definition: string) =>
    rowOf("definitions", (row) => row["entry"] === entry && row["definition"] === definition);
  near(of("falls", "below its generator")["extent"], 0.325);
  assert.equal(of("falls", "below its generator")["holds"], "yes");
  assert.equal(of("judge", "below its generator")["holds"], "undetermined", "two seeds say little");
  assert.equal(
    of("clean", "below its generator")["holds"],
    "undetermined",
    "without spread there is no interval",
  );
  near(of("falls", "catastrophe")["extent"], 0.075);
  near(of("falls", "worse every round")["extent"], (0.1 + 0.05) / 2);
  near(of("falls", "ever faster")["extent"], (0.2 - 0.1 + 0.3 - 0.05) / 2);
  near(of("falls", "below true labels")["extent"], 0.725);
  near(of("judge", "worse every round")["extent"], (-0.1 + -0.1) / 2);
  assert.equal(of("falls", "below its generator in Loss"), undefined, "nobody measured it");
});

test("the grid has the entries that are on the board, in both protocols", () => {
  const rows = tables.get("verifiers")!;
  assert.deepEqual(
    rows.map(({ protocol, verifier, rule, entry }) => [protocol, verifier, rule, entry]),
    ["one-round", "recursion"].flatMap((protocol) => [
      [protocol, "weak", "top", "falls"],
      [protocol, "oracle", "top", "judge"],
    ]),
  );
});

test("CSV has a line of names, quotes what needs it, and leaves out what is not known", () => {
  const rows = [
    { name: 'a "b", c', value: 0.5 },
    { name: "d", value: null },
  ];
  const table = { name: "t", title: "T", caption: "", rows };
  assert.equal(csvOf(table), 'name,value\n"a ""b"", c",0.5\nd,\n');
});

test("the checkout's grid names entries that there are", async () => {
  const root = path.join(import.meta.dirname, "..", "..");
  const { submissions } = discoverSubmissions(root, await discoverTasks(root));
  const known = new Set(submissions.flatMap(entriesOf).map(({ id }) => id));
  const named = Object.values(readGrid(root)).flatMap((byRule) => Object.values(byRule));
  assert.equal(named.length, 23);
  assert.deepEqual(
    named.filter((id) => !known.has(id)),
    [],
  );
  assert.deepEqual(readGrid("/nowhere"), {});
});
