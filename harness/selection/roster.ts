import type { CandidateList, Pool } from "../task/index.ts";
import { StrategyFailure } from "./failure.ts";

/** The candidates of a pool, numbered through from 0. */
export interface Roster {
  /** Candidates in all. */
  readonly size: number;
  /** The number of each pair, in order. Throws `StrategyFailure` for a pair that is not in the pool. */
  numbersOf(pairs: CandidateList): Uint32Array;
}

/** Numbers a pool's candidates. */
export function rosterOf(pool: Pool): Roster {
  const starts = new Uint32Array(pool.items + 1);
  for (let item = 0; item < pool.items; item++) starts[item + 1] = starts[item]! + pool.candidatesOf(item);

  function numbersOf({ items, candidates }: CandidateList): Uint32Array {
    const numbers = new Uint32Array(items.length);
    for (let place = 0; place < items.length; place++) {
      const item = items[place]!;
      if (item >= pool.items) throw unknownItem(pool.items);
      const number = starts[item]! + candidates[place]!;
      if (number >= starts[item + 1]!) throw unknownCandidate();
      numbers[place] = number;
    }
    return numbers;
  }

  return { size: starts[pool.items]!, numbersOf };
}

function unknownItem(items: number): StrategyFailure {
  return new StrategyFailure("unknown-item", "names an item that is not in the pool", {
    expected: `an id from 0 to ${items - 1}`,
    mend: "Use the ids of the `item` messages.",
  });
}

function unknownCandidate(): StrategyFailure {
  return new StrategyFailure("unknown-candidate", "names a candidate that its item does not have", {
    mend: "Use the candidate ids of the `item` message.",
  });
}
