import { z } from "zod";
import {
  compileTraining,
  type Device,
  type HostTensor,
  int32,
  type Trainer,
} from "../../../harness/engine/index.ts";
import { type Parameters, type TransformerConfig, transformerLoss } from "../../../harness/models/index.ts";
import type { RandomStream } from "../../../harness/random/index.ts";
import { drawRows, type Examples } from "./examples.ts";

/** `training` of a setting: how every model is trained, whatever it is trained on. */
export const trainingSchema = z.strictObject({
  steps: z.int().positive(),
  batch: z.int().positive(),
  /** Peak of a cosine that ends at 0. */
  learningRate: z.number().positive(),
  warmupSteps: z.int().nonnegative(),
  clipNorm: z.number().positive(),
});
export type TrainingSetting = z.infer<typeof trainingSchema>;

export interface Trained {
  readonly parameters: Parameters;
  readonly steps: number;
  /** Mean loss of the last tenth of the steps, in nats a symbol. */
  readonly loss: number;
}

/** A compiled training: one model shape and recipe, any data. Trainings do not overlap: await each. */
export interface Teacher extends AsyncDisposable {
  /** Trains from `start` on examples, of which there must be at least one, for the recipe's steps. */
  train(start: Parameters, examples: Examples, random: RandomStream): Promise<Trained>;
}

/** Compiles the training step. */
export async function openTeacher(
  device: Device,
  config: TransformerConfig,
  setting: TrainingSetting,
  start: Parameters,
): Promise<Teacher> {
  const trainer = await compileTraining(device, {
    parameters: start,
    loss: transformerLoss(config),
    batch: {
      source: { shape: [setting.batch, config.sourceLength], dtype: "int32" },
      target: { shape: [setting.batch, config.targetLength], dtype: "int32" },
    },
    optimizer: {
      kind: "adam",
      schedule: {
        kind: "cosine",
        peak: setting.learningRate,
        warmupSteps: setting.warmupSteps,
        totalSteps: setting.steps,
      },
    },
    clipNorm: setting.clipNorm,
    name: "news training",
  });

  // The optimizer's moments before the first step, for every training that follows.
  const untrained = await trainer.save();

  async function train(from: Parameters, examples: Examples, random: RandomStream): Promise<Trained> {
    await trainer.load({ step: 0, tensors: { ...untrained.tensors, ...named(from) } });
    const losses = await takeSteps(trainer, config, setting, examples, random);
    const last = losses.slice(-Math.ceil(losses.length / 10));
    return {
      parameters: await trainer.parameters(),
      steps: trainer.stepsDone,
      loss: last.reduce((sum, loss) => sum + loss, 0) / last.length,
    };
  }

  return { train, [Symbol.asyncDispose]: () => trainer[Symbol.asyncDispose]() };
}

/** Parameters by the names they have in a trainer's state. */
function named(parameters: Parameters): Record<string, HostTensor> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, tensor]) => [`parameter/${name}`, tensor]),
  );
}

async function takeSteps(
  trainer: Trainer,
  config: TransformerConfig,
  { steps, batch }: TrainingSetting,
  examples: Examples,
  random: RandomStream,
): Promise<number[]> {
  const rows = drawRows(examples.weights, random);
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    const drawn = Array.from({ length: batch }, () => rows.next().value);
    const [result] = await trainer.step({
      source: pickRows(examples.sources, config.sourceLength, drawn),
      target: pickRows(examples.targets, config.targetLength, drawn),
    });
    losses.push(result!.loss);
  }
  return losses;
}

function pickRows(values: Int32Array, width: number, rows: readonly number[]): HostTensor {
  const picked = new Int32Array(rows.length * width);
  rows.forEach((row, place) => {
    picked.set(values.subarray(row * width, (row + 1) * width), place * width);
  });
  return int32([rows.length, width], picked);
}
