import type { Figure } from "../../../harness/figure/index.ts";
import { count } from "../../../harness/format/index.ts";
import { breakdownPoint } from "../../../harness/selection/index.ts";
import {
  type Finding,
  type PhasePlace,
  phaseRates,
  phaseSpec,
  signedPoints,
  verdictOnAll,
  verdictsOnSides,
} from "../../../harness/study/index.ts";
import { accuraciesOf, gainColour, gainOf, type Mapped, pairedGap } from "./measured.ts";
import type { MapSetting } from "./settings.ts";
import type { Measures, Setup } from "./setup.ts";

/**
 * A student of what is left of `guesses` guesses, a share p of them wrong, when right ones are kept with chance φ and wrong ones with
 * chance ψ. The generator is right less often or more often than that: of what it writes the first right and wrong ones are taken.
 */
export async function phaseStudent(
  setup: Pick<Setup, "stock" | "student">,
  { p, ratio }: PhasePlace,
  guesses: number,
): Promise<Measures> {
  const wrong = Math.round(p * guesses);
  const left = { right: guesses - wrong, wrong };
  const { phi, psi } = phaseRates(ratio);
  const rates = { right: phi, wrong: psi };
  const lessons = await setup.stock.sift(({ isRight, luck }) => {
    const kind = isRight ? "right" : "wrong";
    if (left[kind] === 0) return left.right + left.wrong === 0 ? "end" : "drop";
    left[kind]--;
    return luck < rates[kind] ? "keep" : "drop";
  });
  return setup.student("phase", lessons);
}

export function phaseFigure(
  phase: Mapped<PhasePlace>,
  generator: readonly Measures[],
  { phase: { guesses, ratio }, seeds }: MapSetting,
): Figure {
  const gains = phase.map(({ place, students }) => ({
    kind: "measured",
    ...place,
    ...gainOf(students, generator),
  }));
  const limits = ratio.map((one) => ({
    kind: "threshold",
    p: breakdownPoint({ phi: 1, psi: one }),
    ratio: one,
    gain: null,
  }));
  return {
    name: "phase",
    title: "Where students are above their generator",
    caption: `Accuracy of a student less its generator's, by the share p of wrong guesses and by ψ/φ, how much rather wrong ones are kept than right ones, independently of the input; ${count(guesses)} guesses before selection, of ${seeds === 1 ? "one seed" : `${seeds} seeds the means`}. Blue: above the generator. Line: p⋆ = 1/(1 + ψ/φ).`,
    spec,
    rows: [...gains, ...limits],
  };
}

const spec = phaseSpec("guesses", gainColour, 900);

/** Whether the line p⋆ parts students above their generator from students below it. */
export function phaseFinding(
  phase: Mapped<PhasePlace>,
  generator: readonly Measures[],
  { margins }: MapSetting,
): Finding {
  const points = phase.map(({ place: { p, ratio }, students }) => ({
    p,
    pStar: breakdownPoint({ phi: 1, psi: ratio }),
    measured: pairedGap(accuraciesOf(students), accuraciesOf(generator)),
  }));
  const { asked, sides, count: told } = verdictsOnSides(points, { margin: margins.wrong, level: 0 });
  const gains = asked.map(({ measured }) => measured.mean);
  return {
    source: "here",
    claim:
      "Over the plane of p and ψ/φ the line p = 1/(1 + ψ/φ) parts students that are better than their generator from students that are worse.",
    measured: `Of ${asked.length} places further than ${margins.wrong} from the line, ${told("agrees")} lie surely on their side, ${told("differs")} on the other, ${told("undetermined")} on neither; gains are from ${signedPoints(Math.min(...gains))} to ${signedPoints(Math.max(...gains))}.`,
    verdict: verdictOnAll(sides),
  };
}
