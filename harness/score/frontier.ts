import type { VerifierName } from "../task/index.ts";
import type { ScoredEntry } from "./contract.ts";

/** What one scored candidate costs, per verifier; a verifier not named costs 1. */
export type Prices = Readonly<Partial<Record<VerifierName, number>>>;

/** Feedback an entry spends in a cell, in priced candidates. */
export function feedbackSpent({ feedback }: ScoredEntry, prices: Prices = {}): number {
  return Object.entries(feedback).reduce(
    (sum, [verifier, spent]) => sum + spent * (prices[verifier as VerifierName] ?? 1),
    0,
  );
}

/**
 * Entries that no other beats in mean final score without spending more feedback, cheapest first. The ceiling,
 * which is given the truth, and entries without a cell that ended well take no part.
 */
export function paretoFrontier(
  entries: readonly ScoredEntry[],
  costOf: (entry: ScoredEntry) => number = feedbackSpent,
): readonly ScoredEntry[] {
  const offers = entries
    .filter((entry) => entry.control !== "ceiling" && entry.cells.some((cell) => !cell.failed))
    .map((entry) => ({ entry, cost: costOf(entry), score: entry.final.mean }));
  return offers
    .filter((offer) => !offers.some((other) => dominates(other, offer)))
    .sort((a, b) => a.cost - b.cost || (a.entry.entry < b.entry.entry ? -1 : 1))
    .map(({ entry }) => entry);
}

interface Offer {
  readonly cost: number;
  readonly score: number;
}

function dominates(a: Offer, b: Offer): boolean {
  return a.cost <= b.cost && a.score >= b.score && (a.cost < b.cost || a.score > b.score);
}
