import type { SplitSizes } from "./data/index.ts";
import type { Setting } from "./settings.ts";

/** How many pairs each part of a corpus has at most; those to train on are the strong verifier's, G0's among them. */
export function partsOf({ corpus, verifiers }: Setting): SplitSizes {
  return { test: corpus.test, train: Math.max(corpus.real, verifiers.strong.real), pool: corpus.pool };
}
