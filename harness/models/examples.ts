import type { RandomStream } from "../random/index.ts";
import { joinRows, pickRows } from "./rows.ts";

/** Pairs of a source and a target, in symbols, to learn from. */
export interface Examples {
  readonly count: number;
  /** `[count, sourceLength]`. */
  readonly sources: Int32Array;
  /** `[count, targetLength]`. */
  readonly targets: Int32Array;
  /** How often a pair is met relative to the others, > 0; absent: all equally. */
  readonly weights?: Float64Array;
}

/** Several sets as one; where a set has no weights its pairs count 1 each. */
export function joinExamples(sets: readonly Examples[]): Examples {
  const only = sets[0];
  if (sets.length === 1 && only !== undefined) return only;
  const count = sets.reduce((sum, set) => sum + set.count, 0);
  const weights = new Float64Array(count).fill(1);
  let row = 0;
  for (const set of sets) {
    if (set.weights !== undefined) weights.set(set.weights, row);
    row += set.count;
  }
  return {
    count,
    sources: joinRows(sets.map(({ sources }) => sources)),
    targets: joinRows(sets.map(({ targets }) => targets)),
    weights,
  };
}

/** Those of a set with these numbers, in their order. */
export function pickExamples({ count, sources, targets, weights }: Examples, numbers: Uint32Array): Examples {
  return {
    count: numbers.length,
    sources: pickRows(sources, sources.length / count, numbers),
    targets: pickRows(targets, targets.length / count, numbers),
    ...(weights && { weights: Float64Array.from(numbers, (number) => weights[number]!) }),
  };
}

/**
 * Row numbers without end, pass after pass in random order. A pass has as many draws as there are pairs; with weights it is a
 * systematic sample, in which a pair gets its share of the draws, rounded up or down by chance.
 */
export function* drawRows(
  { count, weights }: Pick<Examples, "count" | "weights">,
  random: RandomStream,
): Generator<number, never> {
  const everyRow = () => Uint32Array.from({ length: count }, (_, row) => row);
  const total = weights?.reduce((sum, weight) => sum + weight, 0) ?? count;
  for (;;)
    yield* random.shuffle(
      weights === undefined ? everyRow() : systematicSample(weights, total / count, random.uniform()),
    );
}

/** One draw in each `step` of the summed weights, all at the same share `offset` of their step. */
function systematicSample(weights: Float64Array, step: number, offset: number): Uint32Array {
  const rows = new Uint32Array(weights.length);
  let row = 0;
  let passed = weights[0]!;
  for (let draw = 0; draw < rows.length; draw++) {
    const place = offset * step + draw * step;
    while (place >= passed && row < weights.length - 1) passed += weights[++row]!;
    rows[draw] = row;
  }
  return rows;
}
