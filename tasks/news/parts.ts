import type { SplitSizes } from "./data/index.ts";
import type { Setting } from "./settings.ts";

/** How many pairs each part of a corpus has at most; those to train on are the strong verifier's, G0's among them, and every round has a pool. */
export function partsOf({ corpus, verifiers }: Setting, rounds: number): SplitSizes {
  const { test, real, pool } = corpus;
  return { test, train: Math.max(real, verifiers.strong.real), pool: rounds * pool };
}
