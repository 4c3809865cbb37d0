import { count } from "./number.ts";

/** A rank interval: `3`, or `3–5`. */
export function rankText(rank: { readonly low: number; readonly high: number }): string {
  return rank.low === rank.high ? String(rank.low) : `${rank.low}–${rank.high}`;
}

/** The name of a tie group from its number: 1 is A, 27 is AA. */
export function tieGroupName(group: number): string {
  const rest = Math.floor((group - 1) / 26);
  const letter = String.fromCharCode(65 + ((group - 1) % 26));
  return rest === 0 ? letter : `${tieGroupName(rest)}${letter}`;
}

/** Candidates scored per verifier: `strong 5,000, weak 200`, or `none`. */
export function feedbackText(feedback: Readonly<Partial<Record<string, number>>>): string {
  const spent = Object.entries(feedback).filter(([, scored]) => scored !== undefined && scored > 0);
  if (spent.length === 0) return "none";
  return spent.map(([verifier, scored]) => `${verifier}\u00a0${count(scored ?? 0)}`).join(", ");
}

/** Seeds scored, and of how many where some are missing: `20`, or `3/5`. */
export function seedsText(entry: { readonly seeds: number; readonly missing: readonly number[] }): string {
  const { seeds, missing } = entry;
  return missing.length === 0 ? count(seeds) : `${count(seeds)}/${count(seeds + missing.length)}`;
}

/** The entries that have no scores, in one sentence. */
export function unscoredText(
  unscored: readonly { readonly entry: string; readonly failed: number }[],
): string {
  const names = unscored.map(({ entry, failed }) => (failed === 0 ? entry : `${entry} (${failed} failed)`));
  return `Not scored yet: ${names.join(", ")}.`;
}
