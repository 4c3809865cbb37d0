import {
  type FindingVerdict,
  type IntervalEnds,
  verdictOn,
  verdictOnAll,
} from "../../../harness/study/index.ts";
import { placeOf } from "./crossing.ts";
import {
  accuraciesOf,
  beamAccuracies,
  droppingGaps,
  type MeasuredSeries,
  pairedGap,
  paperCrossing,
} from "./measured.ts";
import type { Margins, ReplicationSetting } from "./settings.ts";

/** What the verdicts rest on: differences of accuracies, and the place of a crossing, each an interval. */
export interface Evidence {
  /** Best of the beams, less `timesGreedy` greedy predictions. */
  readonly oracle: IntervalEnds;
  /** Likeliest of the beams, less the greedy prediction. */
  readonly likeliest: IntervalEnds;
  /** Students of unverified guesses, less their generators, for each number of guesses. */
  readonly unverified: readonly IntervalEnds[];
  /** Student of a perfect verifier, less `timesGenerator` generators. */
  readonly perfect: IntervalEnds;
  /** The p⋆ at which the student passes its generator. */
  readonly crossing: IntervalEnds;
}

/** The evidence of what was measured, every difference within its seed. */
export function evidenceOf(measured: MeasuredSeries, setting: ReplicationSetting): Evidence {
  const { margins, noisy } = setting;
  const widest = Math.max(...setting.beams.widths);
  const beams = (width: number, choice: "self-selected" | "oracle-selected") =>
    beamAccuracies(measured, width, choice, setting.setting.tolerance);
  const greedy = beams(1, "self-selected");
  const generator = accuraciesOf(measured.generator);
  const perfect = accuraciesOf(measured.dropping.get(Math.min(...noisy.errors))!);
  return {
    oracle: pairedGap(beams(widest, "oracle-selected"), greedy, margins.timesGreedy),
    likeliest: pairedGap(beams(widest, "self-selected"), greedy),
    unverified: setting.unverified.map((multiple) =>
      pairedGap(accuraciesOf(measured.unverified.get(multiple)!), generator),
    ),
    perfect: pairedGap(perfect, generator, margins.timesGenerator),
    crossing: placeOf(droppingGaps(measured, noisy.errors)),
  };
}

/** The verdict on each of the paper's statements. */
export function verdictsOf(
  evidence: Evidence,
  margins: Margins,
): { readonly [E in keyof Evidence]: FindingVerdict } {
  const { low, high } = evidence.crossing;
  return {
    oracle: verdictOn(evidence.oracle, { above: 0 }),
    likeliest: verdictOn(evidence.likeliest, { below: margins.accuracy }),
    unverified: verdictOnAll(evidence.unverified.map((gap) => verdictOn(gap, { below: 0 }))),
    perfect: verdictOn(evidence.perfect, { above: 0 }),
    crossing: verdictOn({ low: low - paperCrossing, high: high - paperCrossing }, { within: margins.pStar }),
  };
}
