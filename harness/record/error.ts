import { BenchError } from "../errors/index.ts";

/** What is wrong with a record's file that has the form of one. */
export function recordError(rule: string, where: string, message: string, expected: string): BenchError {
  return new BenchError(message, {
    code: `record-${rule}`,
    blame: "environment",
    where,
    expected,
    mend: "Restore the file from version control, or remove it so that its cell runs again.",
  });
}
