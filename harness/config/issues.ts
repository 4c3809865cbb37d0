import type { z } from "zod";
import { BenchError, type Blame } from "../errors/index.ts";

/** How a checked file is described in errors, and who mends it. */
export interface FileKind {
  /** E.g. `manifest`; becomes the error code's prefix. */
  readonly kind: string;
  readonly blame: Blame;
  /** What to do with a file that cannot be parsed at all. */
  readonly mend?: string;
}

type Path = readonly PropertyKey[];

/** The first schema violation as an error at `file:line`; the line is that of the nearest enclosing key. */
export function violation(
  error: z.ZodError,
  file: string,
  fileKind: FileKind,
  lineOf?: (path: Path) => number | undefined,
): BenchError {
  const issue = error.issues[0]!;
  const path = issue.code === "unrecognized_keys" ? [...issue.path, issue.keys[0]!] : issue.path;
  const line = lineOf?.(path);
  const more = error.issues.length > 1 ? ` (${error.issues.length - 1} more after it)` : "";
  return new BenchError(`${describe(issue, path)}${more}`, {
    code: `${fileKind.kind}-${issue.code.replaceAll("_", "-")}`,
    blame: fileKind.blame,
    where: line === undefined ? file : `${file}:${line}`,
    mend: remedy(issue, path),
    cause: error,
  });
}

function describe(issue: z.core.$ZodIssue, path: Path): string {
  if (issue.code === "unrecognized_keys") return `unknown key "${dotted(path)}"`;
  return path.length === 0 ? issue.message : `"${dotted(path)}": ${issue.message}`;
}

function remedy(issue: z.core.$ZodIssue, path: Path): string {
  if (issue.code === "unrecognized_keys") return `Remove the key, or correct its spelling.`;
  return path.length === 0 ? "Correct the file." : `Correct "${dotted(path)}".`;
}

function dotted(path: Path): string {
  return path.map(String).join(".");
}
