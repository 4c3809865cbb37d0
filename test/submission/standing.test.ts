import assert from "node:assert/strict";
import { test } from "node:test";
import {
  discoverSubmissions,
  entriesOf,
  openStandings,
  strategyHash,
} from "../../harness/submission/index.ts";
import { checkout, manifest, offer } from "./made.ts";

const tasks = [{ name: "chess" }, { name: "go" }];
const offers = tasks.map(({ name }) => offer(name));
const folders = {
  steady: { "submission.yaml": manifest({ name: "Steady", variants: { v: { a: 1 } }, only: { v: ["go"] } }) },
  narrow: { "submission.yaml": manifest({ name: "Narrow", tasks: ["go"] }), "x.txt": "1" },
  broken: { "submission.yaml": "nonsense" },
};

test("a result says what became of its entry", (t) => {
  const found = discoverSubmissions(checkout(t, folders), tasks);
  const hashes = new Map(
    found.submissions.flatMap(entriesOf).map((entry) => [entry.id, strategyHash(entry)]),
  );
  const standingOf = openStandings(found, offers);
  const other = "0".repeat(64);
  const told = (task: string, submission: string, variant: string | null, hash = other) => {
    const standing = standingOf({ cell: { task, submission, variant }, strategy: { hash } });
    return { ...standing, ...("entry" in standing ? { entry: standing.entry.id } : {}) };
  };
  const own = hashes.get("steady");
  assert.deepEqual(told("chess", "steady", null, own), { state: "present", entry: "steady", changed: false });
  assert.deepEqual(told("chess", "steady", null), { state: "present", entry: "steady", changed: true });
  assert.deepEqual(told("go", "steady", "v", hashes.get("steady@v")), {
    state: "present",
    entry: "steady@v",
    changed: false,
  });
  assert.deepEqual(told("chess", "steady", "v"), { state: "task-withdrawn" });
  assert.deepEqual(told("go", "steady", "w"), { state: "variant-withdrawn" });
  assert.deepEqual(told("chess", "narrow", null), { state: "task-withdrawn" });
  assert.deepEqual(told("go", "broken", null), { state: "unusable" });
  assert.deepEqual(told("go", "gone", null), { state: "withdrawn" });
  assert.deepEqual(told("go", "constructor", null), { state: "withdrawn" });
});

test("a strategy that goes by another name, or another variant's, is found again where it takes part", (t) => {
  const found = discoverSubmissions(checkout(t, folders), tasks);
  const hashOf = (id: string) =>
    strategyHash(found.submissions.flatMap(entriesOf).find((entry) => entry.id === id)!);
  const standingOf = openStandings(found, offers);
  const narrow = { hash: hashOf("narrow") };
  const renamed = standingOf({ cell: { task: "go", submission: "old", variant: null }, strategy: narrow });
  assert.ok(renamed.state === "renamed" && renamed.entry.id === "narrow");
  const elsewhere = standingOf({
    cell: { task: "chess", submission: "old", variant: null },
    strategy: narrow,
  });
  assert.equal(elsewhere.state, "withdrawn");
  const variant = { hash: hashOf("steady@v") };
  const moved = standingOf({ cell: { task: "go", submission: "steady", variant: "u" }, strategy: variant });
  assert.ok(moved.state === "renamed" && moved.entry.id === "steady@v");
});
