import { z } from "zod";
import { ruleNames } from "../../../harness/selection/index.ts";
import { lawsSchema } from "../laws/index.ts";
import { settingSchema } from "../settings.ts";
import { teachings } from "../theory/verified-growth.ts";

const count = z.int().positive();
const share = z.number().min(0).max(1);
const rates = z.strictObject({ phi: share, psi: share });

const flips = z.strictObject({
  dimension: z.int().min(3),
  sigma: z.number().positive(),
  repeats: z.int().min(5),
  /** Accuracy against p, for several selections, at one n. */
  againstP: z.strictObject({ n: count, selections: z.array(rates).min(1), p: z.array(share).min(2) }),
  /** Accuracy against n, for several p, with one selection. */
  againstN: z.strictObject({ selection: rates, p: z.array(share).min(1), n: z.array(count).min(2) }),
  /** Accuracy over the plane of p and ψ/φ. */
  phase: z.strictObject({
    n: count,
    repeats: z.int().min(2),
    p: z.array(share).min(2),
    ratio: z.array(z.number().positive()).min(2),
  }),
});
export type FlipSetting = z.infer<typeof flips>;

const angles = z.strictObject({
  samples: count,
  /** Worked examples: angles in radians. */
  examples: z.array(z.strictObject({ a: z.number(), b: z.number(), c: z.number() })).min(1),
  /** Verifier angles are π over these; generator angles in radians. */
  verifierPiOver: z.array(z.number().min(2)).min(1),
  generator: z.array(z.number().positive()).min(2),
});
export type AngleSetting = z.infer<typeof angles>;

const series = z.strictObject({
  name: z.string(),
  teaching: z.enum(teachings),
  real: z.int().nonnegative(),
  penalty: z.number().positive(),
});
export type GrowthSeries = z.infer<typeof series>;

const growth = z.strictObject({
  dimension: z.int().min(3),
  sigma: z.number().positive(),
  generatorPiOver: z.number().min(2),
  verifierPiOver: z.number().min(2),
  repeats: z.int().min(5),
  n: z.array(count).min(2),
  series: z.array(series).min(1),
});
export type GrowthSetting = z.infer<typeof growth>;

/** A recursion of the benchmark's kind: its setting, and what is kept of a pool. */
const playing = settingSchema.extend({ keep: count });
const rounds = z.int().min(2);

const fixed = z.strictObject({ repeats: z.int().min(2), rounds, playing });
export type FixedSetting = z.infer<typeof fixed>;

const variance = z.strictObject({
  rounds,
  data: z.int().min(2),
  labels: z.int().min(2),
  selections: z.int().min(2),
  rules: z.array(z.enum(ruleNames)).min(1),
  playing,
});
export type VarianceSetting = z.infer<typeof variance>;

/** What counts as the same, fixed before it is measured; no part of what is measured. */
const margins = z.strictObject({
  /** Accuracies in a simulation of independent flips, and at the crossing of a pruned classifier. */
  accuracy: z.number().positive(),
  /** Share of wrong labels within which no side of a threshold is asked for. */
  wrongLabels: z.number().positive(),
  /** p, φ and ψ. */
  rate: z.number().positive(),
  /** How far from 100 % an accuracy still tends to it. */
  limit: z.number().positive(),
  /** Accuracies of students that "match". */
  match: z.number().positive(),
  /** Factor within which a place of a peak is near another. */
  peakFactor: z.number().min(1),
  /** Share of a law's value. */
  law: z.number().positive(),
});
export type Margins = z.infer<typeof margins>;

/** `replication` of task.yaml: every number of the theory figures. */
export const replicationSchema = z.strictObject({
  flips,
  angles,
  growth,
  laws: lawsSchema,
  fixed,
  variance,
  margins,
});
export type ReplicationSetting = z.infer<typeof replicationSchema>;
