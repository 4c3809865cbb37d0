import { type Figure, numberAxis, type Spec } from "../../../harness/figure/index.ts";
import { count } from "../../../harness/format/index.ts";
import { type Finding, signedPoints, verdictOn, verdictOnAll } from "../../../harness/study/index.ts";
import { accuraciesOf, type Mapped, pairedGap } from "./measured.ts";
import type { MapSetting } from "./settings.ts";
import type { Measures, Setup } from "./setup.ts";
import type { GuessStock } from "./stock.ts";

/** A place of the diagram. */
export interface PhasePlace {
  /** Share of wrong ones among the guesses before selection. */
  readonly p: number;
  /** ψ/φ: how much rather a wrong guess is kept than a right one; the larger of the two rates is 1. */
  readonly ratio: number;
}

export function phasePlan({ p, ratio }: MapSetting["phase"]): readonly PhasePlace[] {
  return ratio.flatMap((one) => p.map((share) => ({ p: share, ratio: one })));
}

/**
 * A student of what is left of `guesses` guesses, a share p of them wrong, when right ones are kept with chance φ and wrong ones with
 * chance ψ. The generator is right less often or more often than that: of what it writes the first right and wrong ones are taken.
 */
export async function phaseStudent(
  setup: Setup,
  stock: GuessStock,
  { p, ratio }: PhasePlace,
  guesses: number,
): Promise<Measures> {
  const wrong = Math.round(p * guesses);
  const left = { right: guesses - wrong, wrong };
  const rates = { right: Math.min(1, 1 / ratio), wrong: Math.min(1, ratio) };
  const lessons = await stock.sift(({ isRight, luck }) => {
    const kind = isRight ? "right" : "wrong";
    if (left[kind] === 0) return left.right + left.wrong === 0 ? "end" : "drop";
    left[kind]--;
    return luck < rates[kind] ? "keep" : "drop";
  });
  return setup.student("phase", lessons);
}

/** p⋆ = 1/(1 + ψ/φ). */
function limitOf(ratio: number): number {
  return 1 / (1 + ratio);
}

export function phaseFigure(
  phase: Mapped<PhasePlace>,
  generator: readonly Measures[],
  { phase: { guesses, ratio }, seeds }: MapSetting,
): Figure {
  const gains = phase.map(({ place, students }) => {
    const { mean, low, high } = pairedGap(accuraciesOf(students), accuraciesOf(generator));
    return { kind: "measured", ...place, gain: mean, low: finite(low), high: finite(high) };
  });
  const limits = ratio.map((one) => ({ kind: "threshold", p: limitOf(one), ratio: one, gain: null }));
  return {
    name: "phase",
    title: "Where students are above their generator",
    caption: `Accuracy of a student less its generator's, by the share p of wrong guesses and by ψ/φ, how much rather wrong ones are kept than right ones, independently of the input; ${count(guesses)} guesses before selection, of ${seeds === 1 ? "one seed" : `${seeds} seeds the means`}. Blue: above the generator. Line: p⋆ = 1/(1 + ψ/φ).`,
    spec: phaseSpec,
    rows: [...gains, ...limits],
  };
}

/** Ends that one seed alone does not have are not told. */
function finite(end: number): number | null {
  return Number.isFinite(end) ? end : null;
}

const kindIs = (kind: string) => ({ filter: `datum.kind === '${kind}'` });

const phaseSpec: Spec = {
  $schema: "https://vega.github.io/schema/vega-lite/v6.json",
  width: "container",
  height: 300,
  encoding: {
    x: numberAxis("p", "p, share of wrong guesses", { domain: [0, 1] }),
    y: numberAxis("ratio", "ψ/φ (log scale)", { type: "log" }),
  },
  layer: [
    {
      transform: [kindIs("measured")],
      mark: { type: "square", size: 900, opacity: 0.9 },
      encoding: {
        color: {
          field: "gain",
          type: "quantitative",
          title: "Gain",
          scale: { scheme: "redblue", domainMid: 0 },
          legend: { format: "+.0%" },
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

/** Whether the line p⋆ parts students above their generator from students below it. */
export function phaseFinding(
  phase: Mapped<PhasePlace>,
  generator: readonly Measures[],
  { margins }: MapSetting,
): Finding {
  const asked = phase.filter(({ place }) => Math.abs(place.p - limitOf(place.ratio)) > margins.wrong);
  const sides = asked.map(({ place, students }) =>
    verdictOn(
      pairedGap(accuraciesOf(students), accuraciesOf(generator)),
      place.p < limitOf(place.ratio) ? { above: 0 } : { below: 0 },
    ),
  );
  const told = (verdict: string) => sides.filter((side) => side === verdict).length;
  const best = Math.max(...asked.map(({ students }) => gapOf(students, generator)));
  const worst = Math.min(...asked.map(({ students }) => gapOf(students, generator)));
  return {
    source: "here",
    claim:
      "Over the plane of p and ψ/φ the line p = 1/(1 + ψ/φ) parts students that are better than their generator from students that are worse.",
    measured: `Of ${asked.length} places further than ${margins.wrong} from the line, ${told("agrees")} lie surely on their side, ${told("differs")} on the other, ${told("undetermined")} on neither; gains are from ${signedPoints(worst)} to ${signedPoints(best)}.`,
    verdict: verdictOnAll(sides),
  };
}

function gapOf(students: readonly Measures[], generator: readonly Measures[]): number {
  return pairedGap(accuraciesOf(students), accuraciesOf(generator)).mean;
}
