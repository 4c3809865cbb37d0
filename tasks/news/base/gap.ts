import { wordsOf } from "../text/index.ts";

/** An article without its most central sentence, and that sentence. */
export interface Gap {
  readonly article: string;
  readonly sentence: string;
}

/** Stands where a sentence was taken out; no vocabulary has it, so it is read as an unknown word. */
export const gapMark = "⁇";

const sentenceEnd = /(?<=[.?!]["”]?) (?=["“\p{Lu}\p{N}])/u;

/**
 * Takes out the sentence that shares most words with the rest of the article, by F of the sets of words: "gap sentences" of Zhang et
 * al. (2020). Undefined for an article of one sentence.
 */
export function gapOf(article: string): Gap | undefined {
  const sentences = article.split(sentenceEnd);
  if (sentences.length < 2) return undefined;
  const words = sentences.map(wordSet);
  const shared = words.map((own, place) => overlap(own, union(words.toSpliced(place, 1))));
  const central = shared.indexOf(Math.max(...shared));
  return { article: sentences.with(central, gapMark).join(" "), sentence: sentences[central]! };
}

function wordSet(text: string): ReadonlySet<string> {
  return new Set(wordsOf(text.toLowerCase()).filter((word) => /[\p{L}\p{N}]/u.test(word)));
}

function union(sets: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  return new Set(sets.flatMap((words) => [...words]));
}

function overlap(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  let both = 0;
  for (const word of one) if (other.has(word)) both++;
  return (2 * both) / (one.size + other.size);
}
