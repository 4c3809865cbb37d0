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
      if (item >= pool.items) throw unknownItem(pool.items, item);
      const number = starts[item]! + candidates[place]!;
      if (number >= starts[item + 1]!)
        throw unknownCandidate(item, candidates[place]!, pool.candidatesOf(item));
      numbers[place] = number;
    }
    return numbers;
  }

  return { size: starts[pool.items]!, numbersOf };
}

function unknownItem(items: number, item: number): StrategyFailure {
  return new StrategyFailure("unknown-item", "names an item that is not in the pool", {
    expected: `an id from 0 to ${items - 1}`,
    received: inWords(item),
    mend: "Use the ids of the `item` messages.",
  });
}

function unknownCandidate(item: number, candidate: number, candidates: number): StrategyFailure {
  return new StrategyFailure("unknown-candidate", "names a candidate that its item does not have", {
    expected: `an id from 0 to ${candidates - 1} for item ${item}`,
    received: inWords(candidate),
    mend: "Use the candidate ids of the `item` message.",
  });
}

/** Ids that no pool can have are all read as the last one. */
function inWords(id: number): string {
  return id === 0xff_ff_ff_ff ? "an id that no pool has" : String(id);
}
