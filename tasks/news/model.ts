import { z } from "zod";
import type { TransformerConfig } from "../../harness/models/index.ts";
import { specialSymbols } from "./text/index.ts";

const count = z.int().positive();

/** How large a model is. */
export const sizeSchema = z.strictObject({
  width: count,
  heads: count,
  feedForward: count,
  encoderLayers: count,
  decoderLayers: count,
});

/** `model` of a setting: the shape of every model of the tier but the stranger, which has the lengths alone. */
export const shapeSchema = sizeSchema.extend({
  /** Words of an article that are read; the rest is cut. */
  articleLength: count,
  /** Words of a summary with its end symbol; the rest is cut. */
  summaryLength: z.int().min(2),
});
export type ModelShape = z.infer<typeof shapeSchema>;

/** An encoder-decoder that may copy words of the article. */
export function modelConfig(shape: ModelShape, vocabulary: number): TransformerConfig {
  const { articleLength, summaryLength, ...size } = shape;
  return {
    kind: "encoder-decoder",
    vocabulary,
    ...size,
    activation: "relu",
    positions: "learned",
    sourceLength: articleLength,
    targetLength: summaryLength,
    tiedOutput: true,
    symbols: specialSymbols,
    copy: true,
  };
}
