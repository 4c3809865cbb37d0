import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import writeFileAtomic from "write-file-atomic";
import { z } from "zod";
import { parseJsonFile } from "../config/index.ts";
import { BenchError } from "../errors/index.ts";
import { type StoredStudy, type StudyKind, studySchemas, studyVersions } from "./schema.ts";

/** What a study is of: a task, or one of its further replications, `task@part`. */
export function studyName(task: string, part: string | undefined): string {
  return part === undefined ? task : `${task}@${part}`;
}

/** Where a study lies: `<results>/<kind>s/<name>.json`. */
export function studyFile(results: string, kind: StudyKind, name: string): string {
  return path.join(results, `${kind}s`, `${name}.json`);
}

/** Whether a task's numbers were calibrated: without it a board shows that the task works, and ranks nothing. */
export function isCalibrated(results: string, task: string): boolean {
  return existsSync(studyFile(results, "calibration", task));
}

/** Checks a study and writes it whole, or not at all. Returns the file. */
export async function writeStudy<Kind extends StudyKind>(
  results: string,
  study: z.input<(typeof studySchemas)[Kind]> & { readonly kind: Kind },
): Promise<string> {
  const checked = studySchemas[study.kind].parse(study);
  const file = studyFile(results, study.kind, study.task);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFileAtomic(file, `${JSON.stringify(checked, null, 1)}\n`);
  return file;
}

/** The study of a name; undefined where there is none. Throws `BenchError` naming file and field for one that is damaged. */
export function readStudy<Kind extends StudyKind>(
  results: string,
  kind: Kind,
  name: string,
): StoredStudy<Kind> | undefined {
  const file = studyFile(results, kind, name);
  if (!existsSync(file)) return undefined;
  assertVersion(file, kind);
  const schema: z.ZodType = studySchemas[kind];
  const study = parseJsonFile(file, schema, { kind, blame: "environment" }) as StoredStudy<Kind>;
  if (study.task === name) return study;
  throw new BenchError(`this is a study of "${study.task}"`, {
    code: `${kind}-place`,
    blame: "environment",
    where: file,
    expected: `"task": "${name}"`,
    mend: "Restore the file from version control, or measure the study again.",
  });
}

const versioned = z.looseObject({ schema: z.int() });

/** A file of another version is told by its number, before anything else of it fails. */
function assertVersion(file: string, kind: StudyKind): void {
  const { schema } = parseJsonFile(file, versioned, { kind, blame: "environment" });
  const expected = studyVersions[kind];
  if (schema === expected) return;
  throw new BenchError(`this ${kind} has "schema" ${schema}`, {
    code: `${kind}-schema`,
    blame: "environment",
    where: file,
    expected: `"schema": ${expected}`,
    received: `${schema}`,
    mend:
      schema < expected
        ? `Measure it again with \`${kind === "replication" ? "replicate" : "calibrate"}\`, or take the file that belongs to this checkout.`
        : "Update this checkout: the file was written by a later one.",
  });
}
