/**
 * ROUGE: how much of a reference summary a predicted one repeats.
 * In: prediction and reference as plain text. Out: precision, recall and F-measure per ROUGE type, each in [0, 1].
 * Behaves as the reference scorer (google-research `rouge_score`) does, with and without its stemmer,
 * including its tokens (ASCII letters and digits), its tie-breaks and its bootstrap, in memory that grows with the texts only.
 */
export type { RougeAggregate, RougeInterval } from "./aggregate.ts";
export { aggregateRouge } from "./aggregate.ts";
export type { ReferenceChoice, RougeOptions, RougeScore, RougeType } from "./score.ts";
export { parseRougeTypes, REFERENCE_CHOICES, ROUGE_TYPES, rouge, rougeOfSeveral } from "./score.ts";
export { sentencesOf } from "./sentences.ts";
export { type Sight, sightOf } from "./sight.ts";
export { porterStem } from "./stem.ts";
export { type RougeTokenizer, rougeTokens, TOKENIZERS, unicodeTokens } from "./tokens.ts";
