import { count, fixed, type MetricFormat, missing, type NumberFormat } from "./number.ts";

/** A rank interval: `3`, or `3–5`; what is not ranked has none. */
export function rankText(rank: { readonly low: number; readonly high: number } | null): string {
  if (rank === null) return missing;
  return rank.low === rank.high ? String(rank.low) : `${rank.low}–${rank.high}`;
}

const mostLetters = 6;

/** Letters of an entry without gaps: `bc`; a letter of two signs stands apart, and of many only the first and the last are shown. */
export function lettersText(letters: readonly string[]): string {
  const shown = letters.length > mostLetters ? [...letters.slice(0, 3), "…", letters.at(-1)!] : letters;
  return shown.join(shown.some((letter) => letter.length > 1) ? "\u00a0" : "");
}

/** After which round a board is read: `one round`, or `recursion of 3 rounds`. */
export function protocolText(protocol: "one-round" | "recursion", rounds: number): string {
  return protocol === "one-round" ? "one round" : `recursion of ${count(rounds)} rounds`;
}

/** Prints gains with their sign, in points of a metric in per cent, or as they are. */
export function gainFormatterOf(format: MetricFormat): NumberFormat {
  return (value) => {
    const text = format === "percent" ? fixed(value === null ? null : value * 100, 1) : fixed(value, 3);
    return value !== null && value > 0 && Number(text) !== 0 ? `+${text}` : text;
  };
}

/** Candidates scored per verifier: `strong 5,000, weak 200`, or `none`. */
export function feedbackText(feedback: Readonly<Partial<Record<string, number>>>): string {
  const spent = Object.entries(feedback).filter(([, scored]) => scored !== undefined && scored > 0);
  if (spent.length === 0) return "none";
  return spent.map(([verifier, scored]) => `${verifier}\u00a0${count(scored ?? 0)}`).join(", ");
}

/** What an entry spent to select: its feedback, or the truth itself, which the ceiling is given. */
export function spentText(entry: {
  readonly feedback: Readonly<Partial<Record<string, number>>>;
  readonly control: string | null;
}): string {
  return entry.control === "ceiling" ? "the truth itself" : feedbackText(entry.feedback);
}

/** Seeds scored, and of how many where some are missing: `20`, or `3/5`. */
export function seedsText(entry: { readonly seeds: number; readonly missing: readonly number[] }): string {
  const { seeds, missing } = entry;
  return missing.length === 0 ? count(seeds) : `${count(seeds)}/${count(seeds + missing.length)}`;
}

/** The entries that have no scores, in one sentence. */
export function unscoredText(unscored: readonly { readonly entry: string }[]): string {
  return `Not scored yet: ${unscored.map(({ entry }) => entry).join(", ")}.`;
}

/** Of a board whose task's numbers nobody has calibrated. */
export const uncalibratedText =
  "This board ranks nothing: the task's numbers are a first choice and were not calibrated, so its figures say nothing of who is better.";

/** Whose streams a board was drawn from, in one sentence. */
export function seasonText(season: {
  readonly number: number;
  readonly commitment: string | null;
  readonly key: string | null;
}): string {
  const { number, commitment, key } = season;
  if (number === 0) return "Season 0: drawn without a key, so that everybody can play it again.";
  if (key === null) return `Season ${number}: drawn from a key that is sealed; its SHA-256 is ${commitment}.`;
  return `Season ${number}: drawn from the key ${key}, told since the season ended.`;
}
