import { globSync } from "node:fs";
import path from "node:path";
import { textIfThere, writeWhole } from "../../artifacts/index.ts";

/** A job array that was submitted: its task `n` computes the job's cell of index `offset + n`. */
export interface SubmittedArray {
  readonly id: string;
  readonly offset: number;
  /** Ids of its cells, by task. */
  readonly cells: Readonly<Record<number, string>>;
}

/** A folder for what a job's arrays leave beside the records: logs, reports, and which arrays there are. */
export interface ArrayFolder {
  readonly logs: string;
  readonly reports: string;
  read(): readonly SubmittedArray[];
  add(array: SubmittedArray): Promise<void>;
}

const listName = "arrays.json";

/** The folder of a job, by its file. */
export function arrayFolder(cache: string, jobFile: string): ArrayFolder {
  const folder = path.join(cache, "slurm", path.basename(jobFile, ".json"));
  const list = path.join(folder, listName);
  return {
    logs: path.join(folder, "logs"),
    reports: path.join(folder, "reports"),
    read: () => readList(list),
    add: (array) => writeWhole(list, JSON.stringify([...readList(list), array])),
  };
}

/** Arrays that earlier runs submitted with this cache, those of other jobs too. */
export function knownArrays(cache: string): readonly SubmittedArray[] {
  const folder = path.join(cache, "slurm");
  return globSync(path.join("*", listName), { cwd: folder }).flatMap((name) =>
    readList(path.join(folder, name)),
  );
}

function readList(file: string): readonly SubmittedArray[] {
  return JSON.parse(textIfThere(file) ?? "[]") as readonly SubmittedArray[];
}

/** Numbers as ranges, as `sbatch --array` reads them: `0-3,7`. */
export function asRanges(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const number of numbers.toSorted((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && number === last[1] + 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(",");
}
