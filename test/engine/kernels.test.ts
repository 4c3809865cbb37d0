import { after, before, describe as group, test } from "node:test";
import fc from "fast-check";
import {
  type Device,
  type HostTensor,
  openDevice,
  type Program,
  type Signature,
  sizeOf,
  type Tensor,
  tf,
} from "../../harness/engine/index.ts";
import { lowerToBytes } from "../../harness/engine/lower/index.ts";
import { type KernelName, record } from "../../harness/engine/record/index.ts";
import { evaluate } from "../../harness/engine/reference/index.ts";
import { toOrt } from "../../harness/engine/run/onnx-tensor.ts";
import { onnxruntime } from "../../harness/engine/run/onnxruntime.ts";
import { simplify } from "../../harness/engine/simplify/index.ts";
import { randomStream } from "../../harness/random/index.ts";
import type { Drawn, Instance, KernelCase } from "./kernel-case.ts";
import { kernelCases } from "./kernel-cases.ts";
import { assertClose, tolerance } from "./tolerance.ts";

const step = 1e-5;

group("every recordable kernel", () => {
  let device: Device;
  before(async () => {
    device = await openDevice("cpu");
  });
  after(() => device[Symbol.asyncDispose]());

  for (const name of Object.keys(kernelCases) as KernelName[]) {
    const { instances, hasGradient }: KernelCase = kernelCases[name];
    const what = hasGradient ? "computes and differentiates as float64 does" : "computes as float64 does";
    test(`${name} ${what}`, async () => {
      const property = fc.asyncProperty(instances, fc.nat(), (instance, seed) =>
        checkInstance(device, name, instance, hasGradient, seed),
      );
      await fc.assert(property, { seed: 17, numRuns: 10, endOnFailure: true });
    });
  }
});

async function checkInstance(
  device: Device,
  name: string,
  instance: Instance,
  hasGradient: boolean,
  seed: number,
) {
  const inputs = instance.inputs.map((drawn, index) => draw(drawn, `${name}/${seed}/${index}`));
  const signature = Object.fromEntries(
    inputs.map(({ shape, dtype }, index) => [`x${index}`, { shape, dtype }]),
  );
  const feeds = Object.fromEntries(inputs.map((tensor, index) => [`x${index}`, tensor]));
  const differentiated = hasGradient
    ? Object.keys(feeds).filter((input) => feeds[input]!.dtype === "float32")
    : [];
  const forward = forwardProgram(instance);
  const program = withGradients(forward, differentiated);
  await using compiled = await device.compile(program, signature, { name });
  const { host } = await compiled.run(feeds);
  const asOnGpu = await loweredForGpu(program, signature, feeds);
  const expected = evaluate(record(forward, signature), dataOf(feeds));
  for (const [output, { data }] of Object.entries(expected)) {
    if (output === "loss") continue;
    assertClose(host[output]!.data, data, tolerance.kernel, `${name} ${output}`);
    assertClose(asOnGpu[output]!, data, tolerance.kernel, `${name} ${output}, lowered for a GPU`);
  }
  for (const input of differentiated) {
    const slopes = centralDifferences(forward, signature, feeds, input);
    assertClose(host[`d${input}`]!.data, slopes, tolerance.gradient, `${name} gradient of ${input}`);
  }
}

/** What the nodes chosen for a GPU compute, here on the processor: their meaning, whoever runs them. */
async function loweredForGpu(
  program: Program,
  signature: Signature,
  feeds: Readonly<Record<string, HostTensor>>,
): Promise<Readonly<Record<string, HostTensor["data"]>>> {
  const bytes = lowerToBytes(simplify(record(program, signature)), "lowered for a GPU", "gpu");
  const session = await onnxruntime().InferenceSession.create(bytes, { executionProviders: ["cpu"] });
  const results = await session.run(
    Object.fromEntries(Object.entries(feeds).map(([name, tensor]) => [`in:${name}`, toOrt(tensor)])),
  );
  await session.release();
  return Object.fromEntries(
    Object.entries(results).map(([name, { data }]) => [name.replace("out:", ""), data as HostTensor["data"]]),
  );
}

/** The outputs `y0`, `y1`, … and `loss`, their sum with uneven weights. */
function forwardProgram({ call }: Instance): Program {
  return (inputs) => {
    const made = call(...Object.keys(inputs).map((input) => inputs[input]!));
    const outputs = (Array.isArray(made) ? made : [made]) as Tensor[];
    const losses = outputs.map((y) => tf.sum(tf.mul(y, tf.reshape(tf.linspace(0.5, 1.5, y.size), y.shape))));
    const named = outputs.map((y, index) => [`y${index}`, y] as const);
    return { ...Object.fromEntries(named), loss: tf.addN(losses) };
  };
}

function withGradients(forward: Program, differentiated: readonly string[]): Program {
  return (inputs) => {
    if (differentiated.length === 0) return forward(inputs);
    const loss = (...values: Tensor[]) =>
      forward({
        ...inputs,
        ...Object.fromEntries(differentiated.map((input, index) => [input, values[index]!])),
      })["loss"]!;
    const gradients = tf.grads(loss)(differentiated.map((input) => inputs[input]!));
    return {
      ...forward(inputs),
      ...Object.fromEntries(differentiated.map((input, index) => [`d${input}`, gradients[index]!])),
    };
  };
}

function centralDifferences(
  forward: Program,
  signature: Signature,
  feeds: Readonly<Record<string, HostTensor>>,
  input: string,
): number[] {
  const graph = record(forward, signature);
  const lossAt = (place: number, change: number) => {
    const data = dataOf(feeds);
    data[input]![place]! += change;
    return evaluate(graph, data)["loss"]!.data[0]!;
  };
  return Array.from(
    feeds[input]!.data,
    (_, place) => (lossAt(place, step) - lossAt(place, -step)) / (2 * step),
  );
}

function dataOf(feeds: Readonly<Record<string, HostTensor>>): Record<string, Float64Array> {
  return Object.fromEntries(Object.entries(feeds).map(([name, { data }]) => [name, Float64Array.from(data)]));
}

function draw({ shape, dtype, low, high }: Drawn, purpose: string): HostTensor {
  const size = sizeOf(shape);
  const values = Array.from({ length: size }, (_, place) => low + ((place + 0.37) / size) * (high - low));
  randomStream("kernels", purpose).shuffle(values);
  if (dtype === "float32") return { shape, dtype, data: Float32Array.from(values) };
  const whole = values.map(Math.floor);
  return dtype === "int32"
    ? { shape, dtype, data: Int32Array.from(whole) }
    : { shape, dtype, data: Uint8Array.from(whole) };
}
