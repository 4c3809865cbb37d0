import {
  compileTraining,
  type Device,
  type HostTensor,
  type Program,
  type Signature,
  type Trainer,
  tf,
} from "../engine/index.ts";
import { type TransformerConfig, transformerLoss } from "../models/index.ts";
import { benchInputs, benchParameters } from "./engine-models.ts";
import type { Contender } from "./interleave.ts";
import type { NamedTwin } from "./torch-twin.ts";

/** Who takes part: our devices and PyTorch's twins; on a processor with every thread count. */
export interface Field {
  readonly devices: readonly Device[];
  readonly twins: readonly NamedTwin[];
}

/** Contenders ready to run, and what must be closed after them. */
export interface OpenContenders extends AsyncDisposable {
  readonly contenders: readonly Contender[];
}

const OPTIMIZER = { lr: 1e-3, betas: [0.9, 0.999], eps: 1e-8, clip: 1 } as const;
/** One step of Adam with gradient clipping on a batch of `rows`. */
export async function trainingContenders(
  field: Field,
  config: TransformerConfig,
  rows: number,
): Promise<OpenContenders> {
  const stack = new AsyncDisposableStack();
  const inputs = benchInputs(config, rows);
  const contenders: Contender[] = [];
  for (const device of field.devices) {
    const trainer = stack.use(await openTrainer(device, config, rows));
    contenders.push(ours(device, async () => void (await trainer.step(inputs))));
  }
  for (const twin of field.twins) {
    await twin.open(config, benchParameters(config), inputs, OPTIMIZER);
    contenders.push(peer(twin, async () => (await twin.ask("train", { first: 0, rows })).seconds));
  }
  return opened(stack, contenders);
}

/** The trainer that the benchmark and its compile time are about. */
export async function openTrainer(device: Device, config: TransformerConfig, rows: number): Promise<Trainer> {
  return compileTraining(device, {
    parameters: benchParameters(config),
    loss: transformerLoss(config),
    batch: signatureOf(benchInputs(config, rows)),
    optimizer: { kind: "adam", schedule: { kind: "constant", peak: OPTIMIZER.lr } },
    clipNorm: OPTIMIZER.clip,
  });
}

/** A product of two square matrices: what the machine can reach. */
export async function squareContenders(field: Field, size: number): Promise<OpenContenders> {
  const stack = new AsyncDisposableStack();
  const signature: Signature = {
    a: { shape: [size, size], dtype: "float32" },
    b: { shape: [size, size], dtype: "float32" },
  };
  const square: HostTensor = {
    ...signature["a"]!,
    data: new Float32Array(size * size).map((_, place) => (place % 7) / 7),
  };
  const contenders: Contender[] = [];
  for (const device of field.devices) {
    const program = stack.use(await device.compile(cornered, signature, { keep: ["product"] }));
    const held = { a: await device.upload(square), b: await device.upload(square) };
    stack.defer(() => Object.values(held).forEach((tensor) => void tensor.dispose()));
    contenders.push(ours(device, async () => (await program.run(held)).device["product"]!.dispose()));
  }
  for (const twin of field.twins) {
    contenders.push(peer(twin, async () => (await twin.ask("matmul", { size })).seconds));
  }
  return opened(stack, contenders);
}

/** The product, and its first number for the host: it is there when a GPU has computed. */
const cornered: Program = ({ a, b }) => {
  const product = tf.matMul(a!, b!);
  return { product, corner: tf.slice(product, [0, 0], [1, 1]) };
};

/** Our side, on one device. */
export function ours(device: Device, run: () => Promise<void>, how = ""): Contender {
  return {
    side: "ours",
    label: `ours, ${device.info.name === "cpu" ? threads(device.info.threads) : device.info.name}${how}`,
    run: async () => void (await run()),
  };
}

/** PyTorch's side, with one twin. */
export function peer(twin: NamedTwin, run: () => Promise<number>, how = ""): Contender {
  const where = twin.device === "cpu" ? threads(twin.threads) : `${twin.device}, ${twin.precision}`;
  return { side: "peer", label: `PyTorch, ${where}${how}`, precision: twin.precision, run };
}

function threads(count: number): string {
  return count === 1 ? "1 thread" : `${count} threads`;
}

/** Contenders with what must be closed after them. */
export function opened(stack: AsyncDisposableStack, contenders: readonly Contender[]): OpenContenders {
  return { contenders, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

function signatureOf(inputs: Readonly<Record<string, HostTensor>>): Signature {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, { shape, dtype }]) => [name, { shape, dtype }]),
  );
}
