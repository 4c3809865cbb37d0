/** Trains a small model for ten steps on the device named on the command line and prints losses, parameters and a decoding step. */
import {
  compileTraining,
  type DeviceName,
  float32,
  int32,
  layerNorm,
  openDevice,
  type Tensor,
  tf,
} from "../../harness/engine/index.ts";
import { randomStream } from "../../harness/random/index.ts";

const [rows, width, symbols] = [6, 8, 12];

function loss(weights: Readonly<Record<string, Tensor>>, batch: Readonly<Record<string, Tensor>>): Tensor {
  const x = tf.gather(weights["embedding"]!, batch["ids"]! as never);
  const turned = tf.matMul(layerNorm(x), weights["turn"]!);
  const hidden = tf.relu(tf.add(tf.matMul(turned, weights["up"]!), weights["bias"]!));
  const scores = tf.matMul(hidden, weights["up"]!, false, true);
  const mixed = tf.add(x, tf.matMul(tf.softmax(tf.matMul(scores, x, false, true)), x));
  const logits = tf.matMul(layerNorm(mixed), weights["embedding"]!, false, true);
  const hot = tf.cast(tf.oneHot(batch["next"]! as never, symbols), "float32");
  return tf.neg(tf.mean(tf.sum(tf.mul(hot, tf.logSoftmax(logits)), -1)));
}

function normal(name: string, shape: readonly number[]) {
  const stream = randomStream("webgpu-test", name);
  const size = shape.reduce((product, extent) => product * extent, 1);
  return float32(
    shape,
    Array.from({ length: size }, () => 0.3 * stream.normal()),
  );
}

function ids(name: string, step: number) {
  const stream = randomStream("webgpu-test", name, step);
  return int32(
    [rows],
    Array.from({ length: rows }, () => stream.integer(symbols)),
  );
}

await using device = await openDevice(process.argv[2] as DeviceName, { allowSoftware: true });
await using trainer = await compileTraining(device, {
  parameters: {
    embedding: normal("embedding", [symbols, width]),
    up: normal("up", [width, 16]),
    bias: normal("bias", [16]),
  },
  frozen: { turn: { ...normal("turn", [width, width]), stored: "float16" } },
  loss,
  batch: { ids: { shape: [rows], dtype: "int32" }, next: { shape: [rows], dtype: "int32" } },
  optimizer: { kind: "adamw", schedule: { kind: "constant", peak: 0.01, warmupSteps: 3 }, weightDecay: 0.1 },
  clipNorm: 0.5,
  averaging: { decay: 0.9 },
  stepsPerCall: 2,
});
const losses: number[] = [];
for (let step = 0; step < 10; step += 2) {
  const batches = [step, step + 1].map((index) => ({ ids: ids("ids", index), next: ids("next", index) }));
  for (const result of await trainer.step(...batches)) losses.push(result.loss);
}
const averaged = Object.fromEntries(
  Object.entries(await trainer.averaged()).map(([name, { data }]) => [name, Array.from(data)]),
);
await using search = await device.compile(
  ({ scores }) => {
    const { values, indices } = tf.topk(scores!, 3);
    return { values, indices, best: tf.argMax(scores!, -1), kept: tf.exp(scores!) };
  },
  { scores: { shape: [4, symbols], dtype: "float32" } },
  { keep: ["kept"] },
);
const { host, device: kept } = await search.run({ scores: normal("scores", [4, symbols]) });
const found = { ...host, kept: await kept["kept"]!.download() };
const decoded = Object.fromEntries(Object.entries(found).map(([name, { data }]) => [name, Array.from(data)]));
const moved = {
  float32: await device.upload(normal("moved", [2, 3])),
  float16: await device.upload(normal("moved", [2, 3]), { stored: "float16" }),
  int32: await device.upload(ids("moved", 0)),
};
for (const [name, tensor] of Object.entries(moved))
  decoded[name] = Array.from((await tensor.download()).data);
console.log(JSON.stringify({ device: device.info, losses, averaged, decoded }));
