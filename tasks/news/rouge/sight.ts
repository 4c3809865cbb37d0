/** How much of a text the reference scorer counts: enough, less than half of its letters, marks and digits, or nothing. */
export type Sight = "enough" | "little" | "nothing";

const leastShare = 0.5;

/**
 * What the scorer sees of a text: it counts `a` to `z` and `0` to `9` after lower-casing and nothing else, so texts in
 * other scripts score 0 even against themselves. An empty text hides nothing: "enough".
 */
export function sightOf(text: string): Sight {
  const counted = text.toLowerCase().match(/[a-z0-9]/g)?.length ?? 0;
  if (counted === 0) return text.trim() === "" ? "enough" : "nothing";
  if (isAscii(text)) return "enough";
  const letters = text.normalize("NFC").match(/[\p{L}\p{M}\p{N}]/gu)?.length ?? 0;
  return counted < leastShare * letters ? "little" : "enough";
}

function isAscii(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII is meant.
  return !/[^\u0000-\u007F]/.test(text);
}
