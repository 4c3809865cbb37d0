import { constants } from "node:os";
import { BenchError } from "../errors/index.ts";
import { StrategyFailure } from "../selection/index.ts";
import type { Ending } from "./process.ts";

/** What the strategy had said when its output ended. */
export interface Said {
  readonly lines: number;
  readonly isDone: boolean;
}

/** Statuses by which a launcher says that it could not run its program: found but not runnable, not found. */
const launchStatuses: readonly number[] = [126, 127];

/** Why this is not a good end; undefined when it is one. */
export function complaintAbout({ status, started }: Ending, { lines, isDone }: Said): BenchError | undefined {
  if (!started) return sandboxBroken();
  if (launchStatuses.includes(status) && lines === 0) return couldNotStart();
  if (status !== 0) return badStatus(status);
  return isDone ? undefined : noDone();
}

function badStatus(status: number): StrategyFailure {
  const signal = Object.entries(constants.signals).find(([, number]) => number === status - 128)?.[0];
  const suffix = signal === undefined ? "" : ` (${signal})`;
  return new StrategyFailure("exit-status", `ended with exit status ${status}${suffix}`, {
    expected: "exit status 0",
    mend: "Its standard error, in the cell's log, may say why.",
  });
}

function noDone(): StrategyFailure {
  return new StrategyFailure("no-done", "ended without `done`", {
    mend: 'Print {"type":"done"} last, and flush standard output.',
  });
}

function couldNotStart(): StrategyFailure {
  return new StrategyFailure("could-not-start", "the program of `run` could not be started", {
    mend: "Start it through an interpreter that every machine has in the same place, e.g. [python3, strategy.py].",
  });
}

function sandboxBroken(): BenchError {
  return new BenchError("bubblewrap could not set up the sandbox", {
    code: "sandbox-broken",
    blame: "environment",
    mend: "Run `npx collapse-bench doctor`; bubblewrap's own words are in the cell's log.",
  });
}
