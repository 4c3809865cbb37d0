import type { Tensor } from "../engine/index.ts";
import { tf } from "../engine/index.ts";
import { HIDDEN_SCORE } from "./attention.ts";

/** A source's hypotheses: total log-probabilities and, when targets can end early, which have ended (1); both `[sources, beams]`. */
export interface Beams {
  readonly totals: Tensor;
  readonly finished: Tensor | undefined;
}

/** The best continuations; `parents` are rows of the former hypotheses, `places` the symbols' among those allowed, both int32 `[rows]`. */
export interface BeamStep extends Beams {
  readonly parents: Tensor;
  readonly places: Tensor;
  readonly beams: number;
}

/**
 * Keeps the `limit` likeliest of all one-symbol continuations, exactly; fewer when there are not so many.
 * A hypothesis that has ended goes on only with `end` (its place), at no cost. Every other continuation of it falls to −1e9.
 */
export function extendBeams(
  { totals, finished }: Beams,
  logProbabilities: Tensor,
  limit: number,
  end: number | undefined,
): BeamStep {
  const [sources, former] = totals.shape as [number, number];
  const symbols = logProbabilities.shape[1]!;
  const beams = Math.min(limit, former * symbols);
  const costs = tf.reshape(logProbabilities, [sources, former, symbols]);
  const extended = tf.add(
    tf.expandDims(totals, 2),
    finished === undefined ? costs : endedCosts(costs, finished, end!),
  );
  const best = tf.topk(tf.reshape(extended, [sources, former * symbols]), beams, true);
  const indices = tf.cast(best.indices, "int32");
  const width = tf.scalar(symbols, "int32");
  const parent = tf.floorDiv(indices, width);
  const places = tf.reshape(tf.sub(indices, tf.mul(parent, width)), [sources * beams]);
  const first = tf.tensor2d(
    Int32Array.from({ length: sources }, (_, source) => source * former),
    [sources, 1],
    "int32",
  );
  const parents = tf.reshape(tf.add(parent, first), [sources * beams]);
  return {
    beams,
    parents,
    places,
    totals: best.values,
    finished: finished && nowFinished(finished, parents, places, end!, [sources, beams]),
  };
}

function endedCosts(costs: Tensor, finished: Tensor, end: number): Tensor {
  const onlyEnd = new Float32Array(costs.shape[2]!).fill(HIDDEN_SCORE);
  onlyEnd[end] = 0;
  const ended = tf.expandDims(finished, 2);
  return tf.add(tf.mul(costs, tf.sub(1, ended)), tf.mul(ended, tf.tensor1d(onlyEnd)));
}

function nowFinished(
  finished: Tensor,
  parents: Tensor,
  places: Tensor,
  end: number,
  shape: [number, number],
): Tensor {
  const before = tf.gather(tf.reshape(finished, [finished.size]), parents);
  const ends = tf.cast(tf.equal(places, tf.scalar(end, "int32")), "float32");
  return tf.reshape(tf.maximum(before, ends), shape);
}
