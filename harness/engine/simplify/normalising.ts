/** Layer normalisation and softmax, written out by programs, as the fewest operations. */
import type { Attributes, ValueId } from "../graph/index.ts";
import type { Rewriter, Rewrites } from "./rewriter.ts";

export const normalisingRules = {
  binary: [scaledNorm],
  softmax: [softmaxOfLogSoftmax],
} satisfies Rewrites;

/** Scale and shift go into the normalisation when nothing else, such as a gradient, reads the plain values. */
function scaledNorm(at: Rewriter, { fn }: Attributes["binary"], a: ValueId, b: ValueId) {
  if (fn !== "add") return undefined;
  return normTimesScale(at, a, b) ?? normTimesScale(at, b, a);
}

function normTimesScale(at: Rewriter, product: ValueId, shift: ValueId) {
  const scaled = at.made(product, "binary");
  if (scaled?.attributes.fn !== "mul" || !at.usedOnce(product)) return undefined;
  for (const [normalised, scale] of [scaled.inputs, scaled.inputs.toReversed()] as [ValueId, ValueId][]) {
    const norm = at.made(normalised, "layerNorm");
    if (norm === undefined || norm.outputs[0] !== normalised || norm.inputs.length > 1) continue;
    const width = String(at.shape(normalised).at(-1));
    if (at.shape(scale).join() !== width || at.shape(shift).join() !== width) continue;
    if (!norm.outputs.every(at.usedOnce) || !at.usedOnce(normalised)) continue;
    return at.graph.one("layerNorm", norm.attributes, norm.inputs[0]!, scale, shift);
  }
  return undefined;
}

/** Log-softmax only shifts a line, which softmax takes back. */
function softmaxOfLogSoftmax(at: Rewriter, attributes: Attributes["softmax"], x: ValueId) {
  const inner = at.made(x, "softmax");
  return inner?.attributes.log === true ? at.graph.one("softmax", attributes, inner.inputs[0]!) : undefined;
}
