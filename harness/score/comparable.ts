import { BenchError } from "../errors/index.ts";
import { type ResultRecord, recordFile } from "../record/index.ts";
import { entryId } from "../submission/index.ts";

const mostNamed = 10;
const byName = new Intl.Collator("en", { numeric: true });

/** The entry a record is of. */
export function entryOf({ cell }: ResultRecord): string {
  return entryId(cell);
}

/** Path of a record in the repository. */
export function fileOf({ cell }: ResultRecord): string {
  return recordFile("results", cell);
}

/**
 * Throws `BenchError` (blame usage) when records of one task may not be compared: several tiers, several versions
 * or hashes of the task, several strategies under one entry, a cell twice, or a control claimed twice.
 */
export function assertComparable(records: readonly ResultRecord[]): void {
  assertAlike(records, "tier", (record) => record.cell.tier);
  assertAlike(records, "task definition", ({ task }) => `version ${task.version}, hash ${short(task.hash)}`);
  for (const [entry, own] of Map.groupBy(records, entryOf)) {
    assertAlike(own, `strategy "${entry}"`, ({ strategy }) => `hash ${short(strategy.hash)}`);
    assertSeedsOnce(entry, own);
  }
  assertOneControl(records, "floor");
  assertOneControl(records, "ceiling");
}

function assertAlike(
  records: readonly ResultRecord[],
  what: string,
  labelOf: (record: ResultRecord) => string,
): void {
  const groups = [...Map.groupBy(records, labelOf)].sort(largestThenLatest);
  if (groups.length < 2) return;
  const [[kept], ...others] = groups as [(typeof groups)[0], ...typeof groups];
  const files = others.flatMap(([, group]) => group.map(fileOf)).sort(byName.compare);
  throw new BenchError(`results of more than one ${what} are mixed`, {
    code: "results-not-comparable",
    blame: "usage",
    where: nameSome(files),
    expected: `${kept}, as in most results`,
    received: others.map(([value]) => value).join("; "),
    mend: "Remove these files, or run their cells again.",
  });
}

type Group = [string, ResultRecord[]];

function largestThenLatest([, a]: Group, [, b]: Group): number {
  return b.length - a.length || (latest(a) < latest(b) ? 1 : -1);
}

function latest(records: readonly ResultRecord[]): string {
  return records.map((record) => record.execution.startedAt).reduce((a, b) => (a > b ? a : b));
}

function assertSeedsOnce(entry: string, records: readonly ResultRecord[]): void {
  for (const [seed, twice] of Map.groupBy(records, (record) => record.cell.seed)) {
    if (twice.length === 1) continue;
    throw new BenchError(`the entry "${entry}" has ${twice.length} results for seed ${seed}`, {
      code: "results-duplicate",
      blame: "usage",
      where: fileOf(twice[0]!),
      expected: "one result per cell",
      mend: "Keep one of them.",
    });
  }
}

function assertOneControl(records: readonly ResultRecord[], control: "floor" | "ceiling"): void {
  const claims = records.filter((record) => record.strategy.control === control);
  const entries = [...new Set(claims.map(entryOf))].sort();
  if (entries.length < 2) return;
  throw new BenchError(`${entries.join(" and ")} both claim to be the ${control}`, {
    code: "control-claimed-twice",
    blame: "usage",
    where: "submissions/controls.yaml",
    expected: `results of one ${control}`,
    mend: "Run the cells of the other again, or remove its results: it is not the control any more.",
  });
}

function nameSome(files: readonly string[]): string {
  const named = files.slice(0, mostNamed).join(", ");
  return files.length <= mostNamed ? named : `${named} and ${files.length - mostNamed} more`;
}

function short(hash: string): string {
  return hash.slice(0, 12);
}
