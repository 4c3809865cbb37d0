import path from "node:path";
import { z } from "zod";
import { parseYamlFile } from "../config/index.ts";
import { BenchError, visible } from "../errors/index.ts";

const line = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .refine((text) => visible(text) === text, { error: "has characters that act instead of being seen" });

const schema = z.strictObject({
  schema: z.literal(1),
  /** The cell or the entry that is doubted: task/tier/entry, or task/tier/entry/seed. */
  about: z.string().regex(/^[a-z][a-z0-9-]*\/(smoke|trial|standard|paper)\/[\w@.-]+(\/\d{1,9})?$/),
  claim: z.enum(["does-not-reproduce", "breaks-a-rule", "better-control", "wrong-number"]),
  /** What was found, and how others find it again. */
  found: line(2000),
  how: line(500),
  /** Where; for reproductions. */
  machine: line(200).optional(),
  authors: z
    .array(z.strictObject({ name: line(100), affiliation: line(100).optional(), url: z.url().optional() }))
    .min(1)
    .max(40),
});
/** A doubt in a form that can be checked (docs/rules.md). */
export type SkepticalReport = z.infer<typeof schema>;

const limits = { maxBytes: 2 ** 15, maxDepth: 8, aliases: false };

/** Reads a skeptical report. Throws `BenchError` (blame submission) naming file, line and field. */
export function readSkepticalReport(file: string): SkepticalReport {
  if (!/^[a-z0-9][a-z0-9-]{0,59}\.yaml$/.test(path.basename(file)))
    throw refused(
      file,
      "its name is no slug",
      "Use lower-case letters, digits and hyphens, and end it with .yaml.",
    );
  const report = parseYamlFile(file, schema, { kind: "skeptical-report", blame: "submission" }, limits);
  if (report.claim === "does-not-reproduce" && report.machine === undefined)
    throw refused(
      file,
      "a reproduction that failed needs `machine`",
      "Say which processor, how many cores, which system.",
    );
  return report;
}

function refused(where: string, message: string, mend: string): BenchError {
  return new BenchError(message, { code: "skeptical-report-incomplete", blame: "submission", where, mend });
}
