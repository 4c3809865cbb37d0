import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { z } from "zod";
import { canonicalHash } from "../artifacts/index.ts";
import { parseYamlFile } from "../config/index.ts";
import { BenchError } from "../errors/index.ts";
import { entryId } from "./entry-id.ts";
import { type Manifest, manifestSchema } from "./manifest.ts";

export type Params = Readonly<Record<string, z.core.util.JSONType>>;

/** A folder of `submissions/` with its checked manifest. */
export interface Submission {
  readonly slug: string;
  readonly folder: string;
  readonly manifest: Manifest;
}

/** One line of the board: a submission, or one of its variants. */
export interface Entry {
  /** As `entryId` has it. */
  readonly id: string;
  /** The submission's name, and the variant's after a comma. */
  readonly name: string;
  readonly submission: Submission;
  readonly variant: string | null;
  /** The manifest's params with the variant's changes. */
  readonly params: Params;
}

/** Every submission of `<root>/submissions`, by slug. Throws `BenchError` (blame submission) naming file, line and fix. */
export function discoverSubmissions(root: string): readonly Submission[] {
  const folder = path.join(root, "submissions");
  return readdirSync(folder, { withFileTypes: true })
    .filter((found) => found.isDirectory() && !found.name.startsWith("."))
    .map((found) => found.name)
    .sort()
    .map((slug) => readSubmission(path.join(folder, slug)));
}

/** One submission's folder, checked. */
export function readSubmission(folder: string): Submission {
  const slug = path.basename(folder);
  const file = path.relative(process.cwd(), path.join(folder, "submission.yaml"));
  if (!/^[a-z0-9][a-z0-9-]*$/.test(slug))
    throw manifestError(
      "slug",
      folder,
      `"${slug}" is no slug`,
      "Name the folder in lower-case letters, digits and hyphens.",
    );
  const manifest = parseYamlFile(file, manifestSchema, { kind: "manifest", blame: "submission" });
  for (const argument of manifest.run.slice(1)) {
    if (/\.(ts|js|mjs|py)$/.test(argument) && !existsSync(path.join(folder, argument)))
      throw manifestError(
        "run",
        file,
        `"run" names ${argument}, which is not in the folder`,
        "Add the file, or correct its name.",
      );
  }
  return { slug, folder, manifest };
}

/** The entries that a submission has on a task's board. */
export function entriesOn(task: string, submission: Submission): readonly Entry[] {
  const { tasks, only } = submission.manifest;
  if (tasks !== "all" && !tasks.includes(task)) return [];
  return entriesOf(submission).filter(
    ({ variant }) => variant === null || (only[variant]?.includes(task) ?? true),
  );
}

/** All entries of a submission: the unchanged one first, then its variants by name. */
export function entriesOf(submission: Submission): readonly Entry[] {
  const { slug, manifest } = submission;
  const { name } = manifest;
  const base: Entry = { id: slug, name, submission, variant: null, params: manifest.params };
  const variants = Object.entries(manifest.variants).sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    base,
    ...variants.map(([variant, changes]) => ({
      id: entryId({ submission: slug, variant }),
      name: `${name}, ${variant}`,
      submission,
      variant,
      params: { ...manifest.params, ...changes },
    })),
  ];
}

/** SHA-256 of all that decides what an entry selects: its files, and the manifest's fields that reach it. */
export function strategyHash(entry: Entry): string {
  const { run, generation, division, control = null } = entry.submission.manifest;
  return canonicalHash({
    files: treeOf(entry.submission.folder),
    run,
    generation,
    division,
    control,
    params: entry.params,
  });
}

function treeOf(folder: string): Record<string, string> {
  const hashOf = (name: string) =>
    createHash("sha256")
      .update(readFileSync(path.join(folder, name)))
      .digest("hex");
  return Object.fromEntries(submissionFiles(folder).map((name) => [name, hashOf(name)]));
}

/**
 * What of a submission's folder is hashed, and shown to its strategy: every file but the manifest and what Python
 * compiled, as sorted paths within the folder. Throws `BenchError` (blame submission) for a link.
 */
export function submissionFiles(folder: string): readonly string[] {
  const files: string[] = [];
  for (const found of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const file = path.join(found.parentPath, found.name);
    const name = path.relative(folder, file).split(path.sep).join("/");
    if (name === "submission.yaml" || name.split("/").includes("__pycache__")) continue;
    if (found.isSymbolicLink())
      throw manifestError(
        "link",
        file,
        "symbolic links are not allowed in a submission",
        "Replace the link by the file.",
      );
    if (found.isFile()) files.push(name);
  }
  return files.sort();
}

function manifestError(rule: string, where: string, message: string, mend: string): BenchError {
  return new BenchError(message, { code: `manifest-${rule}`, blame: "submission", where, mend });
}
