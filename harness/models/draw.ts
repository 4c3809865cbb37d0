import type { Tensor } from "../engine/index.ts";
import { tf } from "../engine/index.ts";

/** Up to here one running sum over the row is cheaper than finding a block first. */
const FEW = 64;
/** Just below 1 in float32. */
const NEARLY = 1 - 2 ** -23;

/**
 * Place of the first cumulated share of row `rows[draw]` of `[n, count]` above `uniforms[draw]` × total, for int32 `rows`
 * and `uniforms` `[draws]`; never a place without mass, for uniforms of 23 bits.
 */
export function draw(shares: Tensor, rows: Tensor, uniforms: Tensor): Tensor {
  const [draws, count] = [rows.size, shares.shape[1]!];
  const heights = tf.reshape(uniforms, [draws, 1]);
  return count <= FEW ? drawFromFew(tf.gather(shares, rows), heights) : drawByBlock(shares, rows, heights);
}

function drawFromFew(shares: Tensor, heights: Tensor): Tensor {
  const cumulated = cumulate(shares);
  return passed(cumulated, tf.mul(lastColumn(cumulated), heights)).places;
}

/** First the block of places, then the place in it: a running sum over a long row costs ten times a product with ones. */
function drawByBlock(shares: Tensor, rows: Tensor, heights: Tensor): Tensor {
  const [draws, count] = [rows.size, shares.shape[1]!];
  const block = Math.ceil(Math.sqrt(count));
  const blocks = tf.gather(tf.matMul(shares, blockEnds(count, block)), rows);
  const wanted = tf.mul(lastColumn(blocks), heights);
  const { places: chosen, below } = passed(blocks, wanted);
  const first = tf.reshape(tf.mul(chosen, tf.scalar(block, "int32")), [draws, 1]);
  const cumulated = cumulate(valuesFrom(shares, rows, first, block));
  // The block's own sum may round to less than its share of the row's.
  const rest = tf.minimum(tf.sub(wanted, below), tf.mul(lastColumn(cumulated), NEARLY));
  const place = tf.add(tf.reshape(first, [draws]), passed(cumulated, rest).places);
  return tf.minimum(place, tf.scalar(count - 1, "int32"));
}

/** `[draws, block]`: the values of each draw's row from place `first` `[draws, 1]` on, 0 beyond its end. */
function valuesFrom(shares: Tensor, rows: Tensor, first: Tensor, block: number): Tensor {
  const [size, count] = [shares.size, shares.shape[1]!];
  const places = tf.add(first, tf.range(0, block, 1, "int32"));
  const inside = tf.minimum(places, tf.scalar(count - 1, "int32"));
  const starts = tf.reshape(tf.mul(rows, tf.scalar(count, "int32")), [rows.size, 1]);
  const values = tf.gather(tf.reshape(shares, [size]), tf.add(starts, inside));
  if (count % block === 0) return values;
  return tf.mul(values, tf.cast(tf.equal(places, inside), "float32"));
}

/** How many of a row's cumulated values `wanted` `[draws, 1]` has passed, at most all but one, and the highest of them, or 0. */
function passed(cumulated: Tensor, wanted: Tensor): { places: Tensor; below: Tensor } {
  const count = cumulated.shape[1]!;
  const isPassed = tf.cast(tf.lessEqual(cumulated, wanted), "float32");
  const places = tf.minimum(tf.sum(isPassed, 1), count - 1);
  return { places: tf.cast(places, "int32"), below: tf.max(tf.mul(cumulated, isPassed), 1, true) };
}

function lastColumn(x: Tensor): Tensor {
  const [rows, count] = x.shape as [number, number];
  return tf.slice(x, [0, count - 1], [rows, 1]);
}

/** Running sums along short rows, as a product with a triangle of ones. */
function cumulate(x: Tensor): Tensor {
  return tf.matMul(x, blockEnds(x.shape[1]!, 1));
}

/** `[count, blocks]`: 1 where a place is in a block or before it. */
function blockEnds(count: number, block: number): Tensor {
  const blocks = Math.ceil(count / block);
  const ones = Float32Array.from({ length: count * blocks }, (_, at) =>
    Math.floor(Math.floor(at / blocks) / block) <= at % blocks ? 1 : 0,
  );
  return tf.tensor2d(ones, [count, blocks]);
}
