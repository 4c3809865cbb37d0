/** Functions beside the tfjs API: one fused operation when recorded, composed of tfjs's own functions on eager devices. */
import type { Tensor } from "@tensorflow/tfjs-core";
import { attendPastKernel, boundaryKernel, layerNormKernel } from "./record/index.ts";
import { tf } from "./tfjs.ts";

/**
 * (x − mean) / √(variance + epsilon) over the last axis, biased variance, without scale and shift (Ba et al., 2016, eq. 4).
 * Its gradient is written by hand because tfjs's own would compute too much.
 */
export function layerNorm(x: Tensor, epsilon = 1e-5): Tensor {
  const normalise = tf.customGrad((...inputs) => {
    const [value, save] = inputs as unknown as [Tensor, (tensors: Tensor[]) => void];
    const [normalised, inverse] = forward(value, epsilon);
    save([normalised, inverse]);
    return {
      value: normalised,
      gradFunc: (dy, saved) => backward(dy as Tensor, ...(saved as unknown as [Tensor, Tensor])),
    };
  });
  return normalise(x);
}

/** The normalised values and 1 / deviation `[…, 1]`. */
function forward(x: Tensor, epsilon: number): [Tensor, Tensor] {
  if (isRecorded(layerNormKernel))
    return tf.engine().runKernel(layerNormKernel, { x } as never, { epsilon }) as unknown as [Tensor, Tensor];
  const centred = tf.sub(x, tf.mean(x, -1, true));
  const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), epsilon));
  return [tf.mul(centred, inverse), inverse];
}

/** The gradient loses its mean and its part along the normalised values, and is divided by the deviation. */
function backward(dy: Tensor, normalised: Tensor, inverse: Tensor): Tensor {
  const mean = tf.mean(dy, -1, true);
  const along = tf.mean(tf.mul(dy, normalised), -1, true);
  return tf.mul(tf.sub(tf.sub(dy, mean), tf.mul(normalised, along)), inverse);
}

/**
 * One position's attention to those before it and itself, softmax(q·kᵀ/√depth)·v per head (Vaswani et al., 2017, §3.2), for
 * queries, keys and values `[rows, heads, 1, depth]`; gives it with the keys and values joined to the past's
 * `[rows, heads, t, depth]`. Without a gradient.
 */
export function attendPast(
  queries: Tensor,
  keys: Tensor,
  values: Tensor,
  pastKeys: Tensor,
  pastValues: Tensor,
): [mixed: Tensor, keys: Tensor, values: Tensor] {
  if (isRecorded(attendPastKernel)) {
    const inputs = { queries, keys, values, pastKeys, pastValues };
    return tf.engine().runKernel(attendPastKernel, inputs) as unknown as [Tensor, Tensor, Tensor];
  }
  const [allKeys, allValues] = [tf.concat([pastKeys, keys], 2), tf.concat([pastValues, values], 2)];
  const scores = tf.mul(tf.matMul(queries, allKeys, false, true), queries.shape.at(-1)! ** -0.5);
  return [tf.matMul(tf.softmax(scores), allValues), allKeys, allValues];
}

/**
 * x, as the end of a segment and the beginning of the next; `place` counts them from 0. Of what is recorded between two of them nothing
 * is kept for the gradients but their ends: it is computed again when its gradients are (Chen et al., 2016). No effect on eager devices.
 */
export function boundary(x: Tensor, place: number): Tensor {
  if (!isRecorded(boundaryKernel)) return x;
  const mark = (tensor: Tensor, isGradient: boolean) =>
    tf.engine().runKernel(boundaryKernel, { x: tensor } as never, {
      boundary: place,
      isGradient,
    }) as unknown as Tensor;
  const passed = tf.customGrad((...inputs) => ({
    value: mark(inputs[0] as Tensor, false),
    gradFunc: (dy) => mark(dy as Tensor, true),
  }));
  return passed(x);
}

function isRecorded(kernel: string): boolean {
  return tf.getKernel(kernel, tf.getBackend()) !== undefined;
}
