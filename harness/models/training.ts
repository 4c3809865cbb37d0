import { createHash } from "node:crypto";
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
  type Signature,
  sizeOf,
  type Trainer,
} from "../engine/index.ts";
import { BenchError } from "../errors/index.ts";
import type { RandomStream } from "../random/index.ts";
import type { TransformerConfig } from "./config.ts";
import { drawRows, type Examples } from "./examples.ts";
import { holdOut, type Watch, watchOf } from "./held-out.ts";
import { transformerLoss } from "./loss.ts";
import { initialiseTransformer, isTrained, type Parameters, parameterSignature } from "./parameters.ts";
import { type Recipe, scheduleOf, stepsOf } from "./recipe.ts";
import { pickRows } from "./rows.ts";
import type { Scorer } from "./scorer.ts";

/** A model and how it came about. */
export interface Trained {
  readonly parameters: Parameters;
  /** Steps that were done. */
  readonly steps: number;
  /** Mean loss of the last tenth of the steps, in nats a symbol. */
  readonly loss: number;
  /** Of a training that stops by itself: after how many steps it had these parameters, and what they made of held-out examples. */
  readonly stopped?: { readonly step: number; readonly loss: number };
}

/** A compiled training of one model shape and recipe. Trainings do not overlap: await each. */
export interface Training extends AsyncDisposable {
  /** Trains `start`, or fresh parameters, on examples, at least one; `random` decides the fresh ones, what is held out, and the order of examples. */
  train(examples: Examples, random: RandomStream, start?: Parameters): Promise<Trained>;
}

export interface TrainingSurroundings {
  /** Scores what is held out. */
  readonly score: Scorer["score"];
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
  { artifacts, score, seconds = 60 }: TrainingSurroundings,
): Promise<Training> {
  const trainer = await compileTrainer(device, config, recipe);
  const changedNow = () => (recipe.averaging === undefined ? trainer.parameters() : trainer.averaged());

  async function train(examples: Examples, random: RandomStream, start?: Parameters): Promise<Trained> {
    const first = start ?? initialiseTransformer(config, random.split("start"));
    const order = random.split("order");
    const steps = stepsOf(recipe, examples.count);
    const unfinished = artifacts.unfinished(keyOf({ config, recipe, examples, start: first, order }));
    const { learnt, watch } = watched(examples, random);
    const { changed, frozen } = splitOf(config, first);
    const parametersNow = async () => ({ ...frozen, ...(await changedNow()) });
    await trainer.restart(changed, frozen);
    const losses = await resume(trainer, unfinished, watch);
    const batches = batchesOf(config, recipe, learnt, order, losses.length);
    let written = performance.now();
    while (losses.length < steps && !watch?.isOver()) {
      const [result] = await trainer.step(...batches.next().value);
      losses.push(result!.loss);
      if (watch?.isDue(losses.length)) await watch.measure(losses.length, await parametersNow());
      if (performance.now() - written < 1000 * seconds) continue;
      await unfinished.write(await stateOf(trainer, losses, watch));
      written = performance.now();
    }
    const best = watch?.best();
    const parameters = best?.parameters ?? (await parametersNow());
    await unfinished.clear();
    const last = losses.slice(-Math.ceil(losses.length / 10));
    return {
      parameters,
      steps: trainer.stepsDone,
      loss: last.reduce((sum, loss) => sum + loss, 0) / last.length,
      ...(best && { stopped: { step: best.step, loss: best.loss } }),
    };
  }

  /** What is learnt from, and who watches what is not. */
  function watched(examples: Examples, random: RandomStream): { learnt: Examples; watch?: Watch } {
    if (!("stop" in recipe)) return { learnt: examples };
    const { learnt, heldOut } = holdOut(examples, recipe.stop.heldOut, random.split("held out"));
    return { learnt, watch: watchOf(config, recipe, heldOut, score) };
  }

  return { train, [Symbol.asyncDispose]: () => trainer[Symbol.asyncDispose]() };
}

interface Course {
  readonly config: TransformerConfig;
  readonly recipe: Recipe;
  readonly examples: Examples;
  readonly start: Parameters;
  readonly order: RandomStream;
}

/** All that decides a training but for the device. The order goes by a number drawn apart from it: many trainings have the same start. */
function keyOf({ config, recipe, examples, start, order }: Course) {
  const { sources, targets, weights = new Float64Array() } = examples;
  const content = createHash("sha256");
  for (const data of [sources, targets, weights, ...Object.values(start).map(({ data }) => data)])
    content.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  const model = canonicalHash({ config, recipe });
  const stream = order.split("name").integer(Number.MAX_SAFE_INTEGER);
  return { what: "training", model, content: content.digest("hex"), order: stream };
}

/** Puts a trainer where a stopped training left it; the losses of the steps done. */
async function resume(trainer: Trainer, unfinished: Unfinished, watch: Watch | undefined): Promise<number[]> {
  const state = await unfinished.read();
  if (state === undefined) return [];
  watch?.load(state.arrays);
  const { losses, ...tensors } = state.arrays as Readonly<Record<string, HostTensor>>;
  await trainer.load({ step: losses!.data.length, tensors });
  return [...losses!.data];
}

async function stateOf(
  trainer: Trainer,
  losses: readonly number[],
  watch: Watch | undefined,
): Promise<Bundle> {
  const { tensors } = await trainer.save();
  const own = { ...tensors, losses: vectorArray(Float64Array.from(losses)) };
  return { arrays: { ...own, ...watch?.save() }, metadata: {} };
}

function compileTrainer(device: Device, config: TransformerConfig, recipe: Recipe): Promise<Trainer> {
  const { beta2, clipNorm, averaging, parts = 1, checkpointEvery } = recipe;
  if (checkpointEvery !== undefined && config.kind !== "decoder-only") throw notCheckpointed(config.kind);
  const rows = rowsOfPart(recipe);
  const { changed, frozen } = splitOf(config, parameterSignature(config));
  return compileTraining(device, {
    parameters: blank(changed),
    frozen,
    loss: transformerLoss(config, checkpointEvery),
    batch: {
      ...(config.sourceLength > 0 && {
        source: { shape: [rows, config.sourceLength], dtype: "int32" as const },
      }),
      target: { shape: [rows, config.targetLength], dtype: "int32" },
      ...(parts > 1 && { total: { shape: [], dtype: "float32" as const } }),
    },
    batchesPerStep: parts,
    optimizer: {
      kind: "adam",
      ...(beta2 === undefined ? {} : { beta2 }),
      schedule: scheduleOf(recipe),
    },
    clipNorm,
    ...(averaging === undefined ? {} : { averaging: { decay: averaging } }),
  });
}

/** Throws `recipe-parts` for a batch that has no such equal parts. */
function rowsOfPart({ batch, parts = 1 }: Recipe): number {
  if (batch % parts === 0) return batch / parts;
  throw new BenchError("a training's batch cannot be divided so", {
    code: "recipe-parts",
    blame: "task",
    where: "parts",
    expected: `a divisor of ${batch}, the pairs of a step`,
    received: `${parts}`,
    mend: "Change `batch` or `parts` of the recipe.",
  });
}

function notCheckpointed(received: string): BenchError {
  return new BenchError("only a decoder-only model is trained with checkpoints", {
    code: "recipe-checkpoints",
    blame: "task",
    where: "checkpointEvery",
    expected: "decoder-only",
    received,
    mend: "Leave `checkpointEvery` out of the recipe, or divide the batch by `parts`.",
  });
}

/** What a training changes, and what it only reads. */
function splitOf<Value>(config: TransformerConfig, parameters: Readonly<Record<string, Value>>) {
  const both = Map.groupBy(Object.entries(parameters), ([name]) => isTrained(config, name));
  const part = (trained: boolean) => Object.fromEntries(both.get(trained) ?? []);
  return { changed: part(true), frozen: part(false) };
}

/** Names and shapes; every training brings its own start. */
function blank(signature: Signature): Parameters {
  return Object.fromEntries(
    Object.entries(signature).map(([name, { shape }]) => [
      name,
      float32(shape, new Float32Array(sizeOf(shape))),
    ]),
  );
}

/** Batches without end, each in the recipe's parts, after as many as were met before. */
function* batchesOf(
  { sourceLength, targetLength, symbols }: TransformerConfig,
  recipe: Recipe,
  { sources, targets, ...examples }: Examples,
  order: RandomStream,
  met: number,
): Generator<readonly Feeds[], never> {
  const { batch, parts = 1 } = recipe;
  const count = rowsOfPart(recipe);
  const rows = drawRows(examples, order);
  for (let place = 0; place < met * batch; place++) rows.next();
  for (;;) {
    const drawn = Uint32Array.from({ length: batch }, () => rows.next().value);
    const source = pickRows(sources, sourceLength, drawn);
    const target = pickRows(targets, targetLength, drawn);
    const total = float32([], [target.filter((symbol) => symbol !== symbols.pad).length]);
    yield Array.from({ length: parts }, (_, part) => ({
      ...(sourceLength > 0 && {
        source: int32([count, sourceLength], rowsFrom(source, sourceLength, part * count, count)),
      }),
      target: int32([count, targetLength], rowsFrom(target, targetLength, part * count, count)),
      ...(parts > 1 && { total }),
    }));
  }
}

function rowsFrom(values: Int32Array, width: number, first: number, count: number): Int32Array {
  return values.subarray(first * width, (first + count) * width);
}
