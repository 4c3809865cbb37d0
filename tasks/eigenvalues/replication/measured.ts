import { heatColour } from "../../../harness/figure/index.ts";
import { breakdownPoint } from "../../../harness/selection/index.ts";
import { type Estimate, mean } from "../../../harness/statistics/index.ts";
import { estimateOver, knownEnds } from "../../../harness/study/index.ts";
import { type BeamChoice, beamMeasure } from "./beams.ts";
import type { DifferencePoint } from "./crossing.ts";
import type { ReplicationSetting } from "./settings.ts";
import type { Measures } from "./setup.ts";

/** Where the paper's curve crosses its generator's line (Figure 4). */
export const paperCrossing = 0.65;

/** A generator, and students of a verifier that drops wrong guesses, by the chance that it errs; of each a list over seeds. */
export interface DroppingMeasured {
  readonly generator: readonly Measures[];
  readonly dropping: ReadonlyMap<number, readonly Measures[]>;
}

/** What was measured, a list over seeds for each point. */
export interface MeasuredSeries extends DroppingMeasured {
  readonly beams: ReadonlyMap<number, readonly Measures[]>;
  /** By the chance that the verifier errs. */
  readonly choosing: ReadonlyMap<number, readonly Measures[]>;
  readonly unverified: ReadonlyMap<number, readonly Measures[]>;
  /** At `noisy.larger`, if there is one. */
  readonly larger: DroppingMeasured | undefined;
}

/** Students at every place of a map, a list over seeds for each. */
export type Mapped<Place> = readonly { readonly place: Place; readonly students: readonly Measures[] }[];

/** Errors of a verifier that chooses; none where there is nothing to choose from. */
export function chosenErrors({
  setting,
  noisy,
}: Pick<ReplicationSetting, "setting" | "noisy">): readonly number[] {
  return setting.candidates > 1 ? noisy.errors : [];
}

/** Headline accuracy over seeds. */
export function headline(measures: readonly Measures[]): Estimate {
  return estimateOver(accuraciesOf(measures));
}

/** The same, seed by seed. */
export function accuraciesOf(measures: readonly Measures[]): readonly number[] {
  return measures.map((one) => one["accuracy"]!);
}

/** What one has above `times` the other, of the same seeds in the same order. */
export function pairedGap(one: readonly number[], other: readonly number[], times = 1): Estimate {
  return estimateOver(one.map((accuracy, seed) => accuracy - times * other[seed]!));
}

/** What students have over their generator, as rows have it; ends that one seed alone does not have are null. */
export function gainOf(students: readonly Measures[], generator: readonly Measures[]) {
  const { mean, low, high } = pairedGap(accuraciesOf(students), accuraciesOf(generator));
  return { gain: mean, ...knownEnds({ low, high }) };
}

/** Blue where `gain` is above 0, red where it is below. */
export const gainColour = heatColour("gain", "Gain", { domainMid: 0 }, "+.0%");

/** Accuracy of so many beams by one choice at one tolerance, over seeds. */
export function beamEstimate(
  measured: MeasuredSeries,
  width: number,
  choice: BeamChoice,
  tolerance: number,
): Estimate {
  return estimateOver(beamAccuracies(measured, width, choice, tolerance));
}

/** The same, seed by seed. */
export function beamAccuracies(
  { beams }: MeasuredSeries,
  width: number,
  choice: BeamChoice,
  tolerance: number,
): readonly number[] {
  return beams.get(width)!.map((one) => one[beamMeasure(width, choice, tolerance)]!);
}

/** Accuracy against p⋆, ascending. */
export type Curve = ReturnType<typeof curve>;

/** The verifier drops wrong guesses: φ = 1, and ψ is the chance that it errs. */
export function droppingCurve({ dropping }: DroppingMeasured, errors: readonly number[]): Curve {
  return curve(dropping, errors, droppedPStar);
}

/** What those students have above their seeds' generators, by p⋆. */
export function droppingGaps(
  { generator, dropping }: DroppingMeasured,
  errors: readonly number[],
): readonly DifferencePoint[] {
  return gaps(dropping, generator, errors, droppedPStar);
}

/** It chooses among an input's guesses; p⋆ as measured. */
export function choosingCurve({ choosing }: MeasuredSeries, errors: readonly number[]): Curve {
  return curve(choosing, errors, chosenPStar);
}

/** What those students have above their seeds' generators, by p⋆. */
export function choosingGaps(
  { generator, choosing }: MeasuredSeries,
  errors: readonly number[],
): readonly DifferencePoint[] {
  return gaps(choosing, generator, errors, chosenPStar);
}

type PStarOf = (list: readonly Measures[], error: number) => number;

const droppedPStar: PStarOf = (_, error) => breakdownPoint({ phi: 1, psi: error });
const chosenPStar: PStarOf = (list) => mean(list.map((one) => one["pStar"]!));

function curve(
  measures: ReadonlyMap<number, readonly Measures[]>,
  errors: readonly number[],
  pStarOf: PStarOf,
) {
  return errors
    .map((error) => {
      const list = measures.get(error)!;
      return { pStar: pStarOf(list, error), error, estimate: headline(list) };
    })
    .sort((a, b) => a.pStar - b.pStar);
}

function gaps(
  measures: ReadonlyMap<number, readonly Measures[]>,
  generator: readonly Measures[],
  errors: readonly number[],
  pStarOf: PStarOf,
): readonly DifferencePoint[] {
  return errors
    .map((error) => {
      const list = measures.get(error)!;
      const { mean: middle, low, high } = pairedGap(accuraciesOf(list), accuraciesOf(generator));
      return { x: pStarOf(list, error), mean: middle, low, high };
    })
    .sort((a, b) => a.x - b.x);
}
