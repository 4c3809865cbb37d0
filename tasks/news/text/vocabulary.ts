import { textOf, wordsOf } from "./words.ts";

/** What the first symbol ids mean; borrowed words and known words follow. */
export const specialSymbols = { pad: 0, start: 1, end: 2 } as const;
const unknown = 3;
const firstBorrowed = 4;

/** Stands in a text for a word that has no symbol; not a letter, so that ROUGE does not count it. */
const unknownMark = " ⁇";

export interface VocabularyOptions {
  /** Words seen less often than this have no symbol of their own. */
  readonly leastCount: number;
  /** Symbols in all, at most. */
  readonly size: number;
  /** Words without a symbol that one article can lend to its summary, in order of appearance. */
  readonly borrowed: number;
}

/** An article as the model reads it. */
export interface ReadArticle {
  readonly symbols: Int32Array;
  /** Words without a symbol of their own; the article's i-th has the borrowed symbol i. */
  readonly borrowed: readonly string[];
}

/**
 * The words that have symbols. A word without one gets a borrowed symbol that means "the i-th unknown word of this
 * article", so that a copying model can say it (the extended vocabulary of See et al. 2017, in a fixed number of ids).
 */
export class Vocabulary {
  readonly words: readonly string[];
  readonly #borrowed: number;
  readonly #ids: ReadonlyMap<string, number>;

  constructor(words: readonly string[], borrowed: number) {
    this.words = words;
    this.#borrowed = borrowed;
    this.#ids = new Map(words.map((word, index) => [word, firstBorrowed + borrowed + index]));
  }

  /** Symbols in all, the special and borrowed ones included. */
  get size(): number {
    return firstBorrowed + this.#borrowed + this.words.length;
  }

  /** The first `length` words of an article, filled up with `pad`. */
  readArticle(text: string, length: number): ReadArticle {
    const borrowed: string[] = [];
    const symbols = new Int32Array(length).fill(specialSymbols.pad);
    for (const [place, word] of wordsOf(text).slice(0, length).entries()) {
      const known = this.#idOf(word, borrowed);
      if (known === unknown && borrowed.length < this.#borrowed) borrowed.push(word);
      symbols[place] = known === unknown ? this.#idOf(word, borrowed) : known;
    }
    return { symbols, borrowed };
  }

  /** A summary of that article, closed with `end` and filled up with `pad`; what does not fit in `length` is cut. */
  readSummary(text: string, length: number, borrowed: readonly string[]): Int32Array {
    const symbols = new Int32Array(length).fill(specialSymbols.pad);
    const words = wordsOf(text).slice(0, length - 1);
    for (const [place, word] of words.entries()) symbols[place] = this.#idOf(word, borrowed);
    symbols[words.length] = specialSymbols.end;
    return symbols;
  }

  /** The text of symbols up to `end`, with an article's borrowed words in their places. */
  write(symbols: ArrayLike<number>, borrowed: readonly string[]): string {
    const words: string[] = [];
    for (let place = 0; place < symbols.length && symbols[place] !== specialSymbols.end; place++)
      words.push(this.#wordOf(symbols[place]!, borrowed));
    return textOf(words);
  }

  #idOf(word: string, borrowed: readonly string[]): number {
    const known = this.#ids.get(word);
    if (known !== undefined) return known;
    const place = borrowed.indexOf(word);
    return place < 0 ? unknown : firstBorrowed + place;
  }

  #wordOf(symbol: number, borrowed: readonly string[]): string {
    if (symbol === specialSymbols.pad || symbol === specialSymbols.start) return "";
    const place = symbol - firstBorrowed;
    if (place < 0) return unknownMark;
    if (place < this.#borrowed) return borrowed[place] ?? unknownMark;
    return this.words[place - this.#borrowed] ?? unknownMark;
  }
}

/** The most frequent words of some texts; equally frequent ones in the order of their code points. */
export function buildVocabulary(texts: Iterable<string>, options: VocabularyOptions): Vocabulary {
  const counts = new Map<string, number>();
  for (const text of texts) for (const word of wordsOf(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const room = options.size - firstBorrowed - options.borrowed;
  const words = [...counts]
    .filter(([, count]) => count >= options.leastCount)
    .sort(([a, times], [b, others]) => others - times || (a < b ? -1 : 1))
    .slice(0, Math.max(0, room))
    .map(([word]) => word);
  return new Vocabulary(words, options.borrowed);
}
