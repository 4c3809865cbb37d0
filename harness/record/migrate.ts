/**
 * Brings records of schema 2 to schema 3, by hand: `node harness/record/migrate.ts [results]`.
 * A record is rewritten only when its fingerprint is right; every other one is left as it is and named. It becomes one of season 0,
 * with the fingerprint and the checksum of the new shape, and no number of it is touched. What is of schema 3 already stays, so a
 * second run changes nothing.
 */
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { canonicalHash } from "../artifacts/index.ts";
import { tierNames } from "../task/index.ts";
import { withHashes } from "./fingerprint.ts";
import { type ResultRecord, recordSchema, recordVersion } from "./schema.ts";
import { writeRecord } from "./store.ts";

/** A record of schema 2 knew no seasons, and had one hash. */
type OldRecord = Omit<ResultRecord, "schema" | "season" | "checksum"> & { readonly schema: number };

const root = path.join(import.meta.dirname, "..", "..");
const results = path.resolve(process.argv[2] ?? path.join(root, "results"));
const counts = { rewritten: 0, "already of schema 3": 0, refused: 0 };

for (const name of globSync(`{${tierNames.join(",")}}/*/*/*.json`, { cwd: results }).sort()) {
  const old = JSON.parse(readFileSync(path.join(results, name), "utf8")) as OldRecord;
  if (old.schema === recordVersion) {
    counts["already of schema 3"]++;
    continue;
  }
  const problem = reasonAgainst(old);
  if (problem !== undefined) {
    counts.refused++;
    console.error(`${name}: left as it is, ${problem}`);
    continue;
  }
  await writeRecord(results, migrated(old));
  counts.rewritten++;
}
console.log(
  Object.entries(counts)
    .map(([what, count]) => `${count} ${what}`)
    .join(", "),
);
process.exitCode = counts.refused === 0 ? 0 : 1;

function reasonAgainst(old: OldRecord): string | undefined {
  if (old.schema !== 2) return `its schema is ${old.schema}`;
  const { provenance, execution, fingerprint, task, ...repeatable } = old;
  const { version, hash } = task;
  if (canonicalHash({ ...repeatable, task: { version, hash } }) === fingerprint) return undefined;
  return "its content does not match its fingerprint";
}

function migrated(old: OldRecord): ResultRecord {
  const season = { number: 0, commitment: null };
  return recordSchema.parse(withHashes({ ...old, schema: recordVersion, season }));
}
