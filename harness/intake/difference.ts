import type { Repeatable } from "../record/index.ts";

const mostNamed = 3;

/** Where two runs of one cell first differ, in words; undefined when they do not. */
export function differenceOf(first: Repeatable, second: Repeatable): string | undefined {
  const outcomes = changed({ outcome: first.outcome }, { outcome: second.outcome });
  if (outcomes.length > 0) return listed(outcomes);
  for (const [regime, rounds] of Object.entries(first.regimes))
    for (const [place, round] of rounds.entries()) {
      const differing = changed(round, second.regimes[regime as keyof Repeatable["regimes"]]?.[place]);
      if (differing.length > 0) return `${regime}, round ${round.round}: ${listed(differing)}`;
    }
  return changed(first, second).length > 0 ? "what is recorded beside the rounds" : undefined;
}

/** Leaves of two values that are not the same, as `place: first, then second`. */
function changed(first: unknown, second: unknown, place: readonly string[] = []): readonly string[] {
  if (Object.is(first, second)) return [];
  if (!isBranch(first) || !isBranch(second))
    return [`${place.join(".")} ${shown(first)}, then ${shown(second)}`];
  const keys = new Set([...Object.keys(first), ...Object.keys(second)]);
  return [...keys].flatMap((key) => changed(first[key], second[key], [...place, key]));
}

function isBranch(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function shown(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}

function listed(differing: readonly string[]): string {
  const more = differing.length - mostNamed;
  return differing.slice(0, mostNamed).join("; ") + (more > 0 ? `; and ${more} more` : "");
}
