import {
  countAxis,
  joinedLayers,
  layered,
  levelLayer,
  numberAxis,
  paperLayer,
  seriesColour,
  shareAxis,
} from "../../../harness/figure/index.ts";
import type { Figure, Finding } from "../../../harness/task/index.ts";
import { type BeamChoice, beamMeasure, choices } from "./beams.ts";
import type { ReplicationSetting } from "./settings.ts";
import type { Measures } from "./study.ts";
import { crossing, percent, type Spread, spreadOf, spreadText } from "./summary.ts";

/** What was measured, a list over seeds for each point. */
export interface Measured {
  readonly generator: readonly Measures[];
  readonly beams: ReadonlyMap<number, readonly Measures[]>;
  /** By the chance that the verifier errs. */
  readonly noisy: ReadonlyMap<number, readonly Measures[]>;
  readonly choosing: ReadonlyMap<number, readonly Measures[]>;
  readonly unverified: ReadonlyMap<number, readonly Measures[]>;
}

/** The paper's Table 1 at τ = 1 %. */
const paperTable = [
  { width: 1, choice: "self-selected", accuracy: 0.202 },
  { width: 50, choice: "self-selected", accuracy: 0.192 },
  { width: 50, choice: "oracle-selected", accuracy: 0.604 },
] as const;
const paperTolerance = 0.01;
const paperCrossing = 0.65;

const accuracy = shareAxis("accuracy", "Test accuracy (%)", { zero: true });
const headline = (measures: readonly Measures[]): Spread => spreadOf(measures.map((one) => one["accuracy"]!));
const seriesName = (choice: BeamChoice, tolerance: number) => `${choice}, τ = ${100 * tolerance} %`;
const thresholdOf = (error: number) => 1 / (1 + error);

/** Accuracy of so many beams by one choice at one tolerance, over seeds. */
function beamSpread({ beams }: Measured, width: number, choice: BeamChoice, tolerance: number): Spread {
  return spreadOf(beams.get(width)!.map((one) => one[beamMeasure(width, choice, tolerance)]!));
}

/** Table 1: what is among the beams, and what likelihood finds of it. */
export function beamFigure(measured: Measured, { beams, setting, seeds }: ReplicationSetting): Figure {
  const rows = choices.flatMap((choice) =>
    setting.tolerances.flatMap((tolerance) =>
      beams.widths.map((width) => {
        const { mean, low, high } = beamSpread(measured, width, choice, tolerance);
        return {
          kind: "measured",
          series: seriesName(choice, tolerance),
          beams: width,
          accuracy: mean,
          low,
          high,
        };
      }),
    ),
  );
  const paper = paperTable.map(({ width, choice, accuracy }) => ({
    kind: "paper",
    series: seriesName(choice, paperTolerance),
    beams: width,
    accuracy,
    low: null,
    high: null,
  }));
  return {
    name: "beams",
    title: "The good answer is among the beams, and likelihood does not find it",
    caption: `Accuracy of the generator's likeliest beam (self-selected) and of the beam nearest to the truth (oracle-selected) by number of beams, at ${setting.tolerances.length} tolerances; one beam is the greedy prediction. ${beams.inputs} matrices, mean of ${seeds} seeds, bars from the smallest to the largest. Diamonds: the paper's Table 1 (5 × 5 matrices, τ = 1 %).`,
    spec: layered([...joinedLayers, paperLayer], {
      x: countAxis("beams", "Beams (log scale)", beams.widths),
      y: accuracy,
      color: seriesColour(
        "",
        choices.flatMap((choice) => setting.tolerances.map((t) => seriesName(choice, t))),
      ),
    }),
    rows: [...rows, ...paper],
  };
}

const verifiers = { pruning: "drops wrong guesses", choosing: "chooses among guesses" } as const;

/** Points of a curve over p⋆, ascending. */
function curve(
  measures: ReadonlyMap<number, readonly Measures[]>,
  errors: readonly number[],
  pStarOf: (list: readonly Measures[], error: number) => number,
) {
  return errors
    .map((error) => {
      const { mean, low, high } = headline(measures.get(error)!);
      return {
        kind: "measured",
        pStar: pStarOf(measures.get(error)!, error),
        error,
        accuracy: mean,
        low,
        high,
      };
    })
    .sort((a, b) => a.pStar - b.pStar);
}

const meanThreshold = (list: readonly Measures[]) => spreadOf(list.map((one) => one["pStar"]!)).mean;

/** Figure 4, left: a verifier that errs, against p⋆. */
export function noisyFigure(measured: Measured, { noisy, setting, seeds }: ReplicationSetting): Figure {
  const points = [
    ...curve(measured.noisy, noisy.errors, (_, error) => thresholdOf(error)).map((point) => ({
      ...point,
      series: verifiers.pruning,
    })),
    ...curve(measured.choosing, noisy.errors, meanThreshold).map((point) => ({
      ...point,
      series: verifiers.choosing,
    })),
  ];
  return {
    name: "noisy-verifier",
    title: "How good a verifier must be",
    caption: `Dropping: every right greedy guess is kept, and a wrong one with chance ψ, so p⋆ = 1/(1 + ψ); right means a relative error below ${percent(setting.tolerance)}. Choosing: of each input the best of ${setting.candidates} guesses, or with some chance any of them; p⋆ from the measured φ and ψ. Each student learns from ${noisy.keep} guesses. Dashed: the generator. Mean of ${seeds} seeds, bars from the smallest to the largest. The paper's curve crosses its generator's line near p⋆ = ${paperCrossing}.`,
    spec: layered([...joinedLayers, levelLayer], {
      x: numberAxis("pStar", "p⋆", { domain: [0.5, 1] }),
      y: accuracy,
      color: seriesColour("", [verifiers.pruning, verifiers.choosing, "generator"]),
    }),
    rows: [...points, levelRow(measured)],
  };
}

/** Figure 4, right: more unverified data. */
export function unverifiedFigure(measured: Measured, setting: ReplicationSetting): Figure {
  const series = "student of unverified guesses";
  const points = setting.unverified.map((multiple) => {
    const { mean, low, high } = headline(measured.unverified.get(multiple)!);
    return { kind: "measured", series, multiple, accuracy: mean, low, high };
  });
  return {
    name: "unverified",
    title: "More unverified data does not pass the generator",
    caption: `Students of unverified greedy guesses, in multiples of the ${setting.setting.real} real examples; all take the same number of steps. Dashed: the generator. Mean of ${setting.seeds} seeds, bars from the smallest to the largest.`,
    spec: layered([...joinedLayers, levelLayer], {
      x: countAxis(
        "multiple",
        "Unverified guesses, multiples of the real examples (log scale)",
        setting.unverified,
      ),
      y: accuracy,
      color: seriesColour("", [series, "generator"]),
    }),
    rows: [...points, levelRow(measured)],
  };
}

function levelRow({ generator }: Measured) {
  const { mean, low, high } = headline(generator);
  return { kind: "level", series: "generator", accuracy: mean, low, high };
}

/** What the paper says, and what was measured. */
export function findings(measured: Measured, setting: ReplicationSetting): readonly Finding[] {
  const { tolerance } = setting.setting;
  const widest = Math.max(...setting.beams.widths);
  const greedy = beamSpread(measured, 1, "self-selected", tolerance);
  const self = beamSpread(measured, widest, "self-selected", tolerance);
  const oracle = beamSpread(measured, widest, "oracle-selected", tolerance);
  const generator = headline(measured.generator);
  const { errors } = setting.noisy;
  const perfect = headline(measured.noisy.get(Math.min(...errors))!);
  const best = headline(measured.choosing.get(Math.min(...errors))!);
  const most = Math.max(...setting.unverified);
  const unverified = headline(measured.unverified.get(most)!);
  const places = {
    dropping: crossingOf(
      curve(measured.noisy, errors, (_, error) => thresholdOf(error)),
      generator.mean,
    ),
    choosing: crossingOf(curve(measured.choosing, errors, meanThreshold), generator.mean),
  };
  return [
    {
      paper:
        "Among 50 beams there is an answer right to 1 % three times as often as the greedy one is (60.4 % against 20.2 %).",
      measured: `Oracle-selected of ${widest}: ${spreadText(oracle)}; greedy: ${spreadText(greedy)}, at τ = ${100 * tolerance} %: a factor of ${(oracle.mean / greedy.mean).toFixed(2)}.`,
      agrees: oracle.mean >= 2 * greedy.mean,
    },
    {
      paper: "The likeliest of 50 beams is no better than the greedy prediction (19.2 % against 20.2 %).",
      measured: `Self-selected of ${widest}: ${spreadText(self)}; greedy: ${spreadText(greedy)}.`,
      agrees: self.mean <= 1.15 * greedy.mean,
    },
    {
      paper: "However many unverified guesses there are, the student stays below its generator.",
      measured: `With ${most} times the real data: ${spreadText(unverified)}; generator: ${spreadText(generator)}.`,
      agrees: setting.unverified.every(
        (multiple) => headline(measured.unverified.get(multiple)!).mean < generator.mean,
      ),
    },
    {
      paper: "A perfect verifier nearly doubles the accuracy.",
      measured: `Generator: ${spreadText(generator)}. Dropping all wrong guesses: ${spreadText(perfect)}, a factor of ${ratio(perfect, generator)}. Choosing the best of ${setting.setting.candidates}: ${spreadText(best)}, a factor of ${ratio(best, generator)}.`,
      agrees: Math.max(perfect.mean, best.mean) >= 1.5 * generator.mean,
    },
    {
      paper: `The student passes its generator when p⋆ is about ${paperCrossing}.`,
      measured: `Where wrong guesses are dropped, ${crossingText(places.dropping)}; where the best guess is chosen, ${crossingText(places.choosing)}.`,
      agrees: Object.values(places).some(
        (place) => place !== undefined && Math.abs(place - paperCrossing) < 0.1,
      ),
    },
  ];
}

function crossingOf(points: ReturnType<typeof curve>, level: number): number | undefined {
  return crossing(
    points.map(({ pStar, accuracy }) => [pStar, accuracy]),
    level,
  );
}

function crossingText(place: number | undefined): string {
  return place === undefined
    ? "it does not pass it at any p⋆ from 0.5 to 1"
    : `it passes it at p⋆ = ${place.toFixed(2)}`;
}

function ratio(above: Spread, below: Spread): string {
  return (above.mean / below.mean).toFixed(2);
}
