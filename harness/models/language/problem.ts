import { BenchError } from "../../errors/index.ts";

export interface Problem {
  /** File, with the field or tensor. */
  readonly where: string;
  readonly expected: string;
  readonly received: string;
  readonly mend: string;
  readonly cause?: unknown;
}

/** The error of a folder that holds no language model this program can run. */
export function languageModelError(problem: Problem): BenchError {
  return new BenchError("the language model cannot be used", {
    code: "language-model",
    blame: "environment",
    ...problem,
  });
}
