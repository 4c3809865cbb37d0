import os from "node:os";
import { type ArtifactStore, keptValue } from "../artifacts/index.ts";
import { compileTraining, type Feeds, openDevice, type Tensor, tf } from "../engine/index.ts";
import { instructionSets } from "../machine/index.ts";
import { randomStream } from "../random/index.ts";
import type { WorkKind } from "../task/index.ts";

/** How many times the processor time of the reference machine this one needs, by kind of work. */
export type Slowness = Readonly<Record<ProbedWork, number>>;

type ProbedWork = Exclude<WorkKind, "gpu">;

/** Processor seconds of one piece of each kind on the machine on which the costs of the tasks were measured. */
const referenceSeconds: Slowness = { plain: 0.07, tensors: 0.0053 };

/** Wall-clock limit for each kind, so that a probe takes ten seconds at most, and pieces that are always done. */
const defaultLimitMs = 4000;
const leastPieces = 3;

/** As `probe`, from the store where this machine has been probed already. */
export function probeOnce(
  store: Pick<ArtifactStore, "bundle">,
  measure: () => Promise<Slowness> = probe,
): Promise<Slowness> {
  return keptValue(store, { what: "probe", version: 2, ...machineOf() }, measure);
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

const rows = 256;
const width = 128;
const steps = 4;

/** Steps of training a small classifier on one thread: matrix products, GELU and log-softmax, with their gradients. */
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
  const square = () => drawn([width, width], width ** -0.5);
  const spec = { shape: [rows, width], dtype: "float32" as const };
  await using trainer = await compileTraining(device, {
    parameters: { first: square(), second: square() },
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
  const hidden = tf.matMul(inputs, first);
  const gelu = tf.mul(tf.mul(hidden, 0.5), tf.add(tf.erf(tf.mul(hidden, Math.SQRT1_2)), 1));
  const logits = tf.matMul(gelu, second);
  return tf.neg(tf.mean(tf.mul(targets, tf.logSoftmax(logits))));
}
