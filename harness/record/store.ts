import { hash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { writeWhole } from "../artifacts/index.ts";
import { BenchError } from "../errors/index.ts";
import { entryId } from "../submission/index.ts";
import { checkedRecord } from "./check.ts";
import { recordError } from "./error.ts";
import { noMemory } from "./memory.ts";
import { type ResultRecord, recordSchema } from "./schema.ts";

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

/**
 * Reads a record and checks its form, its hashes and its place. Throws `BenchError` naming file and field. Form and hashes follow from the bytes, and
 * bytes that `memory` knows have been checked; the place is that of the file, and looked at always.
 */
export function readRecord(file: string, memory = noMemory): ResultRecord {
  const bytes = readFileSync(file);
  const text = bytes.toString("utf8");
  const digest = hash("sha256", bytes);
  const isKnown = memory.has(digest);
  const record = isKnown ? (JSON.parse(text) as ResultRecord) : checkedRecord(text, file);
  if (!isKnown) memory.add(digest);
  const expected = path.join(seasonResults("", record.season.number), recordFile("", record.cell));
  if (placeOf(file, record.cell) !== expected)
    throw recordError("place", file, "the record belongs to another cell or season", expected);
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

/** All records of a tier, in the order of their paths, and the errors of those that cannot be read; `memory` is as `readRecord` has it. */
export function readRecords(
  results: string,
  tier: string,
  memory = noMemory,
): { readonly records: readonly StoredRecord[]; readonly problems: readonly BenchError[] } {
  const records: StoredRecord[] = [];
  const problems: BenchError[] = [];
  for (const file of filesOf(path.join(results, tier))) {
    try {
      const record = readRecord(file, memory);
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
