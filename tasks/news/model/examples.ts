import type { RandomStream } from "../../../harness/random/index.ts";

/** Pairs as symbols, row by row: what a model is trained on. */
export interface Examples {
  readonly count: number;
  /** `[count, articleLength]`. */
  readonly sources: Int32Array;
  /** `[count, summaryLength]`. */
  readonly targets: Int32Array;
  /** How often a row is drawn, beside the others; > 0. */
  readonly weights: Float64Array;
}

/** Several sets as one. */
export function joinExamples(parts: readonly Examples[]): Examples {
  if (parts.length === 1) return parts[0]!;
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const sources = new Int32Array(parts.reduce((sum, part) => sum + part.sources.length, 0));
  const targets = new Int32Array(parts.reduce((sum, part) => sum + part.targets.length, 0));
  const weights = new Float64Array(count);
  let [source, target, row] = [0, 0, 0];
  for (const part of parts) {
    sources.set(part.sources, source);
    targets.set(part.targets, target);
    weights.set(part.weights, row);
    source += part.sources.length;
    target += part.targets.length;
    row += part.count;
  }
  return { count, sources, targets, weights };
}

/**
 * Row numbers without end, in rounds of as many draws as there are rows: each round is a systematic sample by weight,
 * shuffled. With equal weights every round holds each row once.
 */
export function* drawRows(weights: Float64Array, random: RandomStream): Generator<number, never> {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const step = total / weights.length;
  for (;;) yield* random.shuffle(systematicSample(weights, step, random.uniform() * step));
}

function systematicSample(weights: Float64Array, step: number, offset: number): Uint32Array {
  const rows = new Uint32Array(weights.length);
  let row = 0;
  let passed = weights[0]!;
  for (let draw = 0; draw < rows.length; draw++) {
    const place = offset + draw * step;
    while (place >= passed && row < weights.length - 1) passed += weights[++row]!;
    rows[draw] = row;
  }
  return rows;
}
