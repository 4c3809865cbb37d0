import { porterStem } from "./stem.ts";

const maxCachedStems = 100_000;
const stems = new Map<string, string>();

/**
 * Tokens of a text: lower-cased runs of `[a-z0-9]`; with the stemmer, those longer than 3 characters are stemmed.
 * Every other character separates, so "naïve" gives "na" and "ve", as in the reference scorer.
 */
export function rougeTokens(text: string, stemmer: boolean): string[] {
  const tokens: string[] = text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  if (!stemmer) return tokens;
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index]!;
    if (token.length > 3) tokens[index] = cachedStem(token);
  }
  return tokens;
}

function cachedStem(token: string): string {
  const known = stems.get(token);
  if (known !== undefined) return known;
  if (stems.size >= maxCachedStems) stems.clear();
  const stem = porterStem(token);
  stems.set(token, stem);
  return stem;
}
