import type { Examples } from "../../harness/models/index.ts";
import type { Vocabulary } from "./text/index.ts";

interface Pair {
  readonly document: string;
  readonly summary: string;
}

/** Real pairs, as text and as symbols. */
export interface Articles {
  readonly pairs: readonly Pair[];
  /** `[pairs, articleLength]`. */
  readonly sources: Int32Array;
  /** The references, `[pairs, summaryLength]`. */
  readonly targets: Int32Array;
  /** Words that each article lends to its summary. */
  readonly borrowed: readonly (readonly string[])[];
}

/** Lengths in symbols. */
export interface Lengths {
  readonly articleLength: number;
  readonly summaryLength: number;
}

/** Reads pairs with a vocabulary. */
export function readPairs(pairs: readonly Pair[], vocabulary: Vocabulary, lengths: Lengths): Articles {
  const { articleLength, summaryLength } = lengths;
  const sources = new Int32Array(pairs.length * articleLength);
  const targets = new Int32Array(pairs.length * summaryLength);
  const borrowed = pairs.map(({ document, summary }, row) => {
    const article = vocabulary.readArticle(document, articleLength);
    sources.set(article.symbols, row * articleLength);
    targets.set(vocabulary.readSummary(summary, summaryLength, article.borrowed), row * summaryLength);
    return article.borrowed;
  });
  return { pairs, sources, targets, borrowed };
}

/** The first `count` pairs to train on, each with weight 1. */
export function realExamples({ pairs, sources, targets }: Articles, count = pairs.length): Examples {
  return {
    count,
    sources: sources.subarray(0, (sources.length / pairs.length) * count),
    targets: targets.subarray(0, (targets.length / pairs.length) * count),
    weights: new Float64Array(count).fill(1),
  };
}
