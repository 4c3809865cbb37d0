import { z } from "zod";
import { fixedRecipeSchema, stopSchema } from "../../harness/models/index.ts";
import { encodingNames, layouts } from "./encoding/index.ts";
import { spectra } from "./matrices/index.ts";

const count = z.int().positive();

/** Shape of every model of a tier. */
export const modelSchema = z.strictObject({
  width: count,
  heads: count,
  feedForward: count,
  encoderLayers: count,
  decoderLayers: count,
  activation: z.enum(["relu", "gelu"]),
  /** True: at each position only symbols that may stand there, in training and in decoding. */
  constrained: z.boolean(),
});
export type ModelSetting = z.infer<typeof modelSchema>;

/** `tiers.<tier>.frozen.setting`: every number of the benchmark. */
export const settingSchema = z.strictObject({
  matrices: z.strictObject({
    size: z.int().min(2).max(10),
    range: z.number().positive(),
    spectrum: z.enum(spectra),
  }),
  encoding: z.enum(encodingNames),
  layout: z.enum(layouts),
  /** Relative errors below which a prediction is right, ascending. */
  tolerances: z.array(z.number().positive()).min(1),
  /** The one of them that p, φ and ψ, the verifiers and the headline metric go by. */
  tolerance: z.number().positive(),
  /** Real examples G0 is trained on, and which `accumulate` always adds. */
  real: count,
  /** Inputs labelled in each round. */
  pool: count,
  /** Guesses for each input: the greedy one and samples, or as many beams. */
  candidates: count,
  test: count,
  model: modelSchema,
  /** Of every model; G0 and verifiers stop by themselves if `stop` is there, and take as many steps at most. */
  training: fixedRecipeSchema.extend({
    stop: stopSchema
      .extend({
        /** Theirs, constant after the warm-up. */
        learningRate: z.number().positive(),
      })
      .optional(),
  }),
  verifiers: z.strictObject({
    /** Models trained like G0, on this many real examples of their own. */
    weak: z.strictObject({ real: count }),
    strong: z.strictObject({ real: count }),
  }),
});
export type Setting = z.infer<typeof settingSchema>;
