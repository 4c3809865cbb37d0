/**
 * ROUGE: how much of a reference summary a predicted one repeats.
 * In: prediction and reference as plain text. Out: precision, recall and F-measure per ROUGE type, each in [0, 1].
 * Behaves as the reference scorer (google-research `rouge_score`) does, with and without its stemmer,
 * including its tokens (ASCII letters and digits), its tie-breaks and its bootstrap.
 */
export type { RougeAggregate, RougeInterval } from "./aggregate.ts";
export { aggregateRouge } from "./aggregate.ts";
export type { RougeOptions, RougeScore, RougeType } from "./score.ts";
export { parseRougeTypes, ROUGE_TYPES, rouge } from "./score.ts";
export { porterStem } from "./stem.ts";
export { rougeTokens } from "./tokens.ts";
