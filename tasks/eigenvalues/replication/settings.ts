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
 * `replication`: the paper's Table 1 and Figure 4 on models of one tier. Where inputs have several guesses the best of them is chosen, too, beside
 * dropping what is wrong.
 */
export const replicationSchema = z.strictObject({
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
export type ReplicationSetting = z.infer<typeof replicationSchema>;
