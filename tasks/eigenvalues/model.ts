import type { StoppedRecipe, TransformerConfig } from "../../harness/models/index.ts";
import type { SequenceRecipe } from "../../harness/sequence/index.ts";
import type { SequenceCodec } from "./encoding/index.ts";
import type { ModelSetting, Setting } from "./settings.ts";

/** How a tier's models are made. Students see large fresh sets, and only real pairs could tell when to stop them: feedback that nobody paid for. */
export function recipeOf(codec: SequenceCodec, { model, training }: Setting): SequenceRecipe {
  const { stop, ...students } = training;
  return {
    model: modelConfig(codec, model),
    training: students,
    ...(stop && { learning: stoppedRecipe(students, stop) }),
  };
}

function stoppedRecipe(
  { steps, schedule: _, ...training }: Omit<Setting["training"], "stop">,
  { learningRate, ...stop }: NonNullable<Setting["training"]["stop"]>,
): StoppedRecipe {
  return { ...training, learningRate, mostSteps: steps, stop };
}

/** The transformer of a tier: pre-norm encoder-decoder, learned positions, output tied to the embedding. */
function modelConfig(codec: SequenceCodec, model: ModelSetting): TransformerConfig {
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
