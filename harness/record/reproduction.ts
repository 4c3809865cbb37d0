import { existsSync, globSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { writeWhole } from "../artifacts/index.ts";
import { parseJsonFile } from "../config/index.ts";
import { BenchError } from "../errors/index.ts";
import { cellPlace } from "./places.ts";
import { type ResultRecord, recordSchema } from "./schema.ts";

const { cell, fingerprint, provenance } = recordSchema.shape;

/** What came of playing a recorded cell again. It is kept beside the record, which stays as it is, and says no more than who played it vouches for. */
export const reproductionSchema = z.strictObject({
  schema: z.literal(1),
  cell,
  season: z.int().nonnegative(),
  /** Of the record whose cell was played again. */
  fingerprint,
  /** How far what came out agrees with the record (docs/records.md). */
  agreement: z.discriminatedUnion("state", [
    z.strictObject({ state: z.literal("identical") }),
    z.strictObject({ state: z.literal("within tolerance"), largest: z.number(), where: z.string() }),
    z.strictObject({ state: z.literal("different"), where: z.string() }),
  ]),
  playedAt: z.iso.datetime(),
  /** Who played it. */
  by: z.string().min(1).max(120),
  /** With what it was played. */
  provenance,
  /** What the strategy wrote to standard error; null where it wrote nothing. The log itself stays where it was written. */
  log: z.strictObject({ sha256: fingerprint, bytes: z.int().positive() }).nullable(),
});
export type Reproduction = z.infer<typeof reproductionSchema>;

const folderName = "reproductions";

/** Where the log of a cell lies below a folder of logs. */
export function logFileIn(folder: string, cell: ResultRecord["cell"]): string {
  return cellPlace(folder, cell, ".log");
}

/** How the files of a cell's reproductions begin; a number and `.json` follow. */
export function reproductionPrefix(results: string, cell: ResultRecord["cell"]): string {
  return cellPlace(path.join(results, folderName), cell, "-");
}

/** Keeps a reproduction as `<results>/reproductions/<tier>/<task>/<entry>/<seed>-<number>.json`, after those that are there. Returns the file. */
export async function writeReproduction(results: string, reproduction: Reproduction): Promise<string> {
  const checked = reproductionSchema.parse(reproduction);
  const prefix = reproductionPrefix(results, checked.cell);
  let number = 1;
  while (existsSync(`${prefix}${number}.json`)) number++;
  const file = `${prefix}${number}.json`;
  await writeWhole(file, `${JSON.stringify(checked, null, 1)}\n`);
  return file;
}

/** The reproductions of a tier by the fingerprint of the record that was played again, and the errors of files that cannot be read. */
export function readReproductions(
  results: string,
  tier: string,
): {
  readonly byRecord: ReadonlyMap<string, readonly Reproduction[]>;
  readonly problems: readonly BenchError[];
} {
  const read: Reproduction[] = [];
  const problems: BenchError[] = [];
  const folder = path.join(results, folderName, tier);
  for (const name of globSync("**/*.json", { cwd: folder }).sort()) {
    try {
      read.push(reproductionIn(results, path.join(folder, name)));
    } catch (error) {
      if (!(error instanceof BenchError)) throw error;
      problems.push(error);
    }
  }
  return { byRecord: Map.groupBy(read, (one) => one.fingerprint), problems };
}

function reproductionIn(results: string, file: string): Reproduction {
  const mend = "Restore the file from version control, or remove it.";
  const found = parseJsonFile(file, reproductionSchema, { kind: "reproduction", blame: "environment", mend });
  const prefix = reproductionPrefix(results, found.cell);
  if (file.startsWith(prefix)) return found;
  throw new BenchError("the reproduction is of another cell", {
    code: "reproduction-place",
    blame: "environment",
    where: file,
    expected: `${prefix}<number>.json`,
    mend,
  });
}

/** Whether a record's cell came out the same, identical or within the tolerance, on a processor of another model than the record's. */
export function isReproducedElsewhere(
  record: Pick<ResultRecord, "provenance">,
  reproductions: readonly Reproduction[],
): boolean {
  return reproductions.some(
    ({ agreement, provenance: { cpu } }) => agreement.state !== "different" && cpu !== record.provenance.cpu,
  );
}
