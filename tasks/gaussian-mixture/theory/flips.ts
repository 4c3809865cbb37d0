import type { RandomStream } from "../../../harness/random/index.ts";
import { fitLeastSquares } from "../linear/least-squares.ts";
import { normalCdf } from "../linear/normal.ts";
import { angle, type Vector } from "../linear/vector.ts";
import { drawExamples, drawMixture, type Mixture } from "../mixture.ts";
import { expectation, meanSquareNodes, normalNodes } from "./quadrature.ts";
import { keptShare, keptSignal, type Rates } from "./threshold.ts";

/**
 * The theorem's own setting: labels wrong with chance p and kept with chance φ or ψ, independently of x given y.
 * The student is ordinary least squares on the kept of n examples.
 */
export interface Flips extends Rates {
  readonly dimension: number;
  readonly sigma: number;
  /** Examples before selection. */
  readonly n: number;
}

/** P(sign(w·x) = y) over the whole mixture, exactly: Φ(cos ∠(w, μ) / σ). */
export function populationAccuracy(weights: Vector, mixture: Mixture): number {
  return normalCdf(Math.cos(angle(weights, mixture.mean)) / mixture.sigma);
}

/** Draws n examples, flips, selects, trains; the student's population accuracy. */
export function simulateFlips(random: RandomStream, flips: Flips): number {
  const mixture = drawMixture(random.split("mean"), { ...flips, decimals: 2 });
  const examples = drawExamples(random.split("examples"), mixture, flips.n);
  const luck = random.split("flips and keeps");
  const rows: number[] = [];
  const targets: number[] = [];
  for (let row = 0; row < flips.n; row++) {
    const wrong = luck.uniform() < flips.p;
    if (luck.uniform() >= (wrong ? flips.psi : flips.phi)) continue;
    rows.push(row);
    targets.push(wrong ? -examples.labels[row]! : examples.labels[row]!);
  }
  const part = {
    examples,
    rows: Uint32Array.from(rows),
    targets: Int8Array.from(targets),
    weights: new Float64Array(rows.length).fill(1),
  };
  return populationAccuracy(fitLeastSquares([part], flips.dimension, ridge).weights, mixture);
}

/** Far too small to matter; keeps the system solvable. */
const ridge = 1e-9;

/**
 * What `simulateFlips` gives on average. With m the kept signal and k the number kept, the weight along μ is
 * normal with mean m/(1 + σ²) and the sandwich variance of least squares; the weights across μ are isotropic with
 * mean square (1 − m²/(1 + σ²)) / σ² · (d − 1)/(k − d − 1), because those coordinates are independent noise.
 * Derived here; needs k well above d.
 */
export function expectedFlipAccuracy(flips: Flips): number {
  const { dimension, sigma, n } = flips;
  const kept = n * keptShare(flips);
  const signal = keptSignal(flips);
  const power = 1 + sigma ** 2;
  const slope = signal / power;
  const freedom = kept - dimension - 1;
  const across = (((1 - signal * slope) / sigma ** 2) * (dimension - 1)) / freedom;
  const along = normalNodes(slope, Math.sqrt(sandwich(signal, sigma) / freedom) / power);
  return expectation(along, (weight) =>
    expectation(meanSquareNodes(dimension - 1), (square) =>
      normalCdf(weight / (sigma * Math.hypot(weight, Math.sqrt(across * square)))),
    ),
  );
}

/** E t²(f − bt)² for t ~ N(1, σ²), f = ±1 with mean m, b = m/(1 + σ²). */
function sandwich(signal: number, sigma: number): number {
  const variance = sigma ** 2;
  const slope = signal / (1 + variance);
  const third = 1 + 3 * variance;
  const fourth = 1 + 6 * variance + 3 * variance ** 2;
  return 1 + variance - 2 * slope * signal * third + slope ** 2 * fourth;
}
