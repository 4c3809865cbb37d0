import { readFileSync } from "node:fs";
import path from "node:path";
import { canonicalHash } from "../artifacts/index.ts";
import { differenceOf } from "../intake/index.ts";
import type { FileChange } from "../pulls/index.ts";
import { type ResultRecord, resultsOfRecord } from "../record/index.ts";
import { entryId } from "../submission/index.ts";
import type { ChangesRequest, Comparison, Observation } from "./contract.ts";
import { git } from "./history.ts";

/** Names records that were removed, renamed or changed, and counts the new ones. */
export function changesOfRecords(
  { root, results }: Pick<ChangesRequest, "root" | "results">,
  commit: string,
  files: readonly FileChange[],
): Comparison {
  const folder = `${path.relative(root, results).split(path.sep).join("/")}/`;
  const own = files.filter(
    ({ name }) => name.startsWith(folder) && resultsOfRecord(name.slice(folder.length)) !== undefined,
  );
  const before = (name: string) => parsed(git(root, ["show", `${commit}:./${name}`]));
  const now = (name: string) => parsed(readFileSync(path.join(root, name), "utf8"));
  const added = of(own, "added").map((name) => ({ name, record: now(name) }));
  const renamed = new Set<string>();
  const gone = of(own, "removed").map((name): Observation => {
    const record = before(name);
    const heir = added.find((one) => record !== undefined && isHeir(record, one.record));
    if (heir !== undefined) renamed.add(heir.name);
    return {
      grade: "changed",
      where: name,
      what: heir === undefined ? "was removed" : `was renamed to ${heir.name}`,
    };
  });
  const changed = of(own, "changed").flatMap((name) => changeOf(name, before(name), now(name)));
  const fresh = Map.groupBy(
    added.filter(({ name }) => !renamed.has(name)),
    ({ name }) => path.posix.dirname(name),
  );
  const begun = [...fresh].map(
    ([where, list]): Observation => ({ grade: "told", where, what: newRecords(list.length) }),
  );
  const touched = [...added.map(({ name }) => name), ...changed.map(({ where }) => where)];
  return { findings: [...gone, ...changed, ...begun], touched: touched.map((name) => path.join(root, name)) };
}

function of(files: readonly FileChange[], kind: FileChange["kind"]): readonly string[] {
  return files.filter((file) => file.kind === kind).map(({ name }) => name);
}

/** A file that is no record is told by those who read records. */
function parsed(text: string | undefined): ResultRecord | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as ResultRecord);
  } catch {
    return undefined;
  }
}

/** The same strategy on the same cell under another name. */
function isHeir(before: ResultRecord, after: ResultRecord | undefined): boolean {
  if (after === undefined || before.strategy?.hash !== after.strategy?.hash) return false;
  const { submission, variant, ...place } = before.cell;
  const { submission: other, variant: otherVariant, ...otherPlace } = after.cell;
  return canonicalHash(place) === canonicalHash(otherPlace) && entryId(before.cell) !== entryId(after.cell);
}

/** Migrations give another schema, a season and other hashes, and touch no number. */
function changeOf(
  where: string,
  before: ResultRecord | undefined,
  after: ResultRecord | undefined,
): readonly Observation[] {
  if (before === undefined || after === undefined)
    return [{ grade: "changed", where, what: "cannot be compared" }];
  const [first, second] = [numbersOf(before), numbersOf(after)];
  if (canonicalHash(first.repeats) !== canonicalHash(second.repeats))
    return [
      {
        grade: "changed",
        where,
        what: `its result has changed: ${differenceOf(before, after) ?? "hashes only"}`,
      },
    ];
  const made = (["provenance", "execution"] as const).filter(
    (part) => canonicalHash(before[part] ?? null) !== canonicalHash(after[part] ?? null),
  );
  if (made.length > 0)
    return [{ grade: "changed", where, what: `how it was made has changed (${made.join(", ")})` }];
  if (before.schema !== after.schema) return [];
  return [{ grade: "changed", where, what: "its hashes have changed, and nothing else" }];
}

function numbersOf(record: ResultRecord) {
  const { schema, season, provenance, execution, fingerprint, checksum, ...repeats } = record;
  return { repeats: { ...repeats, season: season ?? { number: 0, commitment: null } } };
}

function newRecords(count: number): string {
  return count === 1 ? "1 new record" : `${count} new records`;
}
