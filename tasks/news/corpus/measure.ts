import { type RougeType, rouge, rougeTokens } from "../rouge/index.ts";
import type { Newsroom } from "./newsroom.ts";

/** What a corpus is like for a summarizer; ROUGE values are F-measures times 100, with the stemmer. */
export interface CorpusMeasures {
  readonly stories: number;
  /** Words as ROUGE counts them. */
  readonly articleWords: Quantiles;
  readonly summaryWords: Quantiles;
  readonly articleSentences: Quantiles;
  /** Different words, lower-cased, in articles and summaries together, and those needed for 99 % of all words. */
  readonly vocabulary: number;
  readonly vocabulary99: number;
  /** Percentage of the words of the next 1,000 stories that none of the measured ones holds. */
  readonly unseenWords: number;
  /** Percentage of the summaries' n-grams that their article does not contain. */
  readonly novelUnigrams: number;
  readonly novelBigrams: number;
  readonly lead: Record<"rouge1" | "rouge2" | "rougeL", number>;
  /** The summary of another telling of the same event: what a summarizer reaches that knows all but the wording. */
  readonly otherTelling: Record<"rouge1" | "rouge2" | "rougeL", number>;
  /** The lead of the next story instead of the story's own. */
  readonly otherLead: Record<"rouge1" | "rouge2" | "rougeL", number>;
}

/** 5th percentile, median and 95th percentile. */
export interface Quantiles {
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

const types = ["rouge1", "rouge2", "rougeL"] as const;

/** Measures the first `stories` stories of a newsroom. */
export function measureCorpus(room: Newsroom, stories: number): CorpusMeasures {
  const all = Array.from({ length: stories }, (_, index) => room.story(index));
  const articles = all.map((story) => rougeTokens(story.article, false));
  const summaries = all.map((story) => rougeTokens(story.summary, false));
  const counts = countWords([...articles, ...summaries]);
  const leads = all.map((story) => story.lead);
  return {
    stories,
    articleWords: quantiles(articles.map((words) => words.length)),
    summaryWords: quantiles(summaries.map((words) => words.length)),
    articleSentences: quantiles(all.map((story) => story.article.split(/[.?!]"? /).length)),
    vocabulary: counts.size,
    vocabulary99: wordsForShare(counts, 0.99),
    unseenWords: unseenShare(room, stories, counts),
    novelUnigrams: novelShare(summaries, articles, 1),
    novelBigrams: novelShare(summaries, articles, 2),
    lead: meanRouge(
      leads,
      all.map((story) => story.summary),
    ),
    otherTelling: meanRouge(
      all.map((_, index) => room.story(index, 1).summary),
      all.map((story) => story.summary),
    ),
    otherLead: meanRouge(
      [...leads.slice(1), leads[0]!],
      all.map((story) => story.summary),
    ),
  };
}

function countWords(texts: readonly (readonly string[])[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const words of texts) for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

function wordsForShare(counts: ReadonlyMap<string, number>, share: number): number {
  const sorted = [...counts.values()].sort((a, b) => b - a);
  let left = share * sorted.reduce((sum, count) => sum + count, 0);
  let words = 0;
  while (left > 0) left -= sorted[words++]!;
  return words;
}

function unseenShare(room: Newsroom, start: number, known: ReadonlyMap<string, number>): number {
  const words = Array.from({ length: 1000 }, (_, index) => {
    const { article, summary } = room.story(start + index);
    return rougeTokens(`${article} ${summary}`, false);
  }).flat();
  return (100 * words.filter((word) => !known.has(word)).length) / words.length;
}

function novelShare(
  summaries: readonly (readonly string[])[],
  articles: readonly (readonly string[])[],
  n: number,
): number {
  let novel = 0;
  let all = 0;
  for (const [index, summary] of summaries.entries()) {
    const known = new Set(grams(articles[index]!, n));
    const own = grams(summary, n);
    all += own.length;
    novel += own.filter((gram) => !known.has(gram)).length;
  }
  return (100 * novel) / all;
}

function grams(words: readonly string[], n: number): string[] {
  return Array.from({ length: Math.max(0, words.length - n + 1) }, (_, start) => {
    return words.slice(start, start + n).join(" ");
  });
}

function meanRouge(predictions: readonly string[], references: readonly string[]) {
  const sums = { rouge1: 0, rouge2: 0, rougeL: 0 };
  for (const [index, prediction] of predictions.entries()) {
    const scores = rouge(prediction, references[index]!, { types, stemmer: true });
    for (const type of types) sums[type] += (100 * scores[type].fMeasure) / predictions.length;
  }
  return sums satisfies Partial<Record<RougeType, number>>;
}

function quantiles(values: readonly number[]): Quantiles {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))]!;
  return { low: at(0.05), median: at(0.5), high: at(0.95) };
}
