import { type Command, InvalidArgumentError } from "commander";
import { z } from "zod";
import { BenchError } from "../../../harness/errors/index.ts";
import { randomStream } from "../../../harness/random/index.ts";
import { readLines } from "../data/index.ts";
import {
  aggregateRouge,
  parseRougeTypes,
  type RougeAggregate,
  type RougeScore,
  type RougeType,
  rouge,
} from "../rouge/index.ts";
import { explained } from "./explained.ts";

export interface RougeCommandOptions {
  /** JSON Lines with `prediction` and `reference`. */
  readonly file: string;
  /** Comma-separated; default `rouge1,rouge2,rougeL`. */
  readonly types?: string;
  readonly stemmer?: boolean;
  readonly json?: boolean;
  /** Seed of the bootstrap; default 0. */
  readonly seed?: number;
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
}

interface Report {
  readonly pairs: number;
  readonly stemmer: boolean;
  readonly seed: number;
  readonly scores: Partial<Record<RougeType, { mean: RougeScore } & RougeAggregate<RougeType>[RougeType]>>;
}

const pairSchema = z.object({ prediction: z.string(), reference: z.string() });

/** `collapse-bench rouge FILE.jsonl`: prints mean scores and their bootstrap intervals; 0, or 2 for a file that cannot be scored. */
export function runRouge(options: RougeCommandOptions): Promise<number> {
  return explained(options.stderr, async () => {
    const report = await scoreFile(options);
    options.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : tableOf(report));
  });
}

/** Adds `rouge` to a program. */
export function addRougeCommand(program: Command): void {
  program
    .command("rouge")
    .description("Score {prediction, reference} lines with ROUGE.")
    .argument("<file>", "JSON Lines file")
    .option("--types <list>", "rouge1 to rouge9, rougeL, rougeLsum", "rouge1,rouge2,rougeL")
    .option("--stemmer", "compare word stems", false)
    .option("--json", "print JSON", false)
    .option("--seed <number>", "seed of the bootstrap", parseSeed, 0)
    .action(async (file: string, flags: Omit<RougeCommandOptions, "file" | "stdout" | "stderr">) => {
      process.exitCode = await runRouge({ ...flags, file, stdout: process.stdout, stderr: process.stderr });
    });
}

async function scoreFile(options: RougeCommandOptions): Promise<Report> {
  const types = parseRougeTypes(options.types ?? "rouge1,rouge2,rougeL");
  const stemmer = options.stemmer ?? false;
  const seed = options.seed ?? 0;
  const scores: Record<RougeType, RougeScore>[] = [];
  for await (const pair of pairsOf(options.file)) {
    scores.push(rouge(pair.prediction, pair.reference, { types, stemmer }));
  }
  const intervals = aggregateRouge(scores, { stream: randomStream("rouge", "bootstrap", seed) });
  const entries = types.map((type) => [type, { mean: meanOf(scores, type), ...intervals[type] }]);
  return { pairs: scores.length, stemmer, seed, scores: Object.fromEntries(entries) };
}

async function* pairsOf(file: string): AsyncGenerator<z.infer<typeof pairSchema>> {
  for await (const entry of readLines(file)) {
    if ("unreadable" in entry) throw badLine(file, entry.line, entry.unreadable.replaceAll("-", " "));
    if (entry.text.trim() === "") continue;
    const parsed = pairSchema.safeParse(parsedJson(entry.text));
    if (!parsed.success) throw badLine(file, entry.line, startOf(entry.text));
    yield parsed.data;
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function startOf(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function badLine(file: string, line: number, received: string): BenchError {
  return new BenchError("this line is not a pair", {
    code: "rouge-bad-line",
    blame: "usage",
    where: `${file}:${line}`,
    expected: '{"prediction": "…", "reference": "…"}',
    received,
    mend: "Mend or remove the line.",
  });
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
  const title = `${report.pairs} pairs, ${report.stemmer ? "with" : "without"} stemmer; scores times 100`;
  return `${title}\n${["type".padEnd(9) + heads.join(""), ...rows].join("\n")}\n`;
}

function parseSeed(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError("a whole number is wanted.");
  return Number(text);
}
