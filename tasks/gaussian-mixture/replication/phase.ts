import { type Figure, numberAxis, type Spec } from "../../../harness/figure/index.ts";
import type { RandomStream } from "../../../harness/random/index.ts";
import { type Finding, verdictOn, verdictOnAll } from "../../../harness/study/index.ts";
import { type FlipPoint, flipPoint } from "./flip-figures.ts";
import type { FlipSetting, Margins } from "./settings.ts";

/** A place of the diagram: the share of wrong labels, and how much rather wrong ones are kept than right ones. */
export interface PhasePlace {
  readonly p: number;
  /** ψ/φ; the larger of the two rates is 1. */
  readonly ratio: number;
}

/** A place, simulated. */
export interface PhasePoint extends PhasePlace {
  readonly point: FlipPoint;
}

export function phasePlan({ phase }: FlipSetting): readonly PhasePlace[] {
  return phase.ratio.flatMap((ratio) => phase.p.map((p) => ({ p, ratio })));
}

/** Simulates one place `repeats` times. */
export function phasePoint(random: RandomStream, { p, ratio }: PhasePlace, setting: FlipSetting): PhasePoint {
  const { dimension, sigma, phase } = setting;
  const rates = { phi: Math.min(1, 1 / ratio), psi: Math.min(1, ratio) };
  return { p, ratio, point: flipPoint(random, { dimension, sigma, n: phase.n, p, ...rates }, phase.repeats) };
}

/** p⋆ = 1/(1 + ψ/φ). */
function limitOf({ ratio }: Pick<PhasePlace, "ratio">): number {
  return 1 / (1 + ratio);
}

export function phaseFigure(points: readonly PhasePoint[], { phase }: FlipSetting): Figure {
  const curve = phase.ratio.map((ratio) => ({
    kind: "threshold",
    p: limitOf({ ratio }),
    ratio,
    accuracy: null,
  }));
  return {
    name: "phase",
    title: "Two phases: errors are outvoted, or they win",
    caption: `Accuracy of a least-squares student by the share p of wrong labels and by ψ/φ, how much rather wrong ones are kept than right ones, independently of the input; ${phase.n} examples before selection, means of ${phase.repeats}. Blue: above one half. Line: p⋆ = 1/(1 + ψ/φ).`,
    spec: phaseSpec,
    rows: [
      ...points.map(({ p, ratio, point: { measured, predicted } }) => ({
        ...{ kind: "measured", p, ratio, accuracy: measured.mean, low: measured.low, high: measured.high },
        predicted,
      })),
      ...curve,
    ],
  };
}

const kindIs = (kind: string) => ({ filter: `datum.kind === '${kind}'` });

const phaseSpec: Spec = {
  $schema: "https://vega.github.io/schema/vega-lite/v6.json",
  width: "container",
  height: 300,
  encoding: {
    x: numberAxis("p", "p, share of wrong labels", { domain: [0, 1] }),
    y: numberAxis("ratio", "ψ/φ (log scale)", { type: "log" }),
  },
  layer: [
    {
      transform: [kindIs("measured")],
      mark: { type: "square", size: 500, opacity: 0.9 },
      encoding: {
        color: {
          field: "accuracy",
          type: "quantitative",
          title: "Accuracy",
          scale: { scheme: "redblue", domain: [0, 1] },
          legend: { format: ".0%" },
        },
      },
    },
    {
      transform: [kindIs("threshold")],
      mark: { type: "line", strokeDash: [4, 4], strokeWidth: 2 },
      encoding: { order: { field: "ratio", type: "quantitative" } },
    },
  ],
};

/** Whether the line p⋆ parts the phases. */
export function phaseFinding(points: readonly PhasePoint[], { wrongLabels }: Margins): Finding {
  const asked = points.filter((one) => Math.abs(one.p - limitOf(one)) > wrongLabels);
  const sides = asked.map((one) =>
    verdictOn(one.point.measured, one.p < limitOf(one) ? { above: 0.5 } : { below: 0.5 }),
  );
  const count = (verdict: string) => sides.filter((side) => side === verdict).length;
  return {
    source: "here",
    claim:
      "Over the whole plane of p and ψ/φ the line p = 1/(1 + ψ/φ) parts students that are right from students that are wrong.",
    measured: `Of ${asked.length} places further than ${wrongLabels} from the line, ${count("agrees")} lie surely on their side of 50.0 %, ${count("differs")} on the other, ${count("undetermined")} on neither.`,
    verdict: verdictOnAll(sides),
  };
}
