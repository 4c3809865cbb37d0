import { z } from "zod";
import { settingSchema } from "../settings.ts";

const count = z.int().positive();

/** What counts as the paper's, fixed before it is measured; no part of what is measured. */
const margins = z.strictObject({
  /** Best of the beams, in greedy accuracies, where the paper has three. */
  timesGreedy: z.number().min(1),
  /** A share of accuracy below which nothing is "better". */
  accuracy: z.number().positive(),
  /** Student of a perfect verifier, in generators' accuracies, where the paper has nearly two. */
  timesGenerator: z.number().min(1),
  /** Distance from the paper's crossing. */
  pStar: z.number().positive(),
});
export type Margins = z.infer<typeof margins>;

/**
 * The paper's Table 1 and Figure 4 on models of one tier. Where inputs have several guesses the best of them is chosen, too, beside
 * dropping what is wrong.
 */
export const paperSchema = z.strictObject({
  /** Models, data and generator. */
  setting: settingSchema,
  /** With one there are no intervals, and no verdict is determined. */
  seeds: count,
  beams: z.strictObject({
    /** Test matrices that are searched. */
    inputs: count,
    widths: z.array(count).min(1),
  }),
  noisy: z.strictObject({
    /** Most guesses a student learns from. */
    keep: count,
    /** Chances that the verifier errs. */
    errors: z.array(z.number().min(0).max(1)).min(2),
    /** A second budget at which wrong guesses are dropped, to show what depends on it. */
    larger: z
      .strictObject({
        /** Training steps of every model, the generator's too. */
        steps: count,
        keep: count,
      })
      .optional(),
  }),
  /** Sizes of unverified training sets, in multiples of the real one. */
  unverified: z.array(z.number().positive()).min(1),
  margins,
});
export type ReplicationSetting = z.infer<typeof paperSchema>;

const share = z.number().min(0).max(1);

/** Maps of where students are above their generator; greedy guesses for fresh matrices in all of them. */
const mapSchema = z.strictObject({
  setting: settingSchema,
  seeds: count,
  phase: z.strictObject({
    /** Guesses before selection. */
    guesses: count,
    /** Shares of wrong ones among them. */
    p: z.array(share).min(2),
    /** ψ/φ. */
    ratio: z.array(z.number().positive()).min(2),
  }),
  budget: z.strictObject({
    /** Guesses that a student learns from. */
    keep: z.array(count).min(1),
    /** Its training steps; the generator has those of `setting`. */
    steps: z.array(count).min(1),
  }),
  margins: z.strictObject({
    /** Distance from the line p⋆, in p, within which a place of the diagram says nothing. */
    wrong: share,
  }),
});
export type MapSetting = z.infer<typeof mapSchema>;

/** `replication`, and each of `replications`. */
export const replicationSchema = z.union([paperSchema, mapSchema]);

export function isMaps(setting: ReplicationSetting | MapSetting): setting is MapSetting {
  return "phase" in setting;
}
