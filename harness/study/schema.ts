import { z } from "zod";
import { figureSchema } from "../figure/index.ts";
import { provenanceSchema } from "../provenance/index.ts";
import { sources } from "./contract.ts";
import { verdicts } from "./verdict.ts";

/** Versions of the files' schemas, by kind. */
export const studyVersions = { replication: 4, calibration: 2 } as const;

const about = {
  /** As `studyName` has it. */
  task: z.string(),
  /** The task's, as it was measured. */
  version: z.int().positive(),
  /** SHA-256 of the numbers it was measured with. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  seed: z.int().nonnegative(),
  figures: z.array(figureSchema).readonly(),
};

const replication = z.strictObject({
  schema: z.literal(studyVersions.replication),
  kind: z.literal("replication"),
  ...about,
  findings: z
    .array(
      z.strictObject({
        source: z.enum(sources),
        claim: z.string(),
        measured: z.string(),
        verdict: z.enum(verdicts),
      }),
    )
    .readonly(),
  /** Of every seed its points, by name, and where they were measured; ascending. Empty where points are of no seed, or were not kept apart. */
  seeds: z
    .array(
      z.strictObject({
        seed: z.int().nonnegative(),
        points: z.record(z.string(), z.record(z.string(), z.number().nullable())),
        provenance: provenanceSchema,
      }),
    )
    .readonly(),
  /** Of whoever made the figures of them. */
  provenance: provenanceSchema,
});

const calibration = z.strictObject({
  schema: z.literal(studyVersions.calibration),
  kind: z.literal("calibration"),
  ...about,
  demands: z.array(z.strictObject({ demand: z.string(), measured: z.string(), met: z.boolean() })).readonly(),
  provenance: provenanceSchema,
});

/** Schemas of a study's file, by kind. */
export const studySchemas = { replication, calibration };
export type StudyKind = keyof typeof studySchemas;
/** What a study's file holds. */
export type StoredStudy<Kind extends StudyKind = StudyKind> = z.infer<(typeof studySchemas)[Kind]>;
