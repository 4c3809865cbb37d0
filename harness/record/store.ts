import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { writeWhole } from "../artifacts/index.ts";
import { BenchError } from "../errors/index.ts";
import { checkedRecord } from "./check.ts";
import { recordError } from "./error.ts";
import { type FileBytes, noStates } from "./file-states.ts";
import { type CheckMemory, noMemory, type OutlineMemory } from "./memory.ts";
import { outlineOf, type RecordOutline } from "./outline.ts";
import { cellPlace } from "./places.ts";
import { type ResultRecord, recordSchema } from "./schema.ts";

/** Where a cell's record lies: `<results>/<tier>/<task>/<slug>[@variant]/<seed>.json`. */
export function recordFile(results: string, cell: ResultRecord["cell"]): string {
  return cellPlace(results, cell, ".json");
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
  return recordOf(noStates.read(file), memory);
}

function recordOf({ file, bytes, digest }: FileBytes, memory: CheckMemory): ResultRecord {
  const text = bytes.toString("utf8");
  const isKnown = memory.has(digest);
  const record = isKnown ? (JSON.parse(text) as ResultRecord) : checkedRecord(text, file);
  if (!isKnown) memory.add(digest);
  assertPlace(file, record);
  return record;
}

function assertPlace(file: string, { season, cell }: RecordOutline): void {
  const own = recordFile("", cell);
  const expected = path.join(seasonResults("", season.number), own);
  const place = path.resolve(file);
  const isOfSeason =
    season.number !== 0 || !/[\\/]seasons[\\/][1-9]\d*[\\/]$/.test(place.slice(0, -own.length));
  if (!place.endsWith(path.sep + expected) || !isOfSeason)
    throw recordError("place", file, "the record belongs to another cell or season", expected);
}

export interface StoredRecord<Kept = ResultRecord> {
  readonly file: string;
  readonly record: Kept;
}

/** What was read of a tier's records, in the order of their paths, and the errors of those that cannot be read. */
export interface StoredRecords<Kept = ResultRecord> {
  readonly records: readonly StoredRecord<Kept>[];
  readonly problems: readonly BenchError[];
}

/** All records of a tier; `read` is as `readRecord`, which it is when absent. */
export function readRecords(
  results: string,
  tier: string,
  read: (file: string) => ResultRecord = (file) => readRecord(file),
): StoredRecords {
  return readAll(results, tier, read);
}

/** As `readRecord`, for who asks for a file more than once: it is read the first time, and throws again what it threw. */
export function readingOnce(): (file: string) => ResultRecord {
  const known = new Map<string, () => ResultRecord>();
  return (file) => {
    const found = known.get(file) ?? attempt(file);
    known.set(file, found);
    return found();
  };
}

function attempt(file: string): () => ResultRecord {
  try {
    const record = readRecord(file);
    return () => record;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

/**
 * What scores read of all records of a tier. Of bytes that `memory` has the outline of no more is looked at, and a file whose state says which bytes
 * it has is not read.
 */
export function readOutlines(
  results: string,
  tier: string,
  memory: OutlineMemory,
): StoredRecords<RecordOutline> {
  return readAll(results, tier, (file) => readOutline(file, memory));
}

function readOutline(file: string, memory: OutlineMemory): RecordOutline {
  const digest = memory.files.digestOf(file);
  const remembered = digest === undefined ? undefined : memory.get(digest);
  if (remembered !== undefined) return atPlace(file, remembered);
  const found = memory.files.read(file);
  const known = memory.get(found.digest);
  if (known !== undefined) return atPlace(file, known);
  const outline = outlineOf(recordOf(found, memory.checks));
  memory.add(found.digest, outline);
  return outline;
}

function atPlace(file: string, outline: RecordOutline): RecordOutline {
  assertPlace(file, outline);
  return outline;
}

function readAll<Kept extends Pick<ResultRecord, "cell">>(
  results: string,
  tier: string,
  read: (file: string) => Kept,
): StoredRecords<Kept> {
  const records: StoredRecord<Kept>[] = [];
  const problems: BenchError[] = [];
  for (const file of filesOf(path.join(results, tier))) {
    try {
      const record = read(file);
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
  return existsSync(folder) ? filesBelow(folder).sort() : [];
}

/** Three times as fast as Node's own way down. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((found) => {
    const place = path.join(folder, found.name);
    if (found.isDirectory()) return filesBelow(place);
    return found.isFile() && found.name.endsWith(".json") ? [place] : [];
  });
}
