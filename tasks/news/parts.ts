import type { SplitSizes } from "./data/index.ts";
import type { Setting } from "./settings.ts";

/** The part of a setting that says how many texts there are. */
export type TextSetting = Pick<Setting, "corpus" | "references"> & {
  readonly verifiers: Pick<Setting["verifiers"], "strong" | "weak">;
};

/** How many pairs each part of a corpus has at most; those to train on are the strong verifier's, G0's among them, and every round has a pool. */
export function partsOf({ corpus, verifiers }: TextSetting, rounds: number): SplitSizes {
  const { test, real, pool } = corpus;
  return { test, train: Math.max(real, verifiers.strong.real), pool: rounds * pool };
}
