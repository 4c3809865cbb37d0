import { hash } from "node:crypto";
import { existsSync, globSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { writeWhole } from "../artifacts/index.ts";
import { parseJsonFile } from "../config/index.ts";
import { BenchError } from "../errors/index.ts";
import { isRanking } from "../task/index.ts";
import { cellPlace } from "./places.ts";
import { type ResultRecord, recordSchema } from "./schema.ts";

const { cell, fingerprint } = recordSchema.shape;

/** What a run's strategy wrote to standard error, in all its attempts. It lies beside the record, and says no more than who made the record vouches for. */
export const runLogSchema = z.strictObject({
  schema: z.literal(1),
  cell,
  season: z.int().nonnegative(),
  /** As the record has it: it tells the run from another of the same cell, and stays when a schema changes. */
  startedAt: z.iso.datetime(),
  /** Of all its bytes, whether or not they are kept; null where nothing was written. */
  log: z.strictObject({ sha256: fingerprint, bytes: z.int().positive() }).nullable(),
  /** How it begins and ends; `last` is null where `first` is all of it. Null where nothing is kept. */
  text: z.strictObject({ first: z.string(), last: z.string().nullable() }).nullable(),
});
export type RunLog = z.infer<typeof runLogSchema>;

const folderName = "logs";

/** So much is kept of the beginning and of the end each; what is longer than both has its digest only for the rest. */
const keptBytes = 8192;

/** Where the log of a record's run is kept beside the records. */
export function runLogFile(results: string, cell: ResultRecord["cell"]): string {
  return cellPlace(path.join(results, folderName), cell, ".json");
}

/**
 * Keeps what a strategy wrote while a record was made. Records of tiers that rank nothing have no log, and those made outside the sandbox neither. Of a season with a key
 * only the digest is kept: a strategy may tell what its streams are. Returns the file; undefined where none is kept.
 */
export async function writeRunLog(
  results: string,
  record: ResultRecord,
  bytes: Uint8Array,
): Promise<string | undefined> {
  const { tier } = record.cell;
  if (!isRanking(tier) || record.provenance.isolation === "none") return undefined;
  const file = runLogFile(results, record.cell);
  const kept: RunLog = {
    schema: 1,
    cell: record.cell,
    season: record.season.number,
    startedAt: record.execution.startedAt,
    log: bytes.length === 0 ? null : { sha256: hash("sha256", bytes), bytes: bytes.length },
    text: bytes.length === 0 || record.season.number !== 0 ? null : keptText(bytes),
  };
  await writeWhole(file, textOf(kept));
  return file;
}

/** Copies the log of a record that was copied from one folder of results to another; one that cannot be read stays where it is. */
export async function copyRunLog(from: string, results: string, record: ResultRecord): Promise<void> {
  const file = runLogFile(from, record.cell);
  if (!existsSync(file)) return;
  const found = runLogOf(readFrom(from, file), record);
  if (found !== undefined) await writeWhole(runLogFile(results, record.cell), textOf(found));
}

/** The logs of a tier, and the errors of those that cannot be read. */
export function readRunLogs(
  results: string,
  tier: string,
): { readonly all: readonly RunLog[]; readonly problems: readonly BenchError[] } {
  const folder = path.join(results, folderName, tier);
  const names = globSync("**/*.json", { cwd: folder }).sort();
  const found = names.map((name) => readFrom(results, path.join(folder, name)));
  return {
    all: found.filter((one): one is RunLog => !(one instanceof BenchError)),
    problems: found.filter((one) => one instanceof BenchError),
  };
}

/** A log, if it is of the run that a record is of. */
export function runLogOf(found: RunLog | BenchError | undefined, record: ResultRecord): RunLog | undefined {
  if (found === undefined || found instanceof BenchError) return undefined;
  return found.startedAt === record.execution.startedAt ? found : undefined;
}

const mend = "Restore the file from version control, or remove it.";

function readFrom(results: string, file: string): RunLog | BenchError {
  try {
    const found = parseJsonFile(file, runLogSchema, { kind: "log", blame: "environment", mend });
    const place = runLogFile(results, found.cell);
    if (file !== place) throw wrong("place", file, "the log is of another cell", place);
    if (!isOfItsDigest(found))
      throw wrong("digest", file, "the text is not that of the digest", found.log?.sha256);
    return found;
  } catch (error) {
    if (error instanceof BenchError) return error;
    throw error;
  }
}

/** Of a log that is not kept whole nothing can be told. */
function isOfItsDigest({ log, text }: RunLog): boolean {
  if (text === null || text.last !== null || text.first.includes("\ufffd")) return true;
  return log !== null && hash("sha256", text.first) === log.sha256;
}

/** Bytes that are no text stand in it as marks of replacement. */
function keptText(bytes: Uint8Array): RunLog["text"] {
  const decoded = (part: Uint8Array) => Buffer.from(part).toString("utf8");
  if (bytes.length <= 2 * keptBytes) return { first: decoded(bytes), last: null };
  return { first: decoded(bytes.subarray(0, keptBytes)), last: decoded(bytes.subarray(-keptBytes)) };
}

function textOf(log: RunLog): string {
  return `${JSON.stringify(runLogSchema.parse(log), null, 1)}\n`;
}

function wrong(rule: string, where: string, message: string, expected: string | undefined): BenchError {
  return new BenchError(message, {
    code: `log-${rule}`,
    blame: "environment",
    where,
    ...(expected === undefined ? {} : { expected }),
    mend,
  });
}
