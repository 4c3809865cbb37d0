import { BenchError } from "../errors/index.ts";
import { StrategyFailure, type StrategyFailureCode } from "../selection/index.ts";

/** Failures that the machine may have a part in. */
const byLimit: ReadonlySet<string> = new Set<StrategyFailureCode>([
  "out-of-time",
  "out-of-memory",
  "too-many-processes",
  "left-process",
]);

/**
 * Runs a round, and once more from the beginning when it fails by a limit or for want of the machine's memory: what
 * the second run does is believed, whatever it is. `between` is told of the first failure.
 */
export async function believingLimits<T>(
  run: () => Promise<T>,
  between: (first: BenchError) => void,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!isByLimit(error)) throw error;
    between(error);
    return run();
  }
}

function isByLimit(error: unknown): error is BenchError {
  if (error instanceof StrategyFailure) return byLimit.has(error.code);
  return error instanceof BenchError && error.code === "machine-out-of-memory";
}
