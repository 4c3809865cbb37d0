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
  /** Stopped by the user; the same command goes on. */
  interrupted: 130,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
