import type { Figure } from "../../../harness/figure/index.ts";
import {
  layered,
  measuredLayers,
  numberAxis,
  only,
  predictedLayer,
  seriesColour,
} from "../../../harness/figure/index.ts";
import { percent } from "../../../harness/format/index.ts";
import type { RandomStream } from "../../../harness/random/index.ts";
import { breakdownPoint } from "../../../harness/selection/index.ts";
import { type Estimate, estimate, independentDifference } from "../../../harness/statistics/index.ts";
import {
  estimateText,
  type Finding,
  points as inPoints,
  verdictOn,
  verdictOnAll,
} from "../../../harness/study/index.ts";
import { expectedFlipAccuracy, type Flips, simulateFlips } from "../theory/flips.ts";
import { examplesAxis, studentAxis } from "./axes.ts";
import type { FlipSetting, Margins } from "./settings.ts";
import { deviations, matches, toleratedDeviations, unlessDetected } from "./statistics.ts";

/** One point of a figure: measured over the repeats, beside the closed form. */
export interface FlipPoint {
  readonly flips: Flips;
  readonly measured: Estimate;
  readonly predicted: number;
}

/** Simulates one point `repeats` times. */
export function flipPoint(random: RandomStream, flips: Flips, repeats: number): FlipPoint {
  const { n, p, phi, psi } = flips;
  const values = Array.from({ length: repeats }, (_, repeat) =>
    simulateFlips(random.split("flips", n, p, phi, psi, repeat), flips),
  );
  return { flips, measured: estimate(values), predicted: expectedFlipAccuracy(flips) };
}

/** The points of both figures: every selection's own p⋆ is added to its p. */
export function flipPlan(setting: FlipSetting): { readonly againstP: Flips[]; readonly againstN: Flips[] } {
  const { dimension, sigma, againstP, againstN } = setting;
  return {
    againstP: againstP.selections.flatMap((rates) =>
      [...new Set([...againstP.p, breakdownPoint(rates)])]
        .toSorted((a, b) => a - b)
        .map((p) => ({ dimension, sigma, n: againstP.n, p, ...rates })),
    ),
    againstN: againstN.p.flatMap((p) =>
      againstN.n.map((n) => ({ dimension, sigma, n, p, ...againstN.selection })),
    ),
  };
}

export function accuracyAgainstP(points: readonly FlipPoint[], { againstP }: FlipSetting): Figure {
  const names = againstP.selections.map(selectionName);
  const measured = points.map((point) => ({
    series: selectionName(point.flips),
    p: point.flips.p,
    ...rowOf(point),
  }));
  const ground = points[0]!.flips;
  const predicted = againstP.selections.flatMap((rates) =>
    evenly(0.02, 0.98, curvePoints).map((p) => {
      const accuracy = expectedFlipAccuracy({ ...ground, ...rates, p });
      return { series: selectionName(rates), p, kind: "predicted", accuracy, low: null, high: null };
    }),
  );
  const limits = againstP.selections.map((rates) => {
    const series = selectionName(rates);
    return { kind: "threshold", series, p: breakdownPoint(rates), accuracy: null, low: null, high: null };
  });
  return {
    name: "accuracy-against-p",
    title: "A student breaks down where Theorem 4.2 says",
    caption: `Accuracy of a least-squares student trained on what is left of ${againstP.n} examples. Labels are wrong with chance p and kept with chance φ (right) or ψ (wrong), independently of the input. Points: simulation with 95 % intervals (Student's t). Lines: the finite-n prediction. Dashed: p⋆ = 1/(1 + ψ/φ).`,
    spec: layered(
      [
        {
          transform: [only("threshold")],
          mark: { type: "rule", strokeDash: [4, 4], opacity: 0.7 },
          encoding: { y: null },
        },
        predictedLayer,
        ...measuredLayers,
      ],
      {
        x: numberAxis("p", "p, share of wrong labels", { domain: [0, 1] }),
        y: studentAxis({ domain: [0, 1] }),
        color: seriesColour("Selection", names),
      },
    ),
    rows: [...measured, ...predicted, ...limits],
  };
}

export function accuracyAgainstN(points: readonly FlipPoint[], { againstN }: FlipSetting): Figure {
  const name = (p: number) => `p = ${p}`;
  const limit = breakdownPoint(againstN.selection);
  const exponents = evenly(Math.log(Math.min(...againstN.n)), Math.log(Math.max(...againstN.n)), curvePoints);
  const predicted = againstN.p.flatMap((p) =>
    exponents.map((exponent) => {
      const n = Math.exp(exponent);
      const accuracy = expectedFlipAccuracy({ ...points[0]!.flips, p, n });
      return { series: name(p), n, kind: "predicted", accuracy, low: null, high: null };
    }),
  );
  return {
    name: "accuracy-against-n",
    title: "More data sharpens the verdict, it does not change it",
    caption: `Selection with ${selectionName(againstN.selection)}, so p⋆ = ${limit.toFixed(3)}. Below p⋆ accuracy rises with n to the best possible, above p⋆ it falls to the worst. Points: simulation with 95 % intervals (Student's t). Lines: the finite-n prediction.`,
    spec: layered([predictedLayer, ...measuredLayers], {
      x: examplesAxis(againstN.n),
      y: studentAxis({ domain: [0, 1] }),
      color: seriesColour("Share of wrong labels", againstN.p.map(name)),
    }),
    rows: [
      ...points.map((point) => ({ series: name(point.flips.p), n: point.flips.n, ...rowOf(point) })),
      ...predicted,
    ],
  };
}

/** Points of a predicted curve, enough to look smooth. */
const curvePoints = 49;

function evenly(from: number, to: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => from + ((to - from) * index) / (count - 1));
}

function rowOf({ measured: { mean, low, high } }: FlipPoint) {
  return { kind: "measured", accuracy: mean, low, high };
}

/** The theorem against the simulation, and the finite-n prediction against it. */
export function flipFindings(
  againstP: readonly FlipPoint[],
  againstN: readonly FlipPoint[],
  margins: Margins,
): readonly Finding[] {
  return [
    thresholdFinding(againstP, margins),
    limitFinding(againstN),
    predictionFinding([...againstP, ...againstN], margins),
  ];
}

function thresholdFinding(points: readonly FlipPoint[], margins: Margins): Finding {
  const gapOf = ({ flips }: FlipPoint) => flips.p - breakdownPoint(flips);
  const atLimit = points.filter((point) => gapOf(point) === 0);
  const asked = points.filter((point) => Math.abs(gapOf(point)) > margins.wrongLabels);
  const sides = asked.map((point) =>
    verdictOn(point.measured, gapOf(point) < 0 ? { above: 0.5 } : { below: 0.5 }),
  );
  const undecided = sides.filter((side) => side === "undetermined").length;
  const wrong = sides.filter((side) => side === "differs").length;
  const listed = atLimit.map(
    ({ flips, measured }) =>
      `${selectionName(flips)}: ${estimateText(measured)} at p⋆ = ${flips.p.toFixed(3)}`,
  );
  return {
    source: "paper",
    claim: "The student is right below p⋆ = 1/(1 + ψ/φ) and wrong above it (Theorem 4.2).",
    measured: `Accuracy at p⋆ itself, where 50 % is expected: ${listed.join("; ")}. Of ${asked.length} points further than ${margins.wrongLabels} from it, ${wrong} lie on the wrong side of 50 % and ${undecided} on neither.`,
    verdict: verdictOnAll([
      ...sides,
      ...atLimit.map(({ measured }) => matches(measured, 0.5, margins.accuracy)),
    ]),
  };
}

function limitFinding(points: readonly FlipPoint[]): Finding {
  const most = Math.max(...points.map(({ flips }) => flips.n));
  const last = points.filter(({ flips }) => flips.n === most);
  const listed = last.map(({ flips, measured }) => `${percent(measured.mean)} at p = ${flips.p}`);
  const moves = last.map(({ flips, measured }) => {
    const first = points.find((point) => point.flips.p === flips.p)!;
    const change = independentDifference(measured, first.measured);
    return verdictOn(change, flips.p < breakdownPoint(flips) ? { above: 0 } : { below: 0 });
  });
  const right = moves.filter((move) => move === "agrees").length;
  return {
    source: "paper",
    claim: "With infinite data accuracy tends to 100 % below p⋆ and to 0 % above (Theorem 4.2).",
    measured: `With n = ${most}, p⋆ = ${breakdownPoint(last[0]!.flips).toFixed(3)}: ${listed.join(", ")}; ${right} of ${moves.length} moved the right way from the smallest n. The classes overlap a little, so the best possible is a little under 100 %.`,
    verdict: verdictOnAll(moves),
  };
}

function predictionFinding(points: readonly FlipPoint[], margins: Margins): Finding {
  const worst = Math.max(...points.map(({ measured, predicted }) => deviations(measured, predicted)));
  const bound = toleratedDeviations(points.length);
  const close = points.map(({ measured, predicted }) => matches(measured, predicted, margins.accuracy));
  return {
    source: "here",
    claim: "The accuracy at finite n.",
    measured: `Over ${points.length} points the largest distance between simulation and prediction is ${worst.toFixed(1)} standard errors; ${bound.toFixed(1)} would be tolerated for so many. ${close.filter((one) => one === "agrees").length} are surely within ${inPoints(margins.accuracy, 0)} points.`,
    verdict: unlessDetected(verdictOnAll(close), worst, bound),
  };
}

function selectionName({ phi, psi }: { readonly phi: number; readonly psi: number }): string {
  return `φ = ${phi}, ψ = ${psi}`;
}
