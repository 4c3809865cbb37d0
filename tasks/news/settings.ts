import { z } from "zod";
import { passesRecipeSchema } from "../../harness/models/index.ts";
import { baseSchema } from "./base/index.ts";
import { shapeSchema, sizeSchema } from "./model.ts";

const count = z.int().positive();

/** `tiers.<tier>.frozen.setting`: every number of the benchmark. */
export const settingSchema = z.strictObject({
  /** Pairs of each part; a stored corpus that is smaller is cut in the same proportions. */
  corpus: z.strictObject({
    test: count,
    /** Real pairs G0 is trained on, and which `accumulate` always adds. */
    real: count,
    /** Articles that are summarized in a round; every round has its own. */
    pool: count,
  }),
  references: z.strictObject({
    /** Share of the newsroom's references, the test's too, that have one fact wrong; those of a stored corpus are as they are. */
    wrong: z.number().min(0).max(1),
  }),
  vocabulary: z.strictObject({
    /** Of the base's texts. */
    stories: count,
    leastCount: count,
    size: count,
    borrowed: count,
  }),
  model: shapeSchema,
  /** What every model starts from, one for all seeds. */
  base: baseSchema,
  /** Of every model, G0 and verifiers included. */
  training: passesRecipeSchema,
  /** A candidate is right when its ROUGE-1 F against the reference is above this. */
  rightAbove: z.number().min(0).max(1),
  verifiers: z.strictObject({
    /** Trained like G0: the weak one on the first of G0's pairs, the strong one on further pairs that nobody else sees. */
    weak: z.strictObject({ real: count }),
    strong: z.strictObject({ real: count }),
    /** Trained like G0 and on its pairs, from another base of another size. */
    stranger: z.strictObject({ model: sizeSchema, base: baseSchema }),
  }),
  /** Test summaries that a record keeps. */
  samples: z.int().nonnegative(),
  /** Summaries decoded, and candidates scored, in one run of a compiled program; no effect on results. */
  rowsPerRun: count,
});
export type Setting = z.infer<typeof settingSchema>;
