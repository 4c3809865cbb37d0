import { rouge, rougeTokens } from "./rouge/index.ts";

/**
 * Test metrics of summaries beside their references: mean ROUGE-1, 2 and L (F, unstemmed); `rouge1Right`, against those without a fact wrong; `words`, their mean number;
 * `repetition`, the share of words that the same summary has before; `variety`, different two-word runs over all of them.
 */
export function measure(
  summaries: readonly string[],
  references: readonly string[],
  right: readonly string[] = references,
): Readonly<Record<string, number>> {
  const scores = summaries.map((summary, index) => rouge(summary, references[index]!));
  const mean = (pick: (score: (typeof scores)[number]) => number) =>
    scores.reduce((sum, score) => sum + pick(score), 0) / scores.length;
  return {
    rouge1: mean(({ rouge1 }) => rouge1.fMeasure),
    rouge2: mean(({ rouge2 }) => rouge2.fMeasure),
    rougeL: mean(({ rougeL }) => rougeL.fMeasure),
    rouge1Right: meanRouge1(summaries, right),
    ...wordMetrics(summaries.map((summary) => rougeTokens(summary, false))),
  };
}

function meanRouge1(summaries: readonly string[], references: readonly string[]): number {
  const scores = summaries.map((summary, index) => rouge(summary, references[index]!, { types: ["rouge1"] }));
  return scores.reduce((sum, { rouge1 }) => sum + rouge1.fMeasure, 0) / scores.length;
}

function wordMetrics(summaries: readonly (readonly string[])[]): Record<string, number> {
  const words = summaries.reduce((sum, tokens) => sum + tokens.length, 0);
  const different = summaries.reduce((sum, tokens) => sum + new Set(tokens).size, 0);
  const pairs = summaries.flatMap((tokens) =>
    tokens.slice(1).map((token, place) => `${tokens[place]} ${token}`),
  );
  return {
    words: words / summaries.length,
    repetition: share(words - different, words),
    variety: share(new Set(pairs).size, pairs.length),
  };
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
