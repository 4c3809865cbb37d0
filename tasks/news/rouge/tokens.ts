import { porterStem } from "./stem.ts";

/** How texts are cut: as the reference scorer does, or into the words of every script (scores of the two do not compare). */
export const TOKENIZERS = ["reference", "unicode"] as const;
export type RougeTokenizer = (typeof TOKENIZERS)[number];

const maxCachedStems = 100_000;
const stems = new Map<string, string>();
/** Characters that are not seen and separate nothing; U+200B does separate. */
const invisible = /(?!\u200B)\p{Default_Ignorable_Code_Point}/gu;
const asciiWord = /^[a-z0-9]+$/;

/**
 * Tokens of a text: lower-cased runs of `[a-z0-9]`; with the stemmer, those longer than 3 characters are stemmed.
 * Every other character separates, so "naïve" gives "na" and "ve", as in the reference scorer.
 */
export function rougeTokens(text: string, stemmer: boolean): string[] {
  const tokens: string[] = text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return stemmer ? stemmed(tokens) : tokens;
}

/** Lower-cased words after Unicode's rules (UAX 29; ICU's dictionaries for scripts without blanks); Latin ones may be stemmed. */
export function unicodeTokens(text: string, stemmer: boolean): string[] {
  const visible = text.normalize("NFC").toLowerCase().replaceAll(invisible, "");
  const tokens: string[] = [];
  for (const { segment, isWordLike } of words().segment(visible)) if (isWordLike) tokens.push(segment);
  return stemmer ? stemmed(tokens) : tokens;
}

let segmenter: Intl.Segmenter | undefined;

function words(): Intl.Segmenter {
  segmenter ??= new Intl.Segmenter("en", { granularity: "word" });
  return segmenter;
}

function stemmed(tokens: string[]): string[] {
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
  const stem = asciiWord.test(token) ? porterStem(token) : token;
  stems.set(token, stem);
  return stem;
}
