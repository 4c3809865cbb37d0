import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import type { RoundSelection } from "../../harness/selection/index.ts";
import { discoverSubmissions, type Entry, entriesOf } from "../../harness/submission/index.ts";
import { discoverTasks, type Pool } from "../../harness/task/index.ts";
import { isOwn } from "./own.ts";
import { items, keep, play, poolOf, spectraOf, weakScore } from "./stage.ts";

const root = path.resolve(import.meta.dirname, "../..");
const entries = discoverSubmissions(root, await discoverTasks(root))
  .submissions.filter(isOwn)
  .flatMap(entriesOf);

/** Those that take part in every task; what others need to see is tested with their task. */
const everywhere = entries.filter(({ submission }) => submission.manifest.tasks === "all");

const isPythonHere = existsSync("/usr/bin/python3");

/** Reason to skip the tests of a submission whose interpreter is not here. */
function withoutInterpreter(id: string): string | false {
  const [program] = entryOf(id).submission.manifest.run;
  return program === "python3" && !isPythonHere ? "there is no /usr/bin/python3" : false;
}

/** What the entry's tasks would offer it. */
function poolFor({ submission }: Entry, candidates: number): Pool {
  const { tasks } = submission.manifest;
  return tasks !== "all" && tasks.includes("eigenvalues") ? spectraOf(candidates) : poolOf(candidates);
}

for (const entry of everywhere) {
  for (const candidates of [1, 3]) {
    const skip = withoutInterpreter(entry.id);
    test(`${entry.id} keeps within its budgets and repeats itself, with ${candidates} candidates an item`, {
      skip,
    }, async () => {
      const pool = poolFor(entry, candidates);
      const [first, second] = await Promise.all([play(entry, pool), play(entry, pool)]);
      const isEverything = entry.submission.control === "everything";
      const kept = first.selection.items.length;
      assert.ok(kept > 0 && kept <= (isEverything ? items * candidates : keep), `${kept} kept`);
      if (!isEverything) assert.equal(new Set(first.selection.items).size, kept, "one candidate an item");
      assert.deepEqual(first.selection, second.selection);
    });
  }
}

test("the oracle keeps only right candidates, and so does a noisy one that never errs", async () => {
  for (const entry of [entryOf("oracle"), { ...entryOf("noisy-oracle"), params: { error: 0 } }])
    for (const candidates of [1, 3]) {
      const { selection, feedback } = await play(entry, poolOf(candidates));
      assert.equal(rightOf(selection, candidates), selection.items.length);
      assert.deepEqual(Object.values(feedback), [250]);
    }
});

test("the noisy oracle keeps more wrong candidates the more it errs", async () => {
  const ids = ["noisy-oracle", "noisy-oracle@0.3", "noisy-oracle@0.5"];
  const shares = await Promise.all(
    ids.map(async (id) => {
      const { selection } = await play(entryOf(id), poolOf(1));
      return rightOf(selection, 1) / selection.items.length;
    }),
  );
  assert.ok(shares[0]! > shares[1]! && shares[1]! > shares[2]!, shares.join(" > "));
});

test("keep-all keeps every candidate", async () => {
  assert.equal((await play(entryOf("keep-all"), poolOf(3))).selection.items.length, items * 3);
});

test("self-confidence keeps the highest log-probabilities per token", {
  skip: withoutInterpreter("self-confidence"),
}, async () => {
  const pool = poolOf(3);
  const confidences = Array.from({ length: items }, (_, item) =>
    Math.max(...pool.item(item).candidates.map(({ logprob, tokens }) => logprob / tokens)),
  ).sort((a, b) => b - a);
  const { selection } = await play(entryOf("self-confidence"), pool);
  const kept = [...selection.items].map((item, at) => {
    const { logprob, tokens } = pool.item(item).candidates[selection.candidates[at]!]!;
    return logprob / tokens;
  });
  assert.deepEqual(
    kept.sort((a, b) => b - a),
    confidences.slice(0, keep),
  );
});

for (const slug of ["weak-verifier", "strong-verifier"]) {
  const skip = withoutInterpreter(slug);
  test(`${slug} keeps the highest scores, and its variant candidates above even odds`, { skip }, async () => {
    const pool = poolOf(1);
    const scoresOf = async (id: string) =>
      [...(await play(entryOf(id), pool)).selection.items].map((item) => weakScore(pool, item, 0));
    const above = await scoresOf(`${slug}@even-odds`);
    assert.ok(above.every((score) => score >= Math.log(0.5)));
    const highest = await scoresOf(slug);
    assert.equal(highest.length, keep);
    assert.ok(mean(highest) > mean(above));
  });
}

test("the oracle's best of k is right wherever an item has a right candidate, and drops no item for having none", async () => {
  const pool = poolOf(3);
  const { selection } = await play(entryOf("oracle@best-of-k"), pool);
  const withRight = [...selection.items].filter((item) => item % 3 > 0).length;
  assert.ok(withRight < selection.items.length, "items without a right candidate are there too");
  assert.equal(rightOf(selection, 3), withRight);
});

test("best-of-k keeps the candidate that the strong verifier scores highest", {
  skip: withoutInterpreter("best-of-k"),
}, async () => {
  const pool = spectraOf(3);
  const { selection, feedback } = await play(entryOf("best-of-k"), pool);
  assert.equal(feedback.strong, 3 * selection.items.length);
  selection.items.forEach((item, at) => {
    const scores = [0, 1, 2].map((candidate) => weakScore(pool, item, candidate));
    assert.equal(scores[selection.candidates[at]!], Math.max(...scores));
  });
});

test("trace-check keeps only guesses that add up, which here are the right ones", {
  skip: withoutInterpreter("trace-check"),
}, async () => {
  for (const id of ["trace-check", "trace-and-norm"]) {
    const { selection } = await play(entryOf(id), spectraOf(3));
    assert.equal(rightOf(selection, 3), selection.items.length);
    assert.equal(selection.items.length, keep);
  }
});

test("self-consistency keeps what most siblings say, of numbers and of texts", {
  skip: withoutInterpreter("self-consistency"),
}, async () => {
  const numbers = [
    [5, 1],
    [5.01, 1],
    [8, -3],
  ];
  const texts = ["the cat sat down", "The cat sat.", "nothing of the sort"];
  for (const outputs of [numbers, texts]) {
    const pool: Pool = {
      ...poolOf(3),
      item: (item) => ({
        input: null,
        candidates: [0, 1, 2].map((id) => ({ output: outputs[(id + item) % 3], logprob: -1, tokens: 1 })),
      }),
    };
    const { selection } = await play(entryOf("self-consistency"), pool);
    selection.items.forEach((item, at) => void assert.notEqual((selection.candidates[at]! + item) % 3, 2));
  }
});

function entryOf(id: string): Entry {
  const entry = entries.find((known) => known.id === id);
  assert.ok(entry, `there is no entry ${id}`);
  return entry;
}

function rightOf(selection: RoundSelection["selection"], candidates: number): number {
  const pool = poolOf(candidates);
  return [...selection.items].filter((item, at) => pool.isCorrect(item, selection.candidates[at]!)).length;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
