import { breakdownPoint } from "../../../harness/selection/index.ts";
import { type Estimate, estimate, mean } from "../../../harness/statistics/index.ts";
import { type BeamChoice, beamMeasure } from "./beams.ts";
import type { Measures } from "./setup.ts";

/** Where the paper's curve crosses its generator's line (Figure 4). */
export const paperCrossing = 0.65;

/** A generator, and students of a verifier that drops wrong guesses, by the chance that it errs; of each a list over seeds. */
export interface DroppingMeasured {
  readonly generator: readonly Measures[];
  readonly dropping: ReadonlyMap<number, readonly Measures[]>;
}

/** What was measured, a list over seeds for each point. */
export interface Measured extends DroppingMeasured {
  readonly beams: ReadonlyMap<number, readonly Measures[]>;
  /** By the chance that the verifier errs. */
  readonly choosing: ReadonlyMap<number, readonly Measures[]>;
  readonly unverified: ReadonlyMap<number, readonly Measures[]>;
  /** At `noisy.larger`. */
  readonly larger: DroppingMeasured;
}

/** Headline accuracy over seeds. */
export function headline(measures: readonly Measures[]): Estimate {
  return estimate(measures.map((one) => one["accuracy"]!));
}

/** Accuracy of so many beams by one choice at one tolerance, over seeds. */
export function beamEstimate(
  { beams }: Measured,
  width: number,
  choice: BeamChoice,
  tolerance: number,
): Estimate {
  return estimate(beams.get(width)!.map((one) => one[beamMeasure(width, choice, tolerance)]!));
}

/** Accuracy against p⋆, ascending. */
export type Curve = ReturnType<typeof curve>;

/** The verifier drops wrong guesses: φ = 1, and ψ is the chance that it errs. */
export function droppingCurve({ dropping }: DroppingMeasured, errors: readonly number[]): Curve {
  return curve(dropping, errors, (_, error) => breakdownPoint({ phi: 1, psi: error }));
}

/** It chooses among an input's guesses; p⋆ as measured. */
export function choosingCurve({ choosing }: Measured, errors: readonly number[]): Curve {
  return curve(choosing, errors, (list) => mean(list.map((one) => one["pStar"]!)));
}

function curve(
  measures: ReadonlyMap<number, readonly Measures[]>,
  errors: readonly number[],
  pStarOf: (list: readonly Measures[], error: number) => number,
) {
  return errors
    .map((error) => {
      const { mean: accuracy, low, high } = headline(measures.get(error)!);
      const pStar = pStarOf(measures.get(error)!, error);
      return { kind: "measured", pStar, error, accuracy, low, high };
    })
    .sort((a, b) => a.pStar - b.pStar);
}
