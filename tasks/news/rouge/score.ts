import { BenchError } from "../../../harness/errors/index.ts";
import { sequenceOverlap, summaryOverlap } from "./lcs.ts";
import { ngramOverlap, type Overlap } from "./ngrams.ts";
import { linesOf, sentencesOf } from "./sentences.ts";
import { type RougeTokenizer, rougeTokens, unicodeTokens } from "./tokens.ts";

/** Every type that can be asked for, in the order in which tables show them. */
export const ROUGE_TYPES = [
  "rouge1",
  "rouge2",
  "rouge3",
  "rouge4",
  "rouge5",
  "rouge6",
  "rouge7",
  "rouge8",
  "rouge9",
  "rougeL",
  "rougeLsum",
] as const;

/** n-grams of 1 to 9 tokens, the longest common subsequence, and that by sentences. */
export type RougeType = (typeof ROUGE_TYPES)[number];

/** Shares in [0, 1]: of the prediction, of the reference, and their harmonic mean. */
export interface RougeScore {
  readonly precision: number;
  readonly recall: number;
  readonly fMeasure: number;
}

/** What is scored, and how tokens are compared. */
export interface RougeOptions<T extends RougeType> {
  /** Default: `rouge1`, `rouge2`, `rougeL`. */
  readonly types?: readonly T[];
  /** Compare stems of tokens longer than 3 characters; default false. */
  readonly stemmer?: boolean;
  /** Default `reference`. */
  readonly tokenizer?: RougeTokenizer;
  /** For `rougeLsum`: cut lines into sentences too; default false, as the reference scorer takes lines for sentences. */
  readonly splitSentences?: boolean;
}

/** What several references come to: for each type the one with the highest F, as the reference scorer has it, or their mean. */
export const REFERENCE_CHOICES = ["best", "mean"] as const;
export type ReferenceChoice = (typeof REFERENCE_CHOICES)[number];

type CommonType = "rouge1" | "rouge2" | "rougeL";

/** Scores one prediction against one reference (Lin 2004); an empty side scores 0. */
export function rouge<T extends RougeType = CommonType>(
  prediction: string,
  reference: string,
  options: RougeOptions<T> = {},
): Record<T, RougeScore> {
  const types = options.types ?? (["rouge1", "rouge2", "rougeL"] as readonly RougeType[] as readonly T[]);
  const tokens = tokensOf(options);
  const sentences = options.splitSentences === true ? sentencesOf : linesOf;
  const predicted = tokens(prediction);
  const wanted = tokens(reference);
  const scores = {} as Record<T, RougeScore>;
  for (const type of types) {
    const overlap =
      type === "rougeLsum"
        ? summaryOverlap(sentences(prediction).map(tokens), sentences(reference).map(tokens))
        : tokenOverlap(type, predicted, wanted);
    scores[type] = scoreOf(overlap);
  }
  return scores;
}

/** Scores one prediction against several references, at least one, each type for itself; the first of equal ones is best. */
export function rougeOfSeveral<T extends RougeType = CommonType>(
  prediction: string,
  references: readonly string[],
  choice: ReferenceChoice,
  options: RougeOptions<T> = {},
): Record<T, RougeScore> {
  const scores = references.map((reference) => rouge(prediction, reference, options));
  const join = choice === "best" ? bestOf : meanOf;
  const types = Object.keys(scores[0]!) as T[];
  const joined = types.map((type) => [type, join(scores.map((score) => score[type]))]);
  return Object.fromEntries(joined) as Record<T, RougeScore>;
}

/** The types named in a comma-separated list; throws `rouge-unknown-type`. */
export function parseRougeTypes(list: string): RougeType[] {
  return list.split(",").map((name) => {
    const type = ROUGE_TYPES.find((known) => known === name.trim());
    if (type !== undefined) return type;
    throw new BenchError("there is no such ROUGE type", {
      code: "rouge-unknown-type",
      blame: "usage",
      where: "--types",
      expected: "rouge1 to rouge9, rougeL or rougeLsum",
      received: JSON.stringify(name),
      mend: "Name types from that list, separated by commas.",
    });
  });
}

function tokenOverlap(type: RougeType, predicted: readonly string[], wanted: readonly string[]): Overlap {
  if (type === "rougeL") return sequenceOverlap(predicted, wanted);
  return ngramOverlap(predicted, wanted, Number(type.slice("rouge".length)));
}

function tokensOf({ tokenizer, stemmer }: RougeOptions<RougeType>): (text: string) => string[] {
  const cut = tokenizer === "unicode" ? unicodeTokens : rougeTokens;
  return (text) => cut(text, stemmer ?? false);
}

function bestOf(scores: readonly RougeScore[]): RougeScore {
  return scores.reduce((best, score) => (score.fMeasure > best.fMeasure ? score : best));
}

function meanOf(scores: readonly RougeScore[]): RougeScore {
  const mean = (part: keyof RougeScore) =>
    scores.reduce((sum, score) => sum + score[part], 0) / scores.length;
  return { precision: mean("precision"), recall: mean("recall"), fMeasure: mean("fMeasure") };
}

function scoreOf({ hits, predicted, wanted }: Overlap): RougeScore {
  const precision = hits / Math.max(predicted, 1);
  const recall = hits / Math.max(wanted, 1);
  const sum = precision + recall;
  return { precision, recall, fMeasure: sum > 0 ? (2 * precision * recall) / sum : 0 };
}
