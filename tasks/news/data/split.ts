import { BenchError } from "../../../harness/errors/index.ts";
import type { StoredPair } from "./clean.ts";

/** Shares of a corpus: `test` of all pairs, `train` of the others; the pool is what remains. */
export interface SplitShares {
  readonly test: number;
  readonly train: number;
}

/** How many pairs each part has. */
export interface SplitSizes {
  readonly test: number;
  readonly train: number;
  readonly pool: number;
}

/** Test pairs, real pairs for the generator, and pairs whose articles the generator will summarize. */
export interface CorpusSplit {
  readonly test: readonly StoredPair[];
  readonly train: readonly StoredPair[];
  readonly pool: readonly StoredPair[];
}

/** A tenth for the test, and of the rest an eighth for the generator, as in Feng et al. (2024), section on news. */
export const defaultShares: SplitShares = { test: 0.1, train: 0.125 };

const fewestPairs = 3;

/** How many pairs each part gets, cut in the order of their ids, each part at least one. Throws `corpus-too-small` below 3 pairs. */
export function splitSizes(pairs: number, shares: SplitShares = defaultShares): SplitSizes {
  if (pairs < fewestPairs) throw tooSmall(pairs);
  const within = (share: number, of: number, spared: number) =>
    Math.min(Math.max(1, Math.round(share * of)), of - spared);
  const test = within(shares.test, pairs, 2);
  const train = within(shares.train, pairs - test, 1);
  return { test, train, pool: pairs - test - train };
}

function tooSmall(pairs: number): BenchError {
  return new BenchError("this corpus is too small to be split", {
    code: "corpus-too-small",
    blame: "usage",
    expected: `at least ${fewestPairs} usable pairs`,
    received: String(pairs),
    mend: "See why rows were skipped, and give a larger file.",
  });
}
