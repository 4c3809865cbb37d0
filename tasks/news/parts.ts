import type { SplitSizes } from "./data/index.ts";
import type { Setting } from "./settings.ts";

/** The part of a setting that says how many texts there are. */
export type TextSetting = Pick<Setting, "corpus" | "verifiers">;

/** How many pairs each part of a corpus has at most; those to train on are the strong verifier's, G0's among them. */
export function partsOf({ corpus, verifiers }: TextSetting): SplitSizes {
  return { test: corpus.test, train: Math.max(corpus.real, verifiers.strong.real), pool: corpus.pool };
}
