import { type Command, InvalidArgumentError, Option } from "commander";
import { type DiskWrite, storing } from "../../../harness/inbound/index.ts";
import { randomStream } from "../../../harness/random/index.ts";
import {
  aggregateRouge,
  parseRougeTypes,
  REFERENCE_CHOICES,
  type ReferenceChoice,
  type RougeAggregate,
  type RougeScore,
  type RougeTokenizer,
  type RougeType,
  rougeOfSeveral,
  type Sight,
  sightOf,
  TOKENIZERS,
} from "../rouge/index.ts";
import { explained } from "./explained.ts";
import { LinesFile } from "./per-pair.ts";
import { type ReadingFlags, readingOf, withReading } from "./reading.ts";
import { type PairsOptions, pairsOf, type ScoredTexts } from "./rouge-pairs.ts";

export interface RougeCommandOptions extends PairsOptions, ReadingFlags {
  /** Comma-separated; default `rouge1,rouge2,rougeL`. */
  readonly types?: string;
  readonly stemmer?: boolean;
  readonly tokenizer?: RougeTokenizer;
  /** Which of several references counts; default `best`. */
  readonly several?: ReferenceChoice;
  readonly splitSentences?: boolean;
  /** Where the scores of each pair go. */
  readonly perPair?: string;
  readonly json?: boolean;
  /** Seed of the bootstrap; default 0. */
  readonly seed?: number;
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
}

interface Report {
  readonly pairs: number;
  readonly stemmer: boolean;
  readonly tokenizer: RougeTokenizer;
  readonly splitSentences: boolean;
  /** What several references come to, and how many pairs have several. */
  readonly several: ReferenceChoice;
  readonly pairsWithSeveral: number;
  /** Pairs of which the scorer counts little or nothing on one side. */
  readonly unseen: Readonly<Record<Exclude<Sight, "enough">, number>>;
  readonly seed: number;
  readonly scores: Partial<Record<RougeType, { mean: RougeScore } & RougeAggregate<RougeType>[RougeType]>>;
}

/** `collapse-bench rouge FILE`: prints mean scores and their bootstrap intervals; 0, or another code with the reason. */
export function runRouge(options: RougeCommandOptions): Promise<number> {
  return explained(options.stderr, async () => {
    const report = await storing(writingScores(options), () => scoreFile(options));
    options.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : tableOf(report));
    options.stderr.write(unseenNote(report));
  });
}

/** Adds `rouge` to a program. */
export function addRougeCommand(program: Command): void {
  withReading(program.command("rouge"))
    .description("Score {prediction, reference} rows with ROUGE.")
    .argument("<file>", "JSON, CSV, TSV or Parquet, plain or packed; - is standard input")
    .option("--types <list>", "rouge1 to rouge9, rougeL, rougeLsum", "rouge1,rouge2,rougeL")
    .option("--stemmer", "compare word stems", false)
    .addOption(
      new Option(
        "--tokenizer <name>",
        "reference: a to z and 0 to 9, as published scores; unicode: words of every script",
      )
        .choices(TOKENIZERS)
        .default("reference"),
    )
    .option("--prediction <column>", "column with the text to score (default: guessed)")
    .option(
      "--reference <column>",
      "column with the text, or list of texts, to compare it to (default: guessed)",
    )
    .addOption(
      new Option(
        "--several <choice>",
        "of several references: the best for each type, as the reference scorer, or their mean",
      )
        .choices(REFERENCE_CHOICES)
        .default("best"),
    )
    .option("--split-sentences", "for rougeLsum: cut lines into sentences too", false)
    .option("--per-pair <file>", "write the scores of each pair there, one JSON object a line")
    .option("--json", "print JSON", false)
    .option("--seed <number>", "seed of the bootstrap", parseSeed, 0)
    .action(async (file: string, flags: Omit<RougeCommandOptions, "file" | "stdout" | "stderr">) => {
      process.exitCode = await runRouge({ ...flags, file, stdout: process.stdout, stderr: process.stderr });
    });
}

function writingScores({ perPair = "." }: RougeCommandOptions): DiskWrite {
  return { place: perPair, option: "--per-pair", safe: "A file of that name is as it was." };
}

async function scoreFile(options: RougeCommandOptions): Promise<Report> {
  const types = parseRougeTypes(options.types ?? "rouge1,rouge2,rougeL");
  const {
    stemmer = false,
    tokenizer = "reference",
    several = "best",
    splitSentences = false,
    seed = 0,
  } = options;
  const { file, prediction, reference } = options;
  const named = {
    ...(prediction !== undefined && { prediction }),
    ...(reference !== undefined && { reference }),
  };
  await using perPair =
    options.perPair === undefined ? undefined : await LinesFile.open(options.perPair, file);
  const scores: Record<RougeType, RougeScore>[] = [];
  const unseen = { little: 0, nothing: 0 };
  let pairsWithSeveral = 0;
  for await (const pair of pairsOf({ ...readingOf(options), file, ...named })) {
    const score = rougeOfSeveral(pair.prediction, pair.references, several, {
      types,
      stemmer,
      tokenizer,
      splitSentences,
    });
    scores.push(score);
    if (pair.references.length > 1) pairsWithSeveral++;
    const sight = tokenizer === "reference" ? worstSight(pair) : "enough";
    if (sight !== "enough") unseen[sight]++;
    const { place, id } = pair;
    await perPair?.add({ place, ...(id !== undefined && { id }), ...score });
  }
  const intervals = aggregateRouge(scores, { stream: randomStream("rouge", "bootstrap", seed) });
  await perPair?.finish();
  const entries = types.map((type) => [type, { mean: meanOf(scores, type), ...intervals[type] }]);
  return {
    pairs: scores.length,
    stemmer,
    tokenizer,
    splitSentences,
    several,
    pairsWithSeveral,
    unseen,
    seed,
    scores: Object.fromEntries(entries),
  };
}

/** How little the scorer counts of a pair's worse side. */
function worstSight({ prediction, references }: ScoredTexts): Sight {
  const sights = [prediction, ...references].map(sightOf);
  return (
    sights.find((sight) => sight === "nothing") ?? sights.find((sight) => sight === "little") ?? "enough"
  );
}

function meanOf(scores: readonly Record<RougeType, RougeScore>[], type: RougeType): RougeScore {
  const mean = (part: keyof RougeScore) => {
    return scores.reduce((sum, score) => sum + score[type][part], 0) / scores.length;
  };
  return { precision: mean("precision"), recall: mean("recall"), fMeasure: mean("fMeasure") };
}

function tableOf(report: Report): string {
  const percent = (share: number) => (share * 100).toFixed(2).padStart(9);
  const rows = Object.entries(report.scores).map(([type, { mean, low, high }]) => {
    const numbers = [mean.precision, mean.recall, mean.fMeasure, low.fMeasure, high.fMeasure];
    return type.padEnd(9) + numbers.map(percent).join("");
  });
  const heads = ["precision", "recall", "F", "F 2.5 %", "F 97.5 %"].map((head) => head.padStart(9));
  return `${titleOf(report)}\n${["type".padEnd(9) + heads.join(""), ...rows].join("\n")}\n`;
}

function titleOf({ pairs, stemmer, tokenizer, several, pairsWithSeveral, splitSentences }: Report): string {
  const parts = [
    `${pairs} pairs, ${stemmer ? "with" : "without"} stemmer`,
    ...(tokenizer === "unicode" ? ["unicode words"] : []),
    ...(pairsWithSeveral > 0 ? [`${several} of several references in ${pairsWithSeveral}`] : []),
    ...(splitSentences ? ["lines cut into sentences"] : []),
  ];
  return `${parts.join(", ")}; scores times 100`;
}

function unseenNote({ pairs, unseen: { little, nothing } }: Report): string {
  if (little + nothing === 0) return "";
  return (
    `The metric is void for ${little + nothing} of ${pairs} pairs: it counts a to z and 0 to 9 only, as the reference scorer ` +
    `does, nothing of a side of ${nothing} pairs and less than half of ${little}. --tokenizer unicode counts the words of ` +
    "every script; its scores do not compare with published ones.\n"
  );
}

function parseSeed(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError("a whole number is wanted.");
  return Number(text);
}
