import os from "node:os";
import { type ArtifactStore, keptValue } from "../artifacts/index.ts";
import { compileTraining, type Feeds, openDevice, type Tensor, tf } from "../engine/index.ts";
import { instructionSets } from "../machine/index.ts";
import { randomStream } from "../random/index.ts";
import type { WorkKind } from "../task/index.ts";

/** How many times the processor time of the reference machine this one needs, by kind of work. */
export type Slowness = Readonly<Record<ProbedWork, number>>;

type ProbedWork = Exclude<WorkKind, "gpu">;

/**
 * Processor seconds of one piece of each kind on the machine on which the costs of the tasks were measured. That of tensors is by proportion: a step
 * of eigenvalues' training took 3.6 ms there (its published records) and 12 ms on an Intel Xeon where this piece took 12.
 */
const referenceSeconds: Slowness = { plain: 0.07, tensors: 0.0036 };

/** Wall-clock limit for each kind, so that a probe takes ten seconds at most, and pieces that are always done. */
const defaultLimitMs = 4000;
const leastPieces = 3;

/** As `probe`, from the store where this machine has been probed already. */
export function probeOnce(
  store: Pick<ArtifactStore, "bundle">,
  measure: () => Promise<Slowness> = probe,
): Promise<Slowness> {
  return keptValue(store, { what: "probe", version: 3, ...machineOf() }, measure);
}

/** Does the same pieces of work that the reference machine did, for about `limitMs` each. Processor time counts, so that other load hardly matters. */
export async function probe(limitMs = defaultLimitMs): Promise<Slowness> {
  const plain = await leastSeconds(limitMs, doPlainWork);
  const tensors = await probeTensors(limitMs);
  return { plain: plain / referenceSeconds.plain, tensors: tensors / referenceSeconds.tensors };
}

function machineOf() {
  const { node } = process.versions;
  return { host: os.hostname(), cpu: os.cpus()[0]?.model.trim(), instructions: instructionSets(), node };
}

/** The least of several pieces: what comes in between only ever adds. */
async function leastSeconds(limitMs: number, piece: () => unknown): Promise<number> {
  const endMs = performance.now() + limitMs;
  let least = Number.POSITIVE_INFINITY;
  for (let done = 0; done < leastPieces || performance.now() < endMs; done++) {
    const before = process.cpuUsage();
    await piece();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1e6);
  }
  return least;
}

const draws = 100_000;
const side = 160;

/** What tasks without models spend time on: normal deviates, sums of products, and lines of JSON. */
function doPlainWork(): void {
  const random = randomStream("probe");
  const values = Array.from({ length: draws }, () => random.normal());
  const lines = JSON.stringify(values.map((value) => value.toFixed(3)));
  const back = (JSON.parse(lines) as string[]).map(Number);
  const product = new Float64Array(side * side);
  for (let row = 0; row < side; row++)
    for (let middle = 0; middle < side; middle++)
      for (let column = 0; column < side; column++)
        product[row * side + column]! += back[row * side + middle]! * values[middle * side + column]!;
  if (!product.every(Number.isFinite)) throw new RangeError("a sum of products is no number");
}

/** A batch's symbols, and sizes of its layers, as in the tasks' small models: their operations are short, and many. */
const rows = 512;
const width = 32;
const inner = 128;
const layers = 3;
const steps = 4;

/** Steps of training a few layers on one thread: matrix products, GELU, normalisation and log-softmax, with their gradients. */
async function probeTensors(limitMs: number): Promise<number> {
  await using device = await openDevice("cpu", { threads: 1 });
  const random = randomStream("probe", "tensors");
  const drawn = (shape: readonly number[], deviation = 1) => ({
    shape,
    dtype: "float32" as const,
    data: Float32Array.from(
      { length: shape.reduce((product, size) => product * size, 1) },
      () => deviation * random.normal(),
    ),
  });
  // As wide as layers begin: with larger values GELU's gradient is denormal, on which some processors spend most of their time.
  const layer = (from: number, to: number) => drawn([from, to], from ** -0.5);
  const spec = { shape: [rows, width], dtype: "float32" as const };
  await using trainer = await compileTraining(device, {
    parameters: { first: layer(width, inner), second: layer(inner, width) },
    loss: ({ first, second }, { inputs, targets }) => lossOf(inputs!, targets!, first!, second!),
    batch: { inputs: spec, targets: spec },
    optimizer: { kind: "adam", schedule: { kind: "constant", peak: 1e-4 } },
    stepsPerCall: steps,
    name: "probe",
  });
  const batch: Feeds = { inputs: drawn(spec.shape), targets: drawn(spec.shape) };
  return await leastSeconds(limitMs, () => trainer.step(...Array.from({ length: steps }, () => batch)));
}

function lossOf(inputs: Tensor, targets: Tensor, first: Tensor, second: Tensor): Tensor {
  let state = inputs;
  for (let layer = 0; layer < layers; layer++) {
    const hidden = tf.matMul(state, first);
    const gelu = tf.mul(tf.mul(hidden, 0.5), tf.add(tf.erf(tf.mul(hidden, Math.SQRT1_2)), 1));
    state = normalized(tf.add(state, tf.matMul(gelu, second)));
  }
  return tf.neg(tf.mean(tf.mul(targets, tf.logSoftmax(state))));
}

function normalized(state: Tensor): Tensor {
  const centred = tf.sub(state, tf.mean(state, -1, true));
  return tf.mul(centred, tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), 1e-5)));
}
