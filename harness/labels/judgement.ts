import { z } from "zod";

const key = z.string().regex(/^[0-9a-f]{24}$/);

/** What somebody said of an output, or of two. */
export const judgementSchema = z.strictObject({
  kind: z.enum(["binary", "rating", "pair"]),
  input: z.string().optional(),
  /** `score`: from 0 to 1, what the answer says of this output. */
  outputs: z
    .array(z.strictObject({ key, text: z.string().optional(), score: z.number().min(0).max(1) }))
    .min(1)
    .max(2),
  /** In the tool's own words. */
  said: z.union([z.string(), z.number(), z.boolean()]),
  annotator: z.string(),
  seconds: z.number().nonnegative().optional(),
  tool: z.enum(["csv", "label-studio", "argilla", "doccano", "trl", "other"]),
});
/** One answer of one person, whatever tool it was given in. */
export type Judgement = z.infer<typeof judgementSchema>;

/** What `labels import` writes. */
export const labelsSchema = z.strictObject({
  schema: z.literal(1),
  judgements: z.array(judgementSchema).min(1),
});
