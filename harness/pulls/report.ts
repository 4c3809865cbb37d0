import { statSync } from "node:fs";
import { z } from "zod";
import { parseJsonFile } from "../config/index.ts";
import { BenchError } from "../errors/index.ts";

/** What a check comes to. */
export const pullStates = ["would-pass", "would-not-pass", "for-maintainers"] as const;

const number = z.number().nullable();
const text = z.string().max(1000);
const name = z.string().regex(/^[\w@.-]{1,140}$/);

const row = z.strictObject({
  task: name,
  entry: name,
  /** `own` is what the pull request brings; the controls are played beside it. */
  role: z.enum(["own", "floor", "ceiling"]),
  seed: z.int().nonnegative(),
  kept: number,
  pStar: number,
  /** Headline metric after the last round, and less that of G0. */
  value: number,
  gain: number,
  /** `gain` less the floor's on the same seed. */
  overFloor: number,
  selectSeconds: z.number(),
  outcome: z.enum(["ok", "failed", "does-not-repeat"]),
});
/** One entry on one task and seed. */
export type PullRow = z.infer<typeof row>;

/** What the check of a pull request writes; whoever reads it must not trust it, for strangers' code ran beside it. */
export const pullReportSchema = z.strictObject({
  schema: z.literal(1),
  /** Head of the pull request. */
  commit: z.string().regex(/^[0-9a-f]{40}$/),
  kind: z.enum(["submission", "withdrawal", "skeptical-report", "benchmark", "refused"]),
  subject: z.string().max(200).nullable(),
  state: z.enum(pullStates),
  /** Why, one sentence each. */
  reasons: z.array(text).max(50),
  tier: z.enum(["smoke", "trial", "standard", "gpu", "paper"]),
  rows: z.array(row).max(500),
});
export type PullReport = z.infer<typeof pullReportSchema>;

const mostBytes = 2 ** 19;

/** Reads a report of a check. Throws `BenchError` for one that is too large, of another shape, or of another commit than is meant. */
export function readPullReport(file: string, commit: string): PullReport {
  if (statSync(file).size > mostBytes) throw reportError(file, `it has more than ${mostBytes} bytes`);
  const report = parseJsonFile(file, pullReportSchema, { kind: "report", blame: "environment" });
  if (report.commit !== commit)
    throw reportError(file, "it is of another commit than the one that was checked");
  return report;
}

function reportError(where: string, message: string): BenchError {
  return new BenchError(message, {
    code: "report-untrusted",
    blame: "environment",
    where,
    mend: "Let the check run again.",
  });
}
