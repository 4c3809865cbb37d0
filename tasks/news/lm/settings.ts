import { z } from "zod";
import { adapterTargets, fixedRecipeSchema, passesRecipeSchema } from "../../../harness/models/index.ts";
import { exercises } from "../base/index.ts";
import { settingSchema as newsSchema } from "../settings.ts";

const count = z.int().positive();

/** A language model that is made here, from texts that no seed uses. */
export const madeSchema = z.strictObject({
  /** What it is called in records. */
  name: z.string(),
  /** A byte-level vocabulary, from so many stories. */
  tokenizer: z.strictObject({ size: z.int().min(259), stories: count }),
  /** Of the Llama family. */
  model: z.strictObject({
    width: count,
    heads: count,
    keyValueHeads: count,
    feedForward: count,
    layers: count,
  }),
  /** Stories of the newsroom; each is told once as each exercise, and read to its last symbol. */
  stories: count,
  exercises: z.array(z.enum(exercises)).min(1),
  /** Symbols of a text that are read; the rest is cut. */
  length: count,
  training: fixedRecipeSchema,
});
export type MadeSetting = z.infer<typeof madeSchema>;

const { corpus, references, verifiers, rightAbove, samples, rowsPerRun } = newsSchema.shape;

/** `tiers.<tier>.frozen.setting` of the variant. */
export const languageSettingSchema = z.strictObject({
  corpus,
  references,
  /** What every model starts from, unless a run names another; absent: a run has to (`shown.model` of the tier). */
  language: madeSchema.optional(),
  /** Symbols of the language model's own; the rest of an article is cut. */
  articleLength: count,
  /** With the end. */
  summaryLength: z.int().min(2),
  /** Stands between an article and its summary. */
  prompt: z.string().min(1),
  /** Trained in place of all weights, which then stay as they are. */
  adapter: z
    .strictObject({
      rank: count,
      alpha: z.number().positive(),
      targets: z.array(z.enum(adapterTargets)).min(1),
      /** The base's matrices rounded to float16 in every model, and in half the memory where the device has it. */
      base: z.literal("float16").optional(),
    })
    .optional(),
  /** Of every model but the base, G0 and verifiers included. */
  training: z.union([fixedRecipeSchema, passesRecipeSchema]),
  rightAbove,
  verifiers: verifiers.omit({ stranger: true }),
  samples,
  rowsPerRun,
});
export type LanguageSetting = z.infer<typeof languageSettingSchema>;
