/** What the entries that answer questions do, on pools that are made by rule; `every-entry.ts` holds what every entry must keep. */
import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { discoverSubmissions, type Entry, entriesOf } from "../../harness/submission/index.ts";
import { discoverTasks, type Pool } from "../../harness/task/index.ts";
import { withoutPython as skip } from "../strategy/stage.ts";
import { items, keep, play, poolOf, spectraOf } from "./stage.ts";

const root = path.resolve(import.meta.dirname, "../..");
const entries = discoverSubmissions(root, await discoverTasks(root)).submissions.flatMap(entriesOf);

function entryOf(id: string, params: Readonly<Record<string, number>> = {}): Entry {
  const entry = entries.find((known) => known.id === id);
  assert.ok(entry, `there is no entry ${id}`);
  return { ...entry, params: { ...entry.params, ...params } };
}

type Selected = Awaited<ReturnType<typeof play>>["selection"];

const rightOf = (pool: Pool, { items: kept, candidates }: Selected) =>
  [...kept].filter((item, at) => pool.isCorrect(item, candidates[at]!)).length;

/** Summaries: a right one shares its words with its siblings, and candidate 2 is long and its own. */
function textsOf(): Pool {
  const pool = poolOf(3);
  const word = (number: number) => `word${number}`;
  return {
    ...pool,
    item: (item) => ({
      input: "an article",
      candidates: pool.item(item).candidates.map((candidate, id) => ({
        ...candidate,
        output:
          id === 2
            ? Array.from({ length: 12 }, (_, at) => word(100 * item + at)).join(" ")
            : ["the", "same", "few", "words", word(id)].join(" "),
      })),
    }),
  };
}

/** Points of two clusters, labelled wrong one time in seven. */
function clustersOf(): Pool {
  const side = (item: number) => (item % 2 === 0 ? 1 : -1);
  const right = (item: number) => item % 7 > 0;
  return {
    items,
    candidatesOf: () => 1,
    item: (item) => ({
      input: [
        2 * side(item) + ((item * 13) % 11) / 11,
        ((item * 7) % 5) / 5 - 0.4,
        ((item * 3) % 4) / 4 - 0.4,
      ],
      candidates: [{ output: right(item) ? side(item) : -side(item), logprob: -0.2, tokens: 1 }],
    }),
    isCorrect: right,
    save: () => ({ arrays: {}, metadata: {} }),
  };
}

test("oracle-budget asks its share, drops what is wrong and fills up", { skip }, async () => {
  const pool = poolOf(1);
  for (const [id, calls] of [
    ["oracle-budget", 1],
    ["oracle-budget@10", 6],
    ["oracle-budget@100", 60],
  ] as const) {
    const { selection, feedback } = await play(entryOf(id), pool);
    assert.equal(feedback.oracle, calls);
    assert.equal(selection.items.length, keep);
  }
});

test("the grid's weights rise with the score and are 1 in the mean; nothing is dropped", {
  skip,
}, async () => {
  const pool = poolOf(3);
  const { selection } = await play(entryOf("grid-oracle"), pool);
  const { items: kept, candidates, weights } = selection;
  assert.equal(kept.length, keep);
  assert.ok(Math.abs(weights.reduce((sum, weight) => sum + weight, 0) / keep - 1) < 1e-9);
  const of = (wanted: boolean) =>
    weights.filter((_, at) => pool.isCorrect(kept[at]!, candidates[at]!) === wanted);
  assert.ok(Math.min(...of(true)) > Math.max(...of(false)));
});

test("the grid's threshold keeps the likelier half, its best of k no matter which items", {
  skip,
}, async () => {
  const pool = poolOf(3);
  const score = (item: number, id: number) => {
    const { logprob, tokens } = pool.item(item).candidates[id]!;
    return logprob / tokens;
  };
  const all = Array.from({ length: items }, (_, item) => [0, 1, 2].map((id) => score(item, id)));
  const middle = all.flat().sort((a, b) => a - b)[Math.floor(all.flat().length / 2)]!;
  const above = (await play(entryOf("grid-self@threshold"), pool)).selection;
  above.items.forEach((item, at) => void assert.ok(score(item, above.candidates[at]!) >= middle));
  const best = (await play(entryOf("grid-self@best-of-k"), pool)).selection;
  best.items.forEach(
    (item, at) => void assert.equal(score(item, best.candidates[at]!), Math.max(...all[item]!)),
  );
});

test("rest-em keeps distinct right candidates, boost the rarest first, uncertain the unlikeliest", {
  skip,
}, async () => {
  const spectra = spectraOf(3);
  const twice: Pool = {
    ...spectra,
    item: (item) => {
      const { input, candidates } = spectra.item(item);
      const [first] = candidates;
      return { input, candidates: candidates.map((one) => ({ ...one, output: first!.output })) };
    },
    isCorrect: (item) => item % 3 > 0,
  };
  const distinct = (await play(entryOf("rest-em"), twice)).selection;
  assert.equal(new Set(distinct.items).size, distinct.items.length, "equal outputs count once");
  assert.equal(rightOf(twice, distinct), distinct.items.length);
  const rare: Pool = { ...spectra, isCorrect: (item, candidate) => candidate === 0 || item % 5 > 0 };
  const hard = (await play(entryOf("boost"), rare)).selection;
  const shares = [...hard.items].map((item) => [0, 1, 2].filter((id) => rare.isCorrect(item, id)).length);
  assert.deepEqual(
    shares,
    shares.toSorted((a, b) => a - b),
  );
  assert.equal(rightOf(rare, hard), hard.items.length);
  const pool = poolOf(1);
  const { selection } = await play(entryOf("uncertain"), pool);
  const logprobs = [...selection.items].map((item) => pool.item(item).candidates[0]!.logprob);
  assert.deepEqual(
    logprobs,
    logprobs.toSorted((a, b) => a - b),
  );
  assert.equal(rightOf(pool, selection), selection.items.length);
});

test("coverage weighs what is right where little is right; soft and hybrid ask for some", {
  skip,
}, async () => {
  const pool = poolOf(1);
  const hard: Pool = {
    ...pool,
    isCorrect: (item) => pool.item(item).candidates[0]!.logprob > -26 || item % 4 === 0,
  };
  const { selection } = await play(entryOf("coverage"), hard);
  const weights = (isEasy: boolean) =>
    [...selection.items].flatMap((item, at) =>
      pool.item(item).candidates[0]!.logprob > -26 === isEasy ? [selection.weights[at]!] : [],
    );
  assert.ok(Math.max(...weights(true)) < Math.min(...weights(false)));
  const soft = await play(entryOf("soft"), pool);
  assert.deepEqual(soft.feedback, { oracle: 6, weak: keep });
  assert.ok(soft.selection.weights.every((weight) => weight > 0 && weight <= 1));
  const hybrid = await play(entryOf("hybrid"), pool);
  assert.ok(hybrid.feedback.oracle! <= keep);
});

for (const id of ["reward-model", "simulated-annotator", "simulated-annotator@pairwise"])
  test(`${id} learns from numbers and from texts, one candidate an item`, { skip }, async () => {
    for (const pool of [spectraOf(3), textsOf()]) {
      const { selection, feedback } = await play(
        entryOf(id, id === "reward-model" ? { share: 0.2 } : {}),
        pool,
      );
      assert.equal(selection.items.length, keep);
      assert.equal(new Set(selection.items).size, keep);
      const spent = Object.values(feedback).reduce((sum, calls) => sum + calls, 0);
      assert.ok(spent > 0 && spent <= 250, String(spent));
    }
  });

test("diversity prefers candidates whose words nobody has used", { skip }, async () => {
  const { selection } = await play(entryOf("diversity"), textsOf());
  const others = [...selection.candidates].filter((candidate) => candidate !== 2);
  assert.ok(others.length <= 3, "what many items say is new only once");
});

test("the mixture's clusters tell wrong labels from right ones, with and without a model of them", {
  skip,
}, async () => {
  const pool = clustersOf();
  for (const id of ["pca", "confident-learning"]) {
    const { selection } = await play(entryOf(id), pool);
    assert.equal(rightOf(pool, selection), selection.items.length, id);
    assert.equal(selection.items.length, keep);
  }
});

test("curriculum begins with what the generator is sure of", { skip }, async () => {
  const pool = poolOf(1);
  const { selection } = await play(entryOf("curriculum"), pool);
  const logprobs = Array.from({ length: items }, (_, item) => pool.item(item).candidates[0]!.logprob);
  const least = logprobs.toSorted((a, b) => b - a)[keep - 1]!;
  assert.ok([...selection.items].every((item) => logprobs[item]! >= least));
});
