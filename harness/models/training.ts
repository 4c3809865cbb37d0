import { z } from "zod";
import { compileTraining, type Device, float32, int32, sizeOf, type Trainer } from "../engine/index.ts";
import type { RandomStream } from "../random/index.ts";
import type { TransformerConfig } from "./config.ts";
import { drawRows, type Examples, pickRows } from "./examples.ts";
import { transformerLoss } from "./loss.ts";
import { initialiseTransformer, type Parameters, transformerParameterSpecs } from "./parameters.ts";

/** How a model is trained, whatever it is trained on: Adam, a linear warm-up from 0 and half a cosine to 0. */
export const recipeSchema = z.strictObject({
  /** The same number whatever there is to learn from. */
  steps: z.int().positive(),
  /** Pairs a step. */
  batch: z.int().positive(),
  /** Peak of the schedule. */
  learningRate: z.number().positive(),
  /** Adam's decay of squared gradients; 0.999 when absent. */
  beta2: z.number().min(0).lt(1).optional(),
  warmupSteps: z.int().nonnegative(),
  /** Gradients are scaled down to this global norm. */
  clipNorm: z.number().positive(),
  /** Decay of an exponential moving average of the parameters, which then is the model; absent: the last parameters are. */
  averaging: z.number().min(0).lt(1).optional(),
});
export type Recipe = z.infer<typeof recipeSchema>;

/** A model and how it came about. */
export interface Trained {
  readonly parameters: Parameters;
  readonly steps: number;
  /** Mean loss of the last tenth of the steps, in nats a symbol. */
  readonly loss: number;
}

/** A compiled training of one model shape and recipe. Trainings do not overlap: await each. */
export interface Training extends AsyncDisposable {
  /** Trains from scratch on examples, at least one, for the recipe's steps; `random` decides the start and the order of examples. */
  train(examples: Examples, random: RandomStream): Promise<Trained>;
}

/** Compiles the training step of a transformer. Throws what `compileTraining` throws. */
export async function openTraining(
  device: Device,
  config: TransformerConfig,
  recipe: Recipe,
): Promise<Training> {
  const trainer = await compileTrainer(device, config, recipe);

  async function train(examples: Examples, random: RandomStream): Promise<Trained> {
    await trainer.restart(initialiseTransformer(config, random.split("start")));
    const losses = await takeSteps(trainer, config, recipe, examples, random.split("order"));
    const last = losses.slice(-Math.ceil(losses.length / 10));
    return {
      parameters: await (recipe.averaging === undefined ? trainer.parameters() : trainer.averaged()),
      steps: trainer.stepsDone,
      loss: last.reduce((sum, loss) => sum + loss, 0) / last.length,
    };
  }

  return { train, [Symbol.asyncDispose]: () => trainer[Symbol.asyncDispose]() };
}

function compileTrainer(device: Device, config: TransformerConfig, recipe: Recipe): Promise<Trainer> {
  const { steps, batch, learningRate, beta2, warmupSteps, clipNorm, averaging } = recipe;
  return compileTraining(device, {
    parameters: blankParameters(config),
    loss: transformerLoss(config),
    batch: {
      source: { shape: [batch, config.sourceLength], dtype: "int32" },
      target: { shape: [batch, config.targetLength], dtype: "int32" },
    },
    optimizer: {
      kind: "adam",
      ...(beta2 === undefined ? {} : { beta2 }),
      schedule: { kind: "cosine", peak: learningRate, warmupSteps, totalSteps: steps },
    },
    clipNorm,
    ...(averaging === undefined ? {} : { averaging: { decay: averaging } }),
  });
}

/** Names and shapes; every training draws its own start. */
function blankParameters(config: TransformerConfig): Parameters {
  const specs = transformerParameterSpecs(config);
  return Object.fromEntries(
    specs.map(({ name, shape }) => [name, float32(shape, new Float32Array(sizeOf(shape)))]),
  );
}

async function takeSteps(
  trainer: Trainer,
  { sourceLength, targetLength }: TransformerConfig,
  { steps, batch }: Recipe,
  { sources, targets, ...examples }: Examples,
  order: RandomStream,
): Promise<readonly number[]> {
  const rows = drawRows(examples, order);
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    const drawn = Uint32Array.from({ length: batch }, () => rows.next().value);
    const [result] = await trainer.step({
      source: int32([batch, sourceLength], pickRows(sources, sourceLength, drawn)),
      target: int32([batch, targetLength], pickRows(targets, targetLength, drawn)),
    });
    losses.push(result!.loss);
  }
  return losses;
}
