import { count } from "./number.ts";

/** A rank interval: `3`, or `3–5`. */
export function rankText(rank: { readonly low: number; readonly high: number }): string {
  return rank.low === rank.high ? String(rank.low) : `${rank.low}–${rank.high}`;
}

/** Candidates scored per verifier: `strong 5,000, weak 200`, or `none`. */
export function feedbackText(feedback: Readonly<Partial<Record<string, number>>>): string {
  const spent = Object.entries(feedback).filter(([, scored]) => scored !== undefined && scored > 0);
  if (spent.length === 0) return "none";
  return spent.map(([verifier, scored]) => `${verifier}\u00a0${count(scored ?? 0)}`).join(", ");
}

/** The name of a tie group from its number: 1 is A, 27 is AA. */
export function tieGroupName(group: number): string {
  const rest = Math.floor((group - 1) / 26);
  const letter = String.fromCharCode(65 + ((group - 1) % 26));
  return rest === 0 ? letter : `${tieGroupName(rest)}${letter}`;
}

/** A name with its first letter in upper case. */
export function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** A title as it stands inside a sentence: its first letter in lower case, unless it opens an abbreviation such as ROUGE. */
export function insideSentence(title: string): string {
  return /^\p{Lu}(?!\p{Ll})/u.test(title) ? title : title.charAt(0).toLowerCase() + title.slice(1);
}
