import type { TransformerConfig } from "../../harness/models/index.ts";
import type { SequenceCodec } from "./encoding/index.ts";
import type { ModelSetting } from "./settings.ts";

/** The transformer of a tier: pre-norm encoder-decoder, learned positions, output tied to the embedding. */
export function modelConfig(codec: SequenceCodec, model: ModelSetting): TransformerConfig {
  const { constrained, ...shape } = model;
  return {
    kind: "encoder-decoder",
    ...shape,
    vocabulary: codec.vocabulary,
    positions: "learned",
    tiedOutput: true,
    sourceLength: codec.sourceLength,
    targetLength: codec.targetLength,
    symbols: { start: codec.start },
    ...(constrained ? { allowed: codec.allowed } : {}),
  };
}
