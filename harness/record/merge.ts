import { existsSync, globSync } from "node:fs";
import path from "node:path";
import { canonicalHash } from "../artifacts/index.ts";
import { BenchError } from "../errors/index.ts";
import { recordGlob, resultsOfRecord } from "./places.ts";
import { copyRunLog } from "./run-log.ts";
import type { ResultRecord } from "./schema.ts";
import { readRecord, recordFile, writeRecord } from "./store.ts";

/** What came of one file of a folder that is merged. */
export type Merged =
  | { readonly what: "copied" | "there already"; readonly file: string }
  /** The cell has a record of the same numbers and another result, or of other numbers; it stays. */
  | { readonly what: "conflict"; readonly file: string; readonly reason: string }
  | { readonly what: "damaged"; readonly file: string; readonly problem: BenchError };

/**
 * Copies the records of one results folder into another with their logs, those on corpora, from models, at shares and of seasons too. A record that is there already stays as it is; merging again
 * changes nothing.
 */
export async function mergeRecords(from: string, results: string): Promise<readonly Merged[]> {
  const merged: Merged[] = [];
  for (const name of globSync(recordGlob, { cwd: from }).sort()) {
    const apart = resultsOfRecord(name.split(path.sep).join("/"));
    if (apart === undefined) continue;
    const folders = { from: path.join(from, apart), results: path.join(results, apart) };
    merged.push(await mergeOne(path.join(from, name), folders));
  }
  return merged;
}

async function mergeOne(
  file: string,
  { from, results }: { readonly from: string; readonly results: string },
): Promise<Merged> {
  const record = soundRecord(file);
  if (record instanceof BenchError) return { what: "damaged", file, problem: record };
  const place = recordFile(results, record.cell);
  if (!existsSync(place)) {
    await writeRecord(results, record);
    await copyRunLog(from, results, record);
    return { what: "copied", file };
  }
  const own = soundRecord(place);
  if (own instanceof BenchError) return { what: "damaged", file: place, problem: own };
  if (own.fingerprint === record.fingerprint) return { what: "there already", file };
  return { what: "conflict", file, reason: difference(own, record) };
}

function soundRecord(file: string): ResultRecord | BenchError {
  try {
    return readRecord(file);
  } catch (error) {
    if (error instanceof BenchError) return error;
    throw error;
  }
}

function difference(own: ResultRecord, other: ResultRecord): string {
  if (
    canonicalHash([own.task.version, own.task.hash]) !== canonicalHash([other.task.version, other.task.hash])
  )
    return "they are of different numbers of the task";
  if (own.strategy.hash !== other.strategy.hash) return "they are of different strategies";
  const devices = [own, other].map(({ provenance }) => `${provenance.device} on ${provenance.cpu}`);
  return `one cell, two results (here ${devices[0]}, there ${devices[1]})`;
}
