import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { writeWhole } from "../artifacts/index.ts";
import { parseJsonFile } from "../config/index.ts";
import { BenchError } from "../errors/index.ts";
import { entryId } from "../submission/index.ts";
import { hashesOf } from "./fingerprint.ts";
import { type ResultRecord, recordSchema } from "./schema.ts";

/**
 * The same schema, compiled: four times as fast, and boards read thousands of records. A parameter may be any JSON, and a file has nothing else but
 * numbers beyond all bounds; zod compiles no schema that holds itself, as that of any JSON does.
 */
const readSchema: z.ZodType<ResultRecord> = z.compile(
  recordSchema.extend({
    strategy: recordSchema.shape.strategy.extend({
      params: z.record(z.string(), z.custom<z.core.util.JSONType>(isBounded)),
    }),
  }),
  { strict: true },
);

function isBounded(value: unknown): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  return typeof value !== "object" || value === null || Object.values(value).every(isBounded);
}

const kind = { kind: "record", blame: "environment" } as const;

/** Where a cell's record lies: `<results>/<tier>/<task>/<slug>[@variant]/<seed>.json`. */
export function recordFile(results: string, cell: ResultRecord["cell"]): string {
  return path.join(results, cell.tier, cell.task, entryId(cell), `${cell.seed}.json`);
}

/** Where the records of a season lie, of all that lie in a folder of results. */
export function seasonResults(results: string, season: number): string {
  return season === 0 ? results : path.join(results, "seasons", String(season));
}

/** Checks a record and writes it whole, or not at all. Returns the file. */
export async function writeRecord(results: string, record: ResultRecord): Promise<string> {
  const checked = recordSchema.parse(record);
  const file = recordFile(results, checked.cell);
  await writeWhole(file, `${JSON.stringify(checked, null, 1)}\n`);
  return file;
}

/** Reads a record and checks its form, its place and its fingerprint. Throws `BenchError` naming file and field. */
export function readRecord(file: string): ResultRecord {
  const record = parseJsonFile(file, readSchema, kind);
  const expected = path.join(seasonResults("", record.season.number), recordFile("", record.cell));
  if (placeOf(file, record.cell) !== expected)
    throw recordError("place", file, "the record belongs to another cell or season", expected);
  const { fingerprint, checksum } = hashesOf(record);
  if (fingerprint !== record.fingerprint)
    throw recordError("fingerprint", file, "the content does not match its fingerprint", fingerprint);
  if (checksum !== record.checksum)
    throw recordError("checksum", file, "how it was made does not match its checksum", checksum);
  return record;
}

/** The end of a record's path that says whose it is; a folder of a season stands before its tier. */
function placeOf(file: string, cell: ResultRecord["cell"]): string {
  const parts = path.resolve(file).split(path.sep);
  const depth = recordFile("", cell).split(path.sep).length;
  const own = parts.slice(-depth).join(path.sep);
  const [seasons, season] = parts.slice(-depth - 2, -depth);
  const isSeason = seasons === "seasons" && /^[1-9]\d*$/.test(season ?? "");
  return isSeason ? path.join(seasons!, season!, own) : own;
}

export interface StoredRecord {
  readonly file: string;
  readonly record: ResultRecord;
}

/** All records of a tier, in the order of their paths, and the errors of those that cannot be read. */
export function readRecords(
  results: string,
  tier: string,
): { readonly records: readonly StoredRecord[]; readonly problems: readonly BenchError[] } {
  const records: StoredRecord[] = [];
  const problems: BenchError[] = [];
  for (const file of filesOf(path.join(results, tier))) {
    try {
      const record = readRecord(file);
      const place = recordFile(results, record.cell);
      if (file !== place)
        throw recordError("place", file, "the record lies in a folder where none belongs", place);
      records.push({ file, record });
    } catch (error) {
      if (!(error instanceof BenchError)) throw error;
      problems.push(error);
    }
  }
  return { records, problems };
}

function filesOf(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((found) => found.isFile() && found.name.endsWith(".json"))
    .map((found) => path.join(found.parentPath, found.name))
    .sort();
}

function recordError(rule: string, where: string, message: string, expected: string): BenchError {
  return new BenchError(message, {
    code: `record-${rule}`,
    blame: "environment",
    where,
    expected,
    mend: "Restore the file from version control, or remove it so that its cell runs again.",
  });
}
