import { BenchError } from "../../../harness/errors/index.ts";
import type { RandomStream } from "../../../harness/random/index.ts";
import type { RougeScore, RougeType } from "./score.ts";

/** The bootstrap distribution of a mean: its low end, its median and its high end. */
export interface RougeInterval {
  readonly low: RougeScore;
  readonly mid: RougeScore;
  readonly high: RougeScore;
}

/** The interval of each type. */
export type RougeAggregate<T extends RougeType> = Record<T, RougeInterval>;

/** How the bootstrap is drawn. */
export interface AggregateOptions {
  readonly stream: RandomStream;
  /** How often the examples are drawn again; default 1,000. */
  readonly resamples?: number;
  /** Share of the distribution between `low` and `high`; default 0.95. */
  readonly confidence?: number;
}

/**
 * Bootstrap of the mean, as the reference scorer does it: examples drawn with replacement, percentiles of the
 * resampled means by linear interpolation, per type and per number. Throws `rouge-nothing-to-aggregate`.
 */
export function aggregateRouge<T extends RougeType>(
  scores: readonly Record<T, RougeScore>[],
  options: AggregateOptions,
): RougeAggregate<T> {
  const first = scores[0];
  if (first === undefined) throw nothingToAggregate();
  const types = Object.keys(first) as T[];
  const columns = types.flatMap((type) => [
    Float64Array.from(scores, (score) => score[type].precision),
    Float64Array.from(scores, (score) => score[type].recall),
    Float64Array.from(scores, (score) => score[type].fMeasure),
  ]);
  const means = resampledMeans(columns, options.stream, options.resamples ?? 1000);
  const tail = (1 - (options.confidence ?? 0.95)) / 2;
  const at = (type: number, share: number): RougeScore => ({
    precision: percentile(means[type * 3]!, share),
    recall: percentile(means[type * 3 + 1]!, share),
    fMeasure: percentile(means[type * 3 + 2]!, share),
  });
  const entries = types.map((type, index) => {
    return [type, { low: at(index, tail), mid: at(index, 0.5), high: at(index, 1 - tail) }] as const;
  });
  return Object.fromEntries(entries) as RougeAggregate<T>;
}

/** Per column the sorted means of `resamples` draws; all columns see the same draws. */
function resampledMeans(
  columns: readonly Float64Array[],
  stream: RandomStream,
  resamples: number,
): Float64Array[] {
  const length = columns[0]!.length;
  const drawn = new Uint32Array(length);
  const means = columns.map(() => new Float64Array(resamples));
  for (let resample = 0; resample < resamples; resample++) {
    for (let place = 0; place < length; place++) drawn[place] = stream.integer(length);
    for (const [index, column] of columns.entries()) {
      let sum = 0;
      for (let place = 0; place < length; place++) sum += column[drawn[place]!]!;
      means[index]![resample] = sum / length;
    }
  }
  for (const column of means) column.sort();
  return means;
}

function percentile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (sorted[above]! - sorted[below]!) * (place - below);
}

function nothingToAggregate(): BenchError {
  return new BenchError("there are no scores to aggregate", {
    code: "rouge-nothing-to-aggregate",
    blame: "usage",
    expected: "at least one scored pair",
    received: "none",
    mend: "Give a file with at least one pair; this one has names of columns at most.",
  });
}
