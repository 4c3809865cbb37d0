/**
 * Brings records of schema 3 to schema 4, by hand: `node harness/record/migrate.ts [results]`.
 * A record is rewritten only when its fingerprint and its checksum are right; every other one is left as it is and named. Its pools say nothing of
 * what they cost, and no number of it is touched; the hashes are those of the new shape. What is of schema 4 already stays, so a second run changes nothing.
 */
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { hashesOf, withHashes } from "./fingerprint.ts";
import { recordGlob, resultsOfRecord } from "./places.ts";
import { type ResultRecord, recordSchema, recordVersion } from "./schema.ts";
import { writeRecord } from "./store.ts";

/** A record of schema 3 has no costs of pools, and no tier `gpu`. */
type OldRecord = Omit<ResultRecord, "schema"> & { readonly schema: number };

const root = path.join(import.meta.dirname, "..", "..");
const results = path.resolve(process.argv[2] ?? path.join(root, "results"));
const counts = { rewritten: 0, "already of schema 4": 0, refused: 0 };

for (const name of globSync(recordGlob, { cwd: results }).sort()) {
  const old = JSON.parse(readFileSync(path.join(results, name), "utf8")) as OldRecord;
  if (old.schema === recordVersion) {
    counts["already of schema 4"]++;
    continue;
  }
  const problem = reasonAgainst(old);
  if (problem !== undefined) {
    counts.refused++;
    console.error(`${name}: left as it is, ${problem}`);
    continue;
  }
  const apart = resultsOfRecord(name.split(path.sep).join("/")) ?? "";
  await writeRecord(path.join(results, apart), migrated(old));
  counts.rewritten++;
}
console.log(
  Object.entries(counts)
    .map(([what, count]) => `${count} ${what}`)
    .join(", "),
);
process.exitCode = counts.refused === 0 ? 0 : 1;

function reasonAgainst(old: OldRecord): string | undefined {
  if (old.schema !== 3) return `its schema is ${old.schema}`;
  // Hashes are of what is there, whatever number the shape has.
  const { fingerprint, checksum } = hashesOf(old as unknown as ResultRecord);
  if (fingerprint !== old.fingerprint) return "its content does not match its fingerprint";
  if (checksum !== old.checksum) return "how it was made does not match its checksum";
  return undefined;
}

function migrated(old: OldRecord): ResultRecord {
  return recordSchema.parse(withHashes({ ...old, schema: recordVersion }));
}
