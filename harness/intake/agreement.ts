import type { Repeatable } from "../record/index.ts";

/** What a number may be off by and still count as equal: this much of 1, or of itself where it is larger. */
export const tolerance = 0.001;

/** How far two runs of one cell agree; texts that were written for people to read are held to nothing but identity. */
export type Agreement =
  | { readonly state: "identical" }
  /** Every number is within the tolerance; `largest` is the furthest off, as a share. */
  | { readonly state: "within tolerance"; readonly largest: number; readonly where: string }
  | { readonly state: "different"; readonly where: string };

/** A leaf that two values do not share. */
interface Change {
  readonly place: readonly string[];
  readonly first: unknown;
  readonly second: unknown;
}

/** Compares two runs of one cell. */
export function agreementOf(first: Repeatable, second: Repeatable): Agreement {
  const where = differenceOf(first, second);
  if (where === undefined) return { state: "identical" };
  const counted = changesOf(first, second).filter(({ place }) => !place.includes("samples"));
  const largest = Math.max(0, ...counted.map(deviationOf));
  return largest <= tolerance ? { state: "within tolerance", largest, where } : { state: "different", where };
}

/** Where two runs of one cell first differ, in words; undefined when they do not. */
export function differenceOf(first: Repeatable, second: Repeatable): string | undefined {
  const outcomes = changesOf({ outcome: first.outcome }, { outcome: second.outcome });
  if (outcomes.length > 0) return listed(outcomes);
  for (const [regime, rounds] of Object.entries(first.regimes))
    for (const [place, round] of rounds.entries()) {
      const changes = changesOf(round, second.regimes[regime as keyof Repeatable["regimes"]]?.[place]);
      if (changes.length > 0) return `${regime}, round ${round.round}: ${listed(changes)}`;
    }
  const others = changesOf(first, second);
  return others.length > 0 ? listed(others) : undefined;
}

function changesOf(first: unknown, second: unknown, place: readonly string[] = []): readonly Change[] {
  if (Object.is(first, second)) return [];
  if (!isBranch(first) || !isBranch(second)) return [{ place, first, second }];
  const keys = new Set([...Object.keys(first), ...Object.keys(second)]);
  return [...keys].flatMap((key) => changesOf(first[key], second[key], [...place, key]));
}

function isBranch(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** As a share of 1, or of the larger value; infinite for what is no number on both sides. */
function deviationOf({ first, second }: Change): number {
  if (typeof first !== "number" || typeof second !== "number") return Number.POSITIVE_INFINITY;
  return Math.abs(first - second) / Math.max(1, Math.abs(first), Math.abs(second));
}

const mostNamed = 3;

function listed(changes: readonly Change[]): string {
  const more = changes.length - mostNamed;
  const named = changes.slice(0, mostNamed).map(({ place, first, second }) => {
    return `${place.join(".")} ${shown(first)}, then ${shown(second)}`;
  });
  return named.join("; ") + (more > 0 ? `; and ${more} more` : "");
}

function shown(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}
