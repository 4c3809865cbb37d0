import { BenchError, type BenchErrorOptions, explain } from "../errors/index.ts";
import type { Turn, TurnEnding } from "./turn.ts";

/** From a local executor to a worker that it told to listen. */
export type ToWorker = Turn;

/** What such a worker answers. */
export type FromWorker =
  | { readonly type: "ready"; readonly notes: readonly string[] }
  /** It cannot run any cell of the job. */
  | { readonly type: "refused"; readonly error: ErrorParts }
  | { readonly type: "progress"; readonly text: string }
  | { readonly type: "ended"; readonly ending: TurnEnding };

export type ErrorParts = Omit<BenchErrorOptions, "cause"> & { readonly message: string };

/** An error in parts that a message can hold. */
export function partsOf(error: unknown): ErrorParts {
  if (!(error instanceof BenchError)) {
    const stack = error instanceof Error ? `\n${error.stack}` : "";
    return { message: explain(error) + stack, code: "worker-fault", blame: "harness", mend: "Report it." };
  }
  const { message, code, blame, where, expected, received, mend } = error;
  return {
    ...{ message, code, blame, mend },
    ...(where === undefined ? {} : { where }),
    ...(expected === undefined ? {} : { expected }),
    ...(received === undefined ? {} : { received }),
  };
}

/** The error that was taken apart. */
export function errorOf({ message, ...options }: ErrorParts): BenchError {
  return new BenchError(message, options);
}
