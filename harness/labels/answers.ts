import { canonicalHash } from "../artifacts/index.ts";
import { parseJsonText, readText } from "../config/index.ts";
import type { Labels } from "../task/index.ts";
import { type Judgement, labelsSchema } from "./judgement.ts";
import { keyOf } from "./things.ts";

/** Imported labels, ready to answer. */
export interface Answers extends Labels {
  readonly judgements: readonly Judgement[];
}

const mostBytes = 2 ** 30;

/** Opens a file that `labels import` wrote. Throws `BenchError` (blame usage) naming file and field. */
export function openLabels(file: string): Answers {
  const kind = { kind: "labels", blame: "usage", mend: "Let `labels import` write the file." } as const;
  const { judgements } = parseJsonText(readText(file, kind, mostBytes), file, labelsSchema, kind);
  return answersOf(judgements);
}

/** Each output's answer is the mean of all that was said of it, with equal weight for everybody. */
export function answersOf(judgements: readonly Judgement[]): Answers {
  const sums = new Map<string, { sum: number; count: number }>();
  for (const { key, score } of judgements.flatMap(({ outputs }) => outputs)) {
    const known = sums.get(key) ?? { sum: 0, count: 0 };
    sums.set(key, { sum: known.sum + score, count: known.count + 1 });
  }
  return {
    judgements,
    hash: canonicalHash(judgements),
    outputs: sums.size,
    scoreOf(input, output) {
      const known = sums.get(keyOf(input, output));
      return known && known.sum / known.count;
    },
  };
}
