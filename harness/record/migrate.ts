/**
 * Brings records of schema 1 to schema 2, by hand: `node harness/record/migrate.ts [results]`.
 * A record is rewritten only when its fingerprint is right and its task hash is the one that the present numbers had under
 * schema 1; every other one is left as it is and named. What is of schema 2 already stays, so a second run changes nothing.
 */
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { canonicalHash } from "../artifacts/index.ts";
import { discoverTasks, headlineMetric, limitsHash, type Task, taskHash, tierOf } from "../task/index.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { type ResultRecord, recordSchema, recordVersion } from "./schema.ts";
import { writeRecord } from "./store.ts";

/** A record of schema 1 had the shape of schema 2, without the hash of the limits. */
type OldRecord = Omit<ResultRecord, "schema" | "task"> & {
  readonly schema: number;
  readonly task: { readonly version: number; readonly hash: string };
};

const root = path.join(import.meta.dirname, "..", "..");
const results = path.resolve(process.argv[2] ?? path.join(root, "results"));
const tasks = await discoverTasks(root);
const counts = { rewritten: 0, "already of schema 2": 0, refused: 0 };

for (const name of globSync("{smoke,standard,paper}/*/*/*.json", { cwd: results }).sort()) {
  const old = JSON.parse(readFileSync(path.join(results, name), "utf8")) as OldRecord;
  if (old.schema === recordVersion) {
    counts["already of schema 2"]++;
    continue;
  }
  const task = tasks.find((found) => found.name === old.cell.task);
  const problem = task === undefined ? "no such task is here" : reasonAgainst(old, task);
  if (task === undefined || problem !== undefined) {
    counts.refused++;
    console.error(`${name}: left as it is, ${problem}`);
    continue;
  }
  await writeRecord(results, migrated(old, task));
  counts.rewritten++;
}
console.log(
  Object.entries(counts)
    .map(([what, count]) => `${count} ${what}`)
    .join(", "),
);
process.exitCode = counts.refused === 0 ? 0 : 1;

function reasonAgainst(old: OldRecord, task: Task): string | undefined {
  const { provenance, execution, fingerprint, ...repeatable } = old;
  if (old.schema !== 1) return `its schema is ${old.schema}`;
  if (canonicalHash(repeatable) !== fingerprint) return "its content does not match its fingerprint";
  if (task.file.tiers[old.cell.tier] === undefined) return `the task has no tier ${old.cell.tier}`;
  if (old.task.hash !== oldTaskHash(task, old.cell.tier))
    return "its task hash is not that of the present numbers";
  if (old.outcome.status === "failed")
    return "it does not say under which limits it failed; its cell runs again";
  return undefined;
}

/** The hash of schema 1 was over a list of parts, titles and formats of the headline metric among them. */
function oldTaskHash(task: Task, tier: OldRecord["cell"]["tier"]): string {
  const { version, fields } = task.file.frozen;
  const { name, title, format } = headlineMetric(task);
  return canonicalHash({
    ...{ name: task.name, version, metric: { name, title, format }, fields, tier },
    ...tierOf(task, tier).frozen,
  });
}

function migrated(old: OldRecord, task: Task): ResultRecord {
  const { tier } = old.cell;
  const record = {
    ...old,
    schema: recordVersion,
    task: { version: old.task.version, hash: taskHash(task, tier), limits: limitsHash(task, tier) },
  };
  return recordSchema.parse({ ...record, fingerprint: fingerprintOf(record as ResultRecord) });
}
