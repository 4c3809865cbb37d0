import { type BenchError, explain } from "../errors/index.ts";
import type { SubmissionProblem } from "../submission/index.ts";
import { type ExitCode, exitCodes } from "./exit.ts";

/** What went wrong with submissions that a command would have used. */
export interface Gaps {
  /** The command's exit code, given what the rest of it came to: what was asked for cannot all be had. */
  code(rest: ExitCode): ExitCode;
}

/**
 * Tells of the submissions that cannot be used, when a command wants them: all of them without `names` (slugs, or entries
 * as `slug@variant`). Throws the `BenchError` of one that is named outright.
 */
export function tellProblems(
  problems: readonly SubmissionProblem[],
  names: readonly string[] | undefined,
  stderr: { write(text: string): unknown },
): Gaps {
  const wanted = new Set(names?.map((name) => name.split("@")[0]));
  for (const { slug, error } of problems) {
    if (wanted.has(slug)) throw error;
    if (names === undefined) stderr.write(`${explain(error)}\n`);
  }
  const isIncomplete = names === undefined && problems.length > 0;
  const outranked: readonly ExitCode[] = [exitCodes.ok, exitCodes.failedCells];
  return { code: (rest) => (isIncomplete && outranked.includes(rest) ? exitCodes.usage : rest) };
}

/**
 * Problems explained, one paragraph for all that differ in their place only: one cause, such as a new version of the schema, can make
 * every record unreadable.
 */
export function explainTogether(problems: readonly BenchError[]): readonly string[] {
  const alike = Map.groupBy(problems, ({ code, message, mend }) => `${code} ${message} ${mend}`);
  return [...alike.values()].map(([first, ...others]) => {
    const last = others.at(-1);
    if (last === undefined) return explain(first);
    return `${explain(first)} So it is with ${others.length} more, the last of them ${last.where ?? "without a place"}.`;
  });
}
