import { unsaid, wireWords } from "./words.ts";

/** A run of letters, or a number with its points and commas. */
const wordPattern = /[\p{L}']+|\d+(?:,\d+)*(?:\.\d+)?%?/gu;

/** The telegram of a summary: its words in their order, without those that go without saying, common ones replaced by the wire's own. */
export function telegram(summary: string): string {
  return (summary.match(wordPattern) ?? [])
    .filter((word) => !unsaid.has(word.toLowerCase()))
    .map((word) => wireWords.get(word.toLowerCase()) ?? word)
    .join(" ");
}
