import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { writeWhole } from "../artifacts/index.ts";
import { parseJsonFile } from "../config/index.ts";
import { BenchError } from "../errors/index.ts";
import { entryId } from "../submission/index.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { type ResultRecord, recordSchema } from "./schema.ts";

const kind = { kind: "record", blame: "environment" } as const;

/** Where a cell's record lies: `<results>/<tier>/<task>/<slug>[@variant]/<seed>.json`. */
export function recordFile(results: string, cell: ResultRecord["cell"]): string {
  return path.join(results, cell.tier, cell.task, entryId(cell), `${cell.seed}.json`);
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
  const record = parseJsonFile(file, recordSchema, kind);
  const expected = recordFile("", record.cell);
  if (!path.resolve(file).endsWith(path.sep + expected))
    throw recordError("place", file, "the record belongs to another cell", expected);
  const fingerprint = fingerprintOf(record);
  if (fingerprint !== record.fingerprint)
    throw recordError("fingerprint", file, "the content does not match its fingerprint", fingerprint);
  return record;
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
      records.push({ file, record: readRecord(file) });
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
