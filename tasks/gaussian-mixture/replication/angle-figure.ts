import type { Figure } from "../../../harness/figure/index.ts";
import { layered, numberAxis, only, predictedLayer, seriesColour } from "../../../harness/figure/index.ts";
import { percent } from "../../../harness/format/index.ts";
import type { RandomStream } from "../../../harness/random/index.ts";
import { breakdownPoint } from "../../../harness/selection/index.ts";
import { type Finding, verdictOn, verdictOnAll } from "../../../harness/study/index.ts";
import { angle } from "../linear/vector.ts";
import {
  type AngleSimulation,
  type Angles,
  bisector,
  directionsOf,
  isotropicRates,
  simulateAngles,
} from "../theory/angles.ts";
import { studentAxis } from "./axes.ts";
import type { AngleSetting, Margins } from "./settings.ts";
import { shareError, toleratedDeviations, unlessDetected } from "./statistics.ts";

export interface AnglePoint {
  readonly angles: Angles;
  readonly measured: AngleSimulation;
}

/** The worked examples, and the figure's grid with generator and verifier erring in perpendicular directions. */
export function anglePlan(setting: AngleSetting): { readonly examples: Angles[]; readonly grid: Angles[] } {
  const grid = setting.verifierPiOver.flatMap((piOver) =>
    setting.generator.map((a) => {
      const b = Math.PI / piOver;
      return { a, b, c: Math.acos(Math.cos(a) * Math.cos(b)) };
    }),
  );
  return { examples: setting.examples, grid };
}

export function anglePoint(random: RandomStream, angles: Angles, samples: number): AnglePoint {
  return {
    angles,
    measured: simulateAngles(random.split("angles", angles.a, angles.b, angles.c), angles, samples),
  };
}

/** 1 − ∠(student, truth)/π: accuracy against the sign of μ·x when x is isotropic. */
export function bisectorAccuracy(angles: Angles): number {
  const directions = directionsOf(angles);
  return 1 - angle(bisector(directions), directions.truth) / Math.PI;
}

function measuredAccuracy({ angles, measured }: AnglePoint): number {
  return 1 - angle(measured.student, directionsOf(angles).truth) / Math.PI;
}

interface RateGap {
  readonly gap: number;
  /** Standard error that the closed form leads one to expect. */
  readonly error: number;
}

/** Distances of measured p, φ, ψ from the closed forms. */
function rateGaps({ angles, measured }: AnglePoint, samples: number): readonly RateGap[] {
  const expected = isotropicRates(angles);
  const cases = { p: samples, phi: measured.right, psi: measured.wrong };
  return (["p", "phi", "psi"] as const).map((name) => ({
    gap: measured[name] - expected[name],
    error: shareError(expected[name], cases[name]),
  }));
}

/** The largest of them, in standard errors. */
export function rateDeviations(point: AnglePoint, samples: number): number {
  return Math.max(...rateGaps(point, samples).map(({ gap, error }) => Math.abs(gap) / error));
}

export function bisectorFigure(points: readonly AnglePoint[], setting: AngleSetting): Figure {
  const names = setting.verifierPiOver.map((piOver) => `Verifier at π/${piOver}`);
  const name = (b: number) => names[setting.verifierPiOver.findIndex((piOver) => Math.PI / piOver === b)]!;
  return {
    name: "linear-verifier",
    title: "With a linear verifier the student learns the bisector",
    caption:
      "Isotropic inputs, linear generator and verifier erring in perpendicular directions, a mean student with unlimited data. Points: simulation. Lines: 1 − ∠(generator + verifier, truth)/π. Every point has p below p⋆, yet none reaches 100 %: the errors depend on the input, so Theorem 4.2 does not apply.",
    spec: layered(
      [predictedLayer, { transform: [only("measured")], mark: { type: "point", filled: true, size: 36 } }],
      {
        x: numberAxis("p", "p, share of wrong labels", { zero: false }),
        y: studentAxis(),
        color: seriesColour("Verifier", names),
      },
    ),
    rows: points.flatMap((point) => {
      const rates = isotropicRates(point.angles);
      const shared = { series: name(point.angles.b), p: rates.p, pStar: breakdownPoint(rates) };
      return [
        { kind: "measured", ...shared, accuracy: measuredAccuracy(point) },
        { kind: "predicted", ...shared, accuracy: bisectorAccuracy(point.angles) },
      ];
    }),
  };
}

export function angleFindings(
  examples: readonly AnglePoint[],
  grid: readonly AnglePoint[],
  samples: number,
  margins: Margins,
): readonly Finding[] {
  const all = [...examples, ...grid];
  const close = all.flatMap((point) =>
    rateGaps(point, samples).map(({ gap, error }) =>
      verdictOn({ low: gap - 2 * error, high: gap + 2 * error }, { within: margins.rate }),
    ),
  );
  const worst = Math.max(...all.map((point) => rateDeviations(point, samples)));
  const bound = toleratedDeviations(3 * all.length);
  const listed = examples.map(({ angles: { a, b, c }, measured }) => {
    const { p, phi, psi } = measured;
    const numbers = [p, phi, psi, breakdownPoint(measured)].map((value) => value.toFixed(3));
    return `(${a}, ${b}, ${c}) gives p ${numbers[0]}, φ ${numbers[1]}, ψ ${numbers[2]}, p⋆ ${numbers[3]}`;
  });
  const gaps = grid.filter(({ angles }) => isotropicRates(angles).p < breakdownPoint(isotropicRates(angles)));
  const accuracies = gaps.map(measuredAccuracy);
  return [
    {
      source: "here",
      claim: "p, φ and ψ of a linear verifier from the three angles.",
      measured: `${listed.join("; ")}. Largest distance from the closed forms over ${3 * all.length} rates: ${worst.toFixed(1)} standard errors; ${bound.toFixed(1)} would be tolerated.`,
      verdict: unlessDetected(verdictOnAll(close), worst, bound),
    },
    {
      source: "paper",
      claim: "With infinite data accuracy tends to 100 % when p < p⋆ (Theorem 4.2).",
      measured: `Not for a linear verifier of isotropic inputs: of ${grid.length} pairs of angles ${gaps.length} have p < p⋆, and their students end between ${percent(Math.min(...accuracies))} and ${percent(Math.max(...accuracies))}, at the bisector of generator and verifier. The theorem needs errors that do not depend on the input.`,
      // So many samples leave no error that could be seen beside the margin.
      verdict: verdictOnAll(
        accuracies.map((value) => verdictOn({ low: value, high: value }, { above: 1 - margins.limit })),
      ),
    },
  ];
}
