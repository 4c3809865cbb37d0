import { z } from "zod";

const count = z.int().positive();
const share = z.number().gt(0).lt(1);

/** `replication.laws` of task.yaml: every number of the field's other laws. */
export const lawsSchema = z.strictObject({
  /** A Gaussian refitted to its own samples: squared distance from the truth (Shumailov 2024). */
  distance: z.strictObject({ samples: count, rounds: z.array(count).min(1), repeats: z.int().min(10) }),
  /** The same, its variance under both regimes (Kazdan 2024). */
  variance: z.strictObject({
    samples: z.array(z.int().min(2)).min(1),
    rounds: z.array(count).min(1),
    repeats: z.int().min(10),
  }),
  /** Least squares on its own labels, under both regimes (Gerstgrasser 2024). */
  regression: z.strictObject({
    dimension: count,
    examples: count,
    rounds: count,
    repeats: z.int().min(10),
  }),
  /** A classifier on labels that a verifier prunes (Firdoussi 2024). */
  pruning: z.strictObject({
    dimension: z.int().min(2),
    mean: z.number().positive(),
    ridge: z.number().positive(),
    keepsRight: share,
    keepsWrong: share,
    /** Shares of wrong labels; the crossing is added. */
    errors: z.array(share).min(2),
    examples: z.array(count).min(1),
    repeats: z.int().min(5),
  }),
});
export type LawsSetting = z.infer<typeof lawsSchema>;

/** What counts as the law, of the replication's margins. */
export interface LawMargins {
  /** Share of a law's value. */
  readonly law: number;
  /** Accuracies at the crossing. */
  readonly accuracy: number;
  /** Share of wrong labels within which no side of the crossing is asked for. */
  readonly wrongLabels: number;
}
