import type { Tensor } from "../engine/index.ts";
import { tf } from "../engine/index.ts";

/**
 * Negative log-likelihood `[n]` of int32 `targets` `[n]` under softmax(states × rowsᵀ), with states `[n, width]` and rows `[symbols, width]`.
 * One function with its own gradient: the target's share of it is a gather and a scatter, never an `[n, symbols]` one-hot.
 */
export function linearCrossEntropy(states: Tensor, rows: Tensor, targets: Tensor): Tensor {
  const [count, symbols] = [states.shape[0]!, rows.shape[0]!];
  const nll = tf.customGrad((...inputs) => {
    const [h, e, save] = inputs as unknown as [Tensor, Tensor, (tensors: Tensor[]) => void];
    const logProbabilities = tf.logSoftmax(tf.matMul(h, e, false, true));
    save([h, e, logProbabilities, targets]);
    const flat = tf.add(tf.mul(tf.range(0, count, 1, "int32"), tf.scalar(symbols, "int32")), targets);
    const value = tf.neg(tf.gather(tf.reshape(logProbabilities, [count * symbols]), tf.cast(flat, "int32")));
    return { value, gradFunc: (dy, saved) => gradients(dy as Tensor, saved as Tensor[]) };
  });
  return nll(states, rows);
}

/** With p the probabilities and g the incoming gradient: dh = g·(p·e − e[target]), de = pᵀ·(g·h) − scatter(g·h). */
function gradients(dy: Tensor, saved: Tensor[]): [Tensor, Tensor] {
  const [h, e, logProbabilities, targets] = saved as [Tensor, Tensor, Tensor, Tensor];
  const scale = tf.expandDims(dy, 1);
  const probabilities = tf.exp(logProbabilities);
  const weighted = tf.mul(h, scale);
  const expected = tf.matMul(probabilities, e);
  return [
    tf.mul(tf.sub(expected, tf.gather(e, targets)), scale),
    tf.sub(
      tf.matMul(probabilities, weighted, true, false),
      tf.unsortedSegmentSum(weighted as never, targets as never, e.shape[0]!),
    ),
  ];
}
