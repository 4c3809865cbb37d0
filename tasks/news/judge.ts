import type { Judge } from "../../harness/sequence/index.ts";
import { rouge } from "./rouge/index.ts";

/**
 * Measures ROUGE-1 F against the reference, R; right above θ. Its score is R/(R + θ): above 0.5 exactly for what is right, and higher
 * for a better summary.
 */
export function summaryJudge(rightAbove: number): Judge<string, string> {
  return {
    measure: (summary, { output }) => rouge(summary, output, { types: ["rouge1"] }).rouge1.fMeasure,
    isRight: (rouge1) => rouge1 > rightAbove,
    score: (rouge1) => (rouge1 === 0 ? 0 : rouge1 / (rouge1 + rightAbove)),
  };
}
