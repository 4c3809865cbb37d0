import { z } from "zod";
import { fixedRecipeSchema } from "../../../harness/models/index.ts";

/** What a base learns from a story: to say the sentence that is missing, or to summarize in a style that is not the task's. */
export const exercises = ["gap", "telegram"] as const;
export type Exercise = (typeof exercises)[number];

/** How a model is made that has read and written before the task teaches it anything. */
export const baseSchema = z.strictObject({
  /** Here, from a fresh start; a language model from elsewhere would be named instead. */
  made: z.literal("here"),
  /** Stories that no seed uses; of a stored corpus at most all articles but those of the test. */
  stories: z.int().positive(),
  /** Each story is told once as each. A stored corpus has no summaries to give away: of it there are gaps alone. */
  exercises: z.array(z.enum(exercises)).min(1),
  training: fixedRecipeSchema,
});
export type BaseSetting = z.infer<typeof baseSchema>;
