import { type Dirent, existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { BenchError, messageOf } from "../errors/index.ts";
import { type Controls, controlsFile, readControls } from "./controls.ts";
import { manifestName } from "./files.ts";
import { withOwnNames } from "./names.ts";
import { readSubmission, type Submission, type Surroundings } from "./read.ts";

/** A folder that means to be a submission and cannot be used, or a control that is not there. */
export interface SubmissionProblem {
  readonly slug: string;
  readonly error: BenchError;
}

/** What is in `submissions/`: what can be used, and why the rest cannot. Both by slug. */
export interface Discovered {
  readonly submissions: readonly Submission[];
  readonly problems: readonly SubmissionProblem[];
}

type TaskName = NonNullable<Surroundings["tasks"]>[number];

/**
 * Every submission of `<root>/submissions`; `tasks` are those that manifests may name. A folder without a manifest is
 * none; one that cannot be used is a problem and stops nobody else. Throws `BenchError` only when the folder
 * `submissions/` itself, or the benchmark's own `controls.yaml`, cannot be read.
 */
export function discoverSubmissions(root: string, tasks: readonly TaskName[]): Discovered {
  const folder = path.join(root, "submissions");
  const controls = readControls(root);
  const submissions: Submission[] = [];
  const errors = new Map<string, BenchError>();
  for (const found of foldersOf(folder)) {
    try {
      const submission = readFound(folder, found, { tasks, controls });
      if (submission !== undefined) submissions.push(submission);
    } catch (error) {
      errors.set(found.name, asProblem(error, path.join(folder, found.name)));
    }
  }
  const { kept, taken } = withOwnNames(submissions);
  const known = new Set([...submissions.map(({ slug }) => slug), ...errors.keys()]);
  const problems = [...errors, ...taken, ...missingControls(root, controls, known)];
  return { submissions: kept, problems: problems.sort(bySlug).map(([slug, error]) => ({ slug, error })) };
}

/**
 * A submission from outside a checkout, held to what one inside is held to. Throws `BenchError` (blame submission) naming
 * file, line and fix.
 */
export function checkSubmission(
  folder: string,
  others: readonly Submission[],
  tasks: readonly TaskName[],
): Submission {
  const own = readSubmission(folder, { tasks });
  const { taken } = withOwnNames([...others.filter(({ slug }) => slug !== own.slug), own]);
  const [clash] = taken.values();
  if (clash !== undefined) throw clash;
  return own;
}

function foldersOf(folder: string): readonly Dirent[] {
  if (!existsSync(folder))
    throw new BenchError("there is no folder submissions/", {
      code: "submissions-missing",
      blame: "usage",
      where: path.relative(process.cwd(), folder),
      mend: "Name a checkout of the benchmark with --root.",
    });
  return readdirSync(folder, { withFileTypes: true })
    .filter((found) => (found.isDirectory() || found.isSymbolicLink()) && !found.name.startsWith("."))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Undefined for a folder that does not mean to be a submission. */
function readFound(folder: string, found: Dirent, surroundings: Surroundings): Submission | undefined {
  const own = path.join(folder, found.name);
  if (found.isSymbolicLink() && !existsSync(path.join(own, manifestName))) return undefined;
  if (found.isSymbolicLink())
    throw unusable("link", own, "this is a symbolic link", "Replace the link by the folder.");
  const names = readdirSync(own);
  if (names.includes(manifestName)) return readSubmission(own, surroundings);
  const nearly = names.find((name) => /^submission\.ya?ml$/i.test(name));
  if (nearly === undefined) return undefined;
  throw unusable("name", path.join(own, nearly), "no manifest is called so", `Rename it to ${manifestName}.`);
}

/** A folder that cannot be read is its own trouble; anything else would be a fault of ours. */
function asProblem(error: unknown, folder: string): BenchError {
  if (error instanceof BenchError) return error;
  if (!(error instanceof Error && "syscall" in error)) throw error;
  return unusable(
    "unreadable",
    folder,
    `it cannot be read: ${messageOf(error)}`,
    "Give it back its permissions.",
  );
}

function missingControls(
  root: string,
  controls: Controls,
  known: ReadonlySet<string>,
): readonly (readonly [string, BenchError])[] {
  return [...controls]
    .filter(([slug]) => !known.has(slug))
    .map(([slug, role]) => [
      slug,
      new BenchError(`names "${slug}" as ${role}, and there is no such submission`, {
        code: "control-missing",
        blame: "submission",
        where: path.relative(process.cwd(), controlsFile(root)),
        mend: "Add the submission, or correct the file.",
      }),
    ]);
}

function bySlug([a]: readonly [string, BenchError], [b]: readonly [string, BenchError]): number {
  return a < b ? -1 : 1;
}

function unusable(rule: string, where: string, message: string, mend: string): BenchError {
  const shown = path.relative(process.cwd(), where);
  return new BenchError(message, { code: `submission-${rule}`, blame: "submission", where: shown, mend });
}
