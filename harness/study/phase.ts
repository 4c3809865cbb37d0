import { layered, numberAxis, only, type Spec } from "../figure/index.ts";
import { type FindingVerdict, type IntervalEnds, verdictOn } from "./verdict.ts";

/** A place of a phase diagram: the share p of wrong labels, and ψ/φ, how much rather wrong ones are kept than right ones. */
export interface PhasePlace {
  readonly p: number;
  readonly ratio: number;
}

/** Every p at every ratio. */
export function phasePlan(axes: {
  readonly p: readonly number[];
  readonly ratio: readonly number[];
}): readonly PhasePlace[] {
  return axes.ratio.flatMap((ratio) => axes.p.map((p) => ({ p, ratio })));
}

/** Keep rates of right and of wrong labels whose ratio is ψ/φ; the larger of the two is 1. */
export function phaseRates(ratio: number): { readonly phi: number; readonly psi: number } {
  return { phi: Math.min(1, 1 / ratio), psi: Math.min(1, ratio) };
}

/**
 * Squares over p and ψ/φ in the colour of what was measured there, and the line p⋆: rows of kind `measured` and `threshold`. `wrong` names
 * what is wrong.
 */
export function phaseSpec(wrong: string, colour: Spec, size: number): Spec {
  return layered(
    [
      {
        transform: [only("measured")],
        mark: { type: "square", size, opacity: 0.9 },
        encoding: { color: colour },
      },
      {
        transform: [only("threshold")],
        mark: { type: "line", strokeDash: [4, 4], strokeWidth: 2 },
        encoding: { order: { field: "ratio", type: "quantitative" } },
      },
    ],
    {
      x: numberAxis("p", `p, share of wrong ${wrong}`, { domain: [0, 1] }),
      y: numberAxis("ratio", "ψ/φ (log scale)", { type: "log" }),
    },
  );
}

/** What was measured at a share p of wrong labels, where they begin to win at p⋆. */
export interface PartedPoint {
  readonly p: number;
  readonly pStar: number;
  readonly measured: IntervalEnds;
}

/** Verdicts on whether values lie above a level where p is below p⋆, and below it where p is above, of points further than `margin` from p⋆. */
export function verdictsOnSides<Point extends PartedPoint>(
  points: readonly Point[],
  { margin, level }: { readonly margin: number; readonly level: number },
) {
  const asked = points.filter(({ p, pStar }) => Math.abs(p - pStar) > margin);
  const sides = asked.map(({ p, pStar, measured }) =>
    verdictOn(measured, p < pStar ? { above: level } : { below: level }),
  );
  const count = (verdict: FindingVerdict) => sides.filter((side) => side === verdict).length;
  return { asked, sides, count };
}
