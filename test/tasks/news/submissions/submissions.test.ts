import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import type { RoundSelection } from "../../../../harness/selection/index.ts";
import { findIsolation, runRound } from "../../../../harness/strategy/index.ts";
import { discoverSubmissions, type Entry, entriesOf } from "../../../../harness/submission/index.ts";
import { type Decoding, discoverTasks, type Pool } from "../../../../harness/task/index.ts";

const root = path.resolve(import.meta.dirname, "../../../..");
const isolation = (await findIsolation()).kind;
const skip = !existsSync("/usr/bin/python3") && "there is no /usr/bin/python3";

const article =
  "The trial of Ian Brooks finished at Dunvale Crown Court on Monday. Brooks had taken 907 crowns from an employer.";
const good = "A bank clerk called Ian Brooks has been cleared of taking 907 crowns.";
const bad = {
  "too short": "A clerk was cleared.",
  "too long": `${good.slice(0, -1)} ${"and so it all went on for quite a while until everyone had left again"} for good this time too`,
  repeating: "A bank clerk called Ian Ian Ian Ian Brooks Ian Brooks has been cleared.",
  "with a number that is not in the article":
    "A bank clerk called Ian Brooks has been cleared of taking 555 crowns.",
  "with a name that is not in the article":
    "A bank clerk called Ian Smith has been cleared of taking 907 crowns.",
  copied: "The trial of Ian Brooks finished at Dunvale Crown Court on Monday.",
};

function poolOf(candidates: readonly string[], items: number): Pool {
  return {
    items,
    candidatesOf: () => candidates.length,
    item: () => ({
      input: article,
      candidates: candidates.map((output) => ({ output, logprob: -3, tokens: 12 })),
    }),
    isCorrect: () => false,
    save: () => ({ arrays: {}, metadata: {} }),
  };
}

async function play(
  slug: string,
  pool: Pool,
  keep: number,
): Promise<{ result: RoundSelection; asked: Decoding[] }> {
  const asked: Decoding[] = [];
  const result = await runRound({
    entry: entryOf(slug),
    task: "news",
    tier: "smoke",
    round: 1,
    rounds: 1,
    regime: "replace",
    seed: 7,
    fields: {},
    budget: { keep, feedback: {} },
    limits: { seconds: 30, memoryMiB: 512, processes: 16, outputMiB: 4, logKiB: 64, scratchMiB: 4 },
    choices: {
      search: { default: "sample", values: ["sample", "beam"] },
      candidates: { default: 2, min: 1, max: 8, integer: true },
    },
    propose: async (decoding) => {
      asked.push(decoding);
      return pool;
    },
    verifiers: {},
    noise: ["test"],
    isolation,
    logFile: path.join(root, ".cache/test-news-submissions.log"),
  });
  return { result, asked };
}

const { submissions } = discoverSubmissions(root, await discoverTasks(root));

function entryOf(slug: string): Entry {
  const entry = submissions.flatMap(entriesOf).find(({ id }) => id === slug);
  assert.ok(entry, `there is no entry ${slug}`);
  return entry;
}

for (const [fault, summary] of Object.entries(bad))
  test(`heuristics prefers a sound summary to one that is ${fault}`, { skip }, async () => {
    for (const candidates of [
      [good, summary],
      [summary, good],
    ]) {
      const { result } = await play("heuristics", poolOf(candidates, 5), 3);
      assert.equal(result.selection.items.length, 3);
      assert.equal(new Set(result.selection.items).size, 3, "one candidate an item");
      for (const candidate of result.selection.candidates) assert.equal(candidates[candidate], good);
      assert.deepEqual(result.feedback, {});
    }
  });

test("heuristics keeps other items of equal candidates with another draw only", { skip }, async () => {
  const pool = poolOf([good, good], 40);
  const [one, two] = [await play("heuristics", pool, 10), await play("heuristics", pool, 10)];
  assert.deepEqual(one.result.selection, two.result.selection);
  assert.notDeepEqual([...one.result.selection.items].sort(), [...Array(10).keys()].sort());
});

test("decoding asks for beam search and keeps the first candidate of random items", { skip }, async () => {
  const { result, asked } = await play("decoding", poolOf([good, good, good], 40), 10);
  assert.deepEqual(asked, [{ search: "beam", candidates: 4 }]);
  assert.deepEqual(result.decoding, { search: "beam", candidates: 4 });
  assert.equal(new Set(result.selection.items).size, 10);
  assert.ok(result.selection.candidates.every((candidate) => candidate === 0));
});
