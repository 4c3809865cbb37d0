import { normalCdf, sigmoid } from "../../../../tasks/gaussian-mixture/linear/normal.ts";
import type { Angles } from "../../../../tasks/gaussian-mixture/theory/angles.ts";
import { expectation, normalNodes } from "../../../../tasks/gaussian-mixture/theory/quadrature.ts";
import type { Rates } from "../../../../tasks/gaussian-mixture/theory/threshold.ts";

export interface MixtureLabelling extends Angles {
  readonly sigma: number;
  /** Log-odds of the label per unit of w·x, ‖w‖ = 1; infinite for greedy labels. */
  readonly slope: number;
}

/**
 * p, φ, ψ in the mixture itself, truth being the drawn class, when a label is kept if the verifier's sign agrees.
 * Given y = 1, w·x is N(cos a, σ²) and v·x given w·x is normal too, so one integral over w·x is left.
 */
export function mixtureRates({ a, b, c, sigma, slope }: MixtureLabelling): Rates {
  const margins = normalNodes(Math.cos(a), sigma, 4001);
  const agree = (margin: number) =>
    normalCdf((Math.cos(b) + Math.cos(c) * (margin - Math.cos(a))) / (sigma * Math.sin(c)));
  const right = (margin: number) => (slope === Infinity ? Number(margin >= 0) : sigmoid(slope * margin));
  const p = expectation(margins, (margin) => 1 - right(margin));
  const keptRight = expectation(margins, (margin) => right(margin) * agree(margin));
  const keptWrong = expectation(margins, (margin) => (1 - right(margin)) * (1 - agree(margin)));
  return { p, phi: keptRight / (1 - p), psi: keptWrong / p };
}
