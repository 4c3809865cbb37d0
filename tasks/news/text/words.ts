/** A letter run, a digit run or one other character, each with the blank before it: nothing is lost by cutting. */
const wordPattern = / ?(?:[\p{L}\p{M}]+|\p{N}+|[^\s\p{L}\p{M}\p{N}])/gu;

/**
 * Words of a text, the blank before a word belonging to it, so that joining them gives the text back with every run of
 * white space as one blank. "907,000" is three words, as ROUGE counts it two.
 */
export function wordsOf(text: string): readonly string[] {
  const spaced = ` ${text.replaceAll(/\s+/g, " ").trim()}`;
  return spaced === " " ? [] : (spaced.match(wordPattern) ?? []);
}

/** The text of words: the opposite of `wordsOf`. */
export function textOf(words: readonly string[]): string {
  return words.join("").trim();
}
