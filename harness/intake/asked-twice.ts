import { canonicalHash } from "../artifacts/index.ts";
import {
  explainFailure,
  type RoundSelection,
  type SelectionRound,
  type Selector,
  StrategyFailure,
} from "../selection/index.ts";
import type { Decoding, Pool, Selection, Verifiers, Verify } from "../task/index.ts";

/**
 * The same selector, asked twice in every round about one pool; the first answer counts. `tell` hears where they first differ, and it is not asked
 * twice any more. What follows from a selection is the harness's own and repeats, so that training twice would tell no more.
 */
export function askedTwice(selector: Selector, tell: (difference: string) => void): Selector {
  let isTold = false;
  return {
    offered: selector.offered,
    async select(round) {
      const remembered = remembering(round);
      const first = await selector.select(remembered);
      const difference = isTold ? undefined : await differenceFrom(first, selector, remembered);
      if (difference !== undefined) {
        isTold = true;
        tell(`${round.regime}, round ${round.round}: ${difference}`);
      }
      return first;
    },
  };
}

async function differenceFrom(
  first: RoundSelection,
  selector: Selector,
  round: SelectionRound,
): Promise<string | undefined> {
  try {
    return differenceBetween(first, await selector.select(round));
  } catch (error) {
    if (!(error instanceof StrategyFailure)) throw error;
    return `the second time it failed. ${explainFailure(error)}`;
  }
}

/** The round with its pools and scores computed once. */
function remembering(round: SelectionRound): SelectionRound {
  const pools = new Map<string, Promise<Pool>>();
  const verifiers = Object.entries(round.verifiers).map(([name, verify]) => [
    name,
    rememberingScores(verify),
  ]);
  return {
    ...round,
    verifiers: Object.fromEntries(verifiers) as Verifiers,
    propose(decoding: Decoding) {
      const key = canonicalHash(decoding);
      const pool = pools.get(key) ?? round.propose(decoding);
      pools.set(key, pool);
      return pool;
    },
  };
}

function rememberingScores(verify: Verify): Verify {
  const known = new Map<string, Promise<Float64Array>>();
  return (pool, list) => {
    const key = canonicalHash([[...list.items], [...list.candidates]]);
    const scores = known.get(key) ?? verify(pool, list);
    known.set(key, scores);
    return scores;
  };
}

function differenceBetween(first: RoundSelection, second: RoundSelection): string | undefined {
  const parts = [
    ["decoding", first.decoding ?? {}, second.decoding ?? {}],
    ["feedback", first.feedback, second.feedback],
  ] as const;
  for (const [what, one, other] of parts)
    if (canonicalHash(one) !== canonicalHash(other))
      return `${what} ${JSON.stringify(one)}, then ${JSON.stringify(other)}`;
  return selectionDifference(first.selection, second.selection);
}

function selectionDifference(first: Selection, second: Selection): string | undefined {
  const [count, then] = [first.items.length, second.items.length];
  if (count !== then) return `it kept ${count} candidates, then ${then}`;
  const [before, after] = [weightsOf(first), weightsOf(second)];
  const gone = [...before.keys()].filter((pair) => !after.has(pair));
  if (gone.length > 0)
    return `${gone.length} of ${count} candidates it kept the first time only, such as ${gone[0]}`;
  const changed = [...before].find(([pair, weight]) => after.get(pair) !== weight);
  if (changed !== undefined) return `${changed[0]} weighs ${changed[1]}, then ${after.get(changed[0])}`;
  const [order, newOrder] = [before, after].map((one) => [...one.keys()].join());
  return order === newOrder ? undefined : "it kept the same candidates, in another order";
}

function weightsOf({ items, candidates, weights }: Selection): ReadonlyMap<string, number> {
  return new Map(
    Array.from(items, (item, place) => [`candidate ${candidates[place]} of item ${item}`, weights[place]!]),
  );
}
