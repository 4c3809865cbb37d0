import { createHash } from "node:crypto";
import { z } from "zod";
import {
  type ArtifactStore,
  type Bundle,
  canonicalHash,
  type Unfinished,
  vectorArray,
} from "../artifacts/index.ts";
import {
  compileTraining,
  type Device,
  type Feeds,
  float32,
  type HostTensor,
  int32,
  sizeOf,
  type Trainer,
} from "../engine/index.ts";
import type { RandomStream } from "../random/index.ts";
import type { TransformerConfig } from "./config.ts";
import { drawRows, type Examples } from "./examples.ts";
import { transformerLoss } from "./loss.ts";
import { initialiseTransformer, type Parameters, transformerParameterSpecs } from "./parameters.ts";
import { pickRows } from "./rows.ts";

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

export interface TrainingKeep {
  /** Where a training that was stopped finds how far it had come. */
  readonly artifacts: Pick<ArtifactStore, "unfinished">;
  /** Its state is written so often. Default 60. */
  readonly seconds?: number;
}

/** Compiles the training step of a transformer. Throws what `compileTraining` throws. */
export async function openTraining(
  device: Device,
  config: TransformerConfig,
  recipe: Recipe,
  keep: TrainingKeep,
): Promise<Training> {
  const trainer = await compileTrainer(device, config, recipe);

  async function train(examples: Examples, random: RandomStream): Promise<Trained> {
    const start = initialiseTransformer(config, random.split("start"));
    const unfinished = keep.artifacts.unfinished(keyOf(config, recipe, examples, start));
    await trainer.restart(start);
    const losses = await resume(trainer, unfinished);
    const batches = batchesOf(config, recipe, examples, random.split("order"), losses.length);
    let written = performance.now();
    while (losses.length < recipe.steps) {
      const [result] = await trainer.step(batches.next().value);
      losses.push(result!.loss);
      if (performance.now() - written < 1000 * (keep.seconds ?? 60)) continue;
      await unfinished.write(await stateOf(trainer, losses));
      written = performance.now();
    }
    const parameters = await (recipe.averaging === undefined ? trainer.parameters() : trainer.averaged());
    await unfinished.clear();
    const last = losses.slice(-Math.ceil(losses.length / 10));
    return {
      parameters,
      steps: trainer.stepsDone,
      loss: last.reduce((sum, loss) => sum + loss, 0) / last.length,
    };
  }

  return { train, [Symbol.asyncDispose]: () => trainer[Symbol.asyncDispose]() };
}

/** All that decides a training but for the device; the start tells the random stream, of which the order is another part. */
function keyOf(config: TransformerConfig, recipe: Recipe, examples: Examples, start: Parameters) {
  const { sources, targets, weights = new Float64Array() } = examples;
  const content = createHash("sha256");
  for (const data of [sources, targets, weights, ...Object.values(start).map(({ data }) => data)])
    content.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  const model = canonicalHash({ config, recipe });
  return { what: "training", model, content: content.digest("hex") };
}

/** Puts a trainer where a stopped training left it; the losses of the steps done. */
async function resume(trainer: Trainer, unfinished: Unfinished): Promise<number[]> {
  const state = await unfinished.read();
  if (state === undefined) return [];
  const { losses, ...tensors } = state.arrays as Readonly<Record<string, HostTensor>>;
  await trainer.load({ step: losses!.data.length, tensors });
  return [...losses!.data];
}

async function stateOf(trainer: Trainer, losses: readonly number[]): Promise<Bundle> {
  const { tensors } = await trainer.save();
  return { arrays: { ...tensors, losses: vectorArray(Float64Array.from(losses)) }, metadata: {} };
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

/** Batches without end, after as many as were met before. */
function* batchesOf(
  { sourceLength, targetLength }: TransformerConfig,
  { batch }: Recipe,
  { sources, targets, ...examples }: Examples,
  order: RandomStream,
  met: number,
): Generator<Feeds, never> {
  const rows = drawRows(examples, order);
  for (let place = 0; place < met * batch; place++) rows.next();
  for (;;) {
    const drawn = Uint32Array.from({ length: batch }, () => rows.next().value);
    yield {
      source: int32([batch, sourceLength], pickRows(sources, sourceLength, drawn)),
      target: int32([batch, targetLength], pickRows(targets, targetLength, drawn)),
    };
  }
}
