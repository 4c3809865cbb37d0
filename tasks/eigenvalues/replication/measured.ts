import { type Spread, spreadOf } from "../spread.ts";
import { type BeamChoice, beamMeasure } from "./beams.ts";
import type { Measures } from "./study.ts";

/** Where the paper's curve crosses its generator's line (Figure 4). */
export const paperCrossing = 0.65;

/** What was measured, a list over seeds for each point. */
export interface Measured {
  readonly generator: readonly Measures[];
  readonly beams: ReadonlyMap<number, readonly Measures[]>;
  /** By the chance that the verifier errs. */
  readonly dropping: ReadonlyMap<number, readonly Measures[]>;
  readonly choosing: ReadonlyMap<number, readonly Measures[]>;
  readonly unverified: ReadonlyMap<number, readonly Measures[]>;
  /** The same at `noisy.larger`, where only dropping is measured. */
  readonly larger: Pick<Measured, "generator" | "dropping">;
}

/** Headline accuracy over seeds. */
export function headline(measures: readonly Measures[]): Spread {
  return spreadOf(measures.map((one) => one["accuracy"]!));
}

/** Accuracy of so many beams by one choice at one tolerance, over seeds. */
export function beamSpread(
  { beams }: Measured,
  width: number,
  choice: BeamChoice,
  tolerance: number,
): Spread {
  return spreadOf(beams.get(width)!.map((one) => one[beamMeasure(width, choice, tolerance)]!));
}

/** Accuracy against p⋆, ascending. */
export interface Curves {
  /** The verifier drops wrong guesses: p⋆ = 1/(1 + ψ). */
  readonly dropping: ReturnType<typeof curve>;
  /** The same at `noisy.larger`. */
  readonly larger: ReturnType<typeof curve>;
  /** It chooses among an input's guesses; p⋆ as measured. */
  readonly choosing: ReturnType<typeof curve>;
}

export function curvesOf({ dropping, choosing, larger }: Measured, errors: readonly number[]): Curves {
  const pStarOf = (_: unknown, error: number) => 1 / (1 + error);
  return {
    dropping: curve(dropping, errors, pStarOf),
    larger: curve(larger.dropping, errors, pStarOf),
    choosing: curve(choosing, errors, (list) => spreadOf(list.map((one) => one["pStar"]!)).mean),
  };
}

function curve(
  measures: ReadonlyMap<number, readonly Measures[]>,
  errors: readonly number[],
  pStarOf: (list: readonly Measures[], error: number) => number,
) {
  return errors
    .map((error) => {
      const { mean, low, high } = headline(measures.get(error)!);
      const pStar = pStarOf(measures.get(error)!, error);
      return { kind: "measured", pStar, error, accuracy: mean, low, high };
    })
    .sort((a, b) => a.pStar - b.pStar);
}
