import type { RandomStream } from "../../../harness/random/index.ts";
import { labelOf } from "./examples.ts";
import { logSigmoid, sigmoid } from "./normal.ts";

const maxSteps = 100;
const tolerance = 1e-10;

/**
 * The slope s ≥ 0 for which P(y | margin m) = 1 / (1 + e^(−s y m)) fits labelled margins best (maximum likelihood,
 * Platt 1999 without the offset). 0 when the margins say nothing, or the opposite of the truth: then every label
 * gets probability 1/2. Margins must not separate the classes perfectly.
 */
export function calibratedSlope(margins: Float64Array, labels: Int8Array): number {
  let slope = 0;
  for (let step = 0; step < maxSteps; step++) {
    const change = newtonChange(margins, labels, slope);
    slope += change;
    if (Math.abs(change) <= tolerance * Math.abs(slope)) break;
  }
  return Math.max(0, slope);
}

/**
 * Labels drawn with log-odds `logits` / `temperature`; at temperature 0 the sign of the logit. The log-probabilities
 * are those at temperature 1, whatever the temperature of the draw. One draw of `random` per label.
 */
export function proposedLabels(
  logits: Float64Array,
  temperature: number,
  random: RandomStream,
): { readonly labels: Int8Array; readonly logprobs: Float64Array } {
  const labels = Int8Array.from(logits, (logit) => {
    const draw = random.uniform();
    if (temperature === 0) return labelOf(logit);
    return draw < sigmoid(logit / temperature) ? 1 : -1;
  });
  return { labels, logprobs: logits.map((logit, item) => logSigmoid(labels[item]! * logit)) };
}

function newtonChange(margins: Float64Array, labels: Int8Array, slope: number): number {
  let gradient = 0;
  let curvature = 0;
  margins.forEach((margin, index) => {
    const signed = labels[index]! * margin;
    const surprise = sigmoid(-slope * signed);
    gradient += signed * surprise;
    curvature += signed * signed * surprise * (1 - surprise);
  });
  return curvature === 0 ? 0 : gradient / curvature;
}
