import { type Figure, heatColour } from "../../../harness/figure/index.ts";
import type { RandomStream } from "../../../harness/random/index.ts";
import { breakdownPoint } from "../../../harness/selection/index.ts";
import {
  type Finding,
  type PhasePlace,
  phaseRates,
  phaseSpec,
  verdictOnAll,
  verdictsOnSides,
} from "../../../harness/study/index.ts";
import { type FlipPoint, flipPoint } from "./flip-figures.ts";
import type { FlipSetting, Margins } from "./settings.ts";

/** A place, simulated. */
export interface PhasePoint extends PhasePlace {
  readonly point: FlipPoint;
}

/** Simulates one place `repeats` times. */
export function phasePoint(random: RandomStream, { p, ratio }: PhasePlace, setting: FlipSetting): PhasePoint {
  const { dimension, sigma, phase } = setting;
  const flips = { dimension, sigma, n: phase.n, p, ...phaseRates(ratio) };
  return { p, ratio, point: flipPoint(random, flips, phase.repeats) };
}

export function phaseFigure(points: readonly PhasePoint[], { phase }: FlipSetting): Figure {
  const curve = phase.ratio.map((ratio) => ({
    kind: "threshold",
    p: breakdownPoint({ phi: 1, psi: ratio }),
    ratio,
    accuracy: null,
  }));
  return {
    name: "phase",
    title: "Two phases: errors are outvoted, or they win",
    caption: `Accuracy of a least-squares student by the share p of wrong labels and by ψ/φ, how much rather wrong ones are kept than right ones, independently of the input; ${phase.n} examples before selection, means of ${phase.repeats}. Blue: above one half. Line: p⋆ = 1/(1 + ψ/φ).`,
    spec,
    rows: [
      ...points.map(({ p, ratio, point: { measured, predicted } }) => ({
        ...{ kind: "measured", p, ratio, accuracy: measured.mean, low: measured.low, high: measured.high },
        predicted,
      })),
      ...curve,
    ],
  };
}

const spec = phaseSpec("labels", heatColour("accuracy", "Accuracy", { domain: [0, 1] }, ".0%"), 500);

/** Whether the line p⋆ parts the phases. */
export function phaseFinding(points: readonly PhasePoint[], { wrongLabels }: Margins): Finding {
  const { asked, sides, count } = verdictsOnSides(
    points.map(({ p, ratio, point: { measured } }) => ({
      p,
      pStar: breakdownPoint({ phi: 1, psi: ratio }),
      measured,
    })),
    { margin: wrongLabels, level: 0.5 },
  );
  return {
    source: "here",
    claim:
      "Over the whole plane of p and ψ/φ the line p = 1/(1 + ψ/φ) parts students that are right from students that are wrong.",
    measured: `Of ${asked.length} places further than ${wrongLabels} from the line, ${count("agrees")} lie surely on their side of 50.0 %, ${count("differs")} on the other, ${count("undetermined")} on neither.`,
    verdict: verdictOnAll(sides),
  };
}
