import { BenchError } from "../errors/index.ts";
import { type RecordOutline, recordFile, seasonResults } from "../record/index.ts";
import { entryId } from "../submission/index.ts";

const mostNamed = 10;
const byName = new Intl.Collator("en", { numeric: true });

/** The entry a record is of. */
export function entryOf({ cell }: RecordOutline): string {
  return entryId(cell);
}

/** Path of a record in the repository. */
export function fileOf({ cell, season }: RecordOutline): string {
  return recordFile(seasonResults("results", season.number), cell);
}

/** Records of one task that may be compared, and why the rest may not. */
export interface Comparable {
  readonly kept: readonly RecordOutline[];
  /** By entry: what is wrong with its records. */
  readonly left: ReadonlyMap<string, BenchError>;
}

/**
 * Leaves out entries whose records are of several versions of the task or of the strategy, or have a cell twice, or of which one has a
 * problem of its own; those of another version than most, and all but one of those that claim the same control. Throws `BenchError` (blame usage) when nothing is left, and
 * for records of several tiers.
 */
export function comparable(
  records: readonly RecordOutline[],
  problemOf: (record: RecordOutline) => BenchError | undefined,
): Comparable {
  const tiers = oddOnes(records, "tier", (record) => record.cell.tier);
  if (tiers !== undefined) throw tiers.problem;
  const left = new Map<string, BenchError>();
  const rest = () => records.filter((record) => !left.has(entryOf(record)));
  for (const [entry, own] of Map.groupBy(records, entryOf)) {
    const problem =
      oddOnes(own, "task definition", definitionOf)?.problem ??
      oddOnes(own, `strategy "${entry}"`, ({ strategy }) => `hash ${short(strategy.hash)}`)?.problem ??
      repeatedSeed(entry, own) ??
      own.map(problemOf).find((found) => found !== undefined);
    if (problem !== undefined) left.set(entry, problem);
  }
  const older = oddOnes(rest(), "task definition", definitionOf);
  for (const record of older?.records ?? []) left.set(entryOf(record), older!.problem);
  for (const control of ["floor", "ceiling"] as const) leaveClaims(control, rest(), left);
  const [first] = left.values();
  if (first !== undefined && rest().length === 0) throw first;
  return { kept: rest(), left };
}

function definitionOf({ task }: RecordOutline): string {
  return `version ${task.version}, hash ${short(task.hash)}`;
}

/** Records that do not say what most of them say; undefined when all say the same. */
function oddOnes(
  records: readonly RecordOutline[],
  what: string,
  labelOf: (record: RecordOutline) => string,
): { readonly records: readonly RecordOutline[]; readonly problem: BenchError } | undefined {
  const groups = [...Map.groupBy(records, labelOf)].sort(largestThenLatest);
  if (groups.length < 2) return undefined;
  const [[kept], ...others] = groups as [(typeof groups)[0], ...typeof groups];
  const odd = others.flatMap(([, group]) => group);
  const problem = new BenchError(`results of more than one ${what} are mixed`, {
    code: "results-not-comparable",
    blame: "usage",
    where: nameSome(odd.map(fileOf).sort(byName.compare)),
    expected: `${kept}, as in most results`,
    received: others.map(([value]) => value).join("; "),
    mend: "Remove these files, or run their cells again.",
  });
  return { records: odd, problem };
}

type Group = [string, RecordOutline[]];

function largestThenLatest([, a]: Group, [, b]: Group): number {
  return b.length - a.length || (latest(a) < latest(b) ? 1 : -1);
}

function latest(records: readonly RecordOutline[]): string {
  return records.map((record) => record.execution.startedAt).reduce((a, b) => (a > b ? a : b));
}

function repeatedSeed(entry: string, records: readonly RecordOutline[]): BenchError | undefined {
  const bySeed = Map.groupBy(records, (record) => record.cell.seed);
  const [seed, twice] = [...bySeed].find(([, same]) => same.length > 1) ?? [];
  if (twice === undefined) return undefined;
  return new BenchError(`the entry "${entry}" has ${twice.length} results for seed ${seed}`, {
    code: "results-duplicate",
    blame: "usage",
    where: fileOf(twice[0]!),
    expected: "one result per cell",
    mend: "Keep one of them.",
  });
}

/** Of several entries that claim a control, the one with most results keeps it. */
function leaveClaims(
  control: "floor" | "ceiling",
  records: readonly RecordOutline[],
  left: Map<string, BenchError>,
): void {
  const claims = Map.groupBy(
    records.filter((record) => record.strategy.control === control),
    entryOf,
  );
  const [first, ...others] = [...claims].sort(largestThenLatest).map(([entry]) => entry);
  if (first === undefined || others.length === 0) return;
  const problem = new BenchError(
    `${[first, ...others].sort().join(" and ")} both claim to be the ${control}`,
    {
      code: "control-claimed-twice",
      blame: "usage",
      where: "submissions/controls.yaml",
      expected: `results of one ${control}`,
      mend: "Run the cells of the other again, or remove its results: it is not the control any more.",
    },
  );
  for (const entry of others) left.set(entry, problem);
}

function nameSome(files: readonly string[]): string {
  const named = files.slice(0, mostNamed).join(", ");
  return files.length <= mostNamed ? named : `${named} and ${files.length - mostNamed} more`;
}

function short(hash: string): string {
  return hash.slice(0, 12);
}
