/** Exit codes, as `--help` and docs/commands.md list them. */
export const exitCodes = {
  /** Everything asked for is done. */
  ok: 0,
  /** A fault of the harness itself. */
  fault: 1,
  /** Wrong options, or a malformed file. */
  usage: 2,
  /** The run is complete, and at least one cell is recorded as failed. */
  failedCells: 3,
  /** At least one cell could not run on this machine; nothing is recorded for it. */
  notRun: 4,
  /** Stopped by Ctrl-C, by SIGTERM, or by a terminal or launcher that is gone; the same command goes on. */
  interrupted: 130,
  terminated: 143,
  hungUp: 129,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const stopped: readonly unknown[] = [exitCodes.interrupted, exitCodes.terminated, exitCodes.hungUp];

/** Whether the user, or the system, stopped the command. */
export function isStopped(code: unknown): boolean {
  return stopped.includes(code);
}
