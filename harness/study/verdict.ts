import type { Estimate } from "../statistics/index.ts";

/** What the evidence says of a statement; where it suffices for neither side the verdict is `undetermined`. */
export const verdicts = ["agrees", "differs", "undetermined"] as const;
export type FindingVerdict = (typeof verdicts)[number];

/**
 * Where a statement wants a true value, in the value's own units. `above: 0` of a difference is "beats", `below: margin` "no better
 * than", `within: margin` "matches" (from −margin to margin).
 */
export type Bounds = { readonly above: number } | { readonly below: number } | { readonly within: number };

/** An interval; ends may be infinite. */
export type IntervalEnds = Pick<Estimate, "low" | "high">;

/**
 * The verdict on one value: `agrees` where the whole interval lies where the statement wants the value, `differs` where none of it
 * does. For 95 % intervals that is a test of 2.5 % on either side; `within` are two one-sided tests (Schuirmann 1987).
 */
export function verdictOn({ low, high }: IntervalEnds, bounds: Bounds): FindingVerdict {
  const [from, to] = rangeOf(bounds);
  if (low > from && high < to) return "agrees";
  return high <= from || low >= to ? "differs" : "undetermined";
}

function rangeOf(bounds: Bounds): readonly [from: number, to: number] {
  if ("above" in bounds) return [bounds.above, Number.POSITIVE_INFINITY];
  if ("below" in bounds) return [Number.NEGATIVE_INFINITY, bounds.below];
  return [-bounds.within, bounds.within];
}

/** The verdict on a statement that holds only if all of its parts do. */
export function verdictOnAll(parts: readonly FindingVerdict[]): FindingVerdict {
  if (parts.includes("differs")) return "differs";
  return parts.length > 0 && parts.every((part) => part === "agrees") ? "agrees" : "undetermined";
}

/** The verdict on a statement that holds if any of its parts does. */
export function verdictOnAny(parts: readonly FindingVerdict[]): FindingVerdict {
  if (parts.includes("agrees")) return "agrees";
  return parts.length > 0 && parts.every((part) => part === "differs") ? "differs" : "undetermined";
}

/** The numbers of `task.yaml` that decide what is measured: all but `margins`, which decide what is said of it. */
export function measuredNumbers(numbers: unknown): unknown {
  if (typeof numbers !== "object" || numbers === null || !("margins" in numbers)) return numbers;
  const { margins: _, ...measured } = numbers;
  return measured;
}
