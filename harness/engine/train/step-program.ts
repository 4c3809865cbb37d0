/** The compiled programs of a training's steps, and one call into them. */
import { BenchError } from "../../errors/index.ts";
import type { Compiled, Device, TrainingOptions } from "../contract.ts";
import type { DeviceTensor, Feeds, HostTensor } from "../tensors.ts";
import type { Group } from "./layout.ts";
import {
  gradientProgram,
  gradientSignature,
  kindsOf,
  stateKinds,
  sums,
  trainingProgram,
  trainingSignature,
  updateProgram,
  updateSignature,
} from "./program.ts";
import type { StepRates } from "./schedule.ts";

type DeviceTensors = Readonly<Record<string, DeviceTensor>>;

/** What a call computes from. */
export interface StepCall {
  readonly state: DeviceTensors;
  readonly frozen: DeviceTensors;
  readonly batches: readonly Feeds[];
  /** Of each step. */
  readonly rates: readonly StepRates[];
  /** Where a device may write the next state; see `RunTargets`. */
  readonly into: DeviceTensors;
}

export interface StepProgram extends AsyncDisposable {
  readonly graph: string;
  readonly stepsPerCall: number;
  readonly batchesPerCall: number;
  /** The next state, and for each step its loss and the norm of its gradient before clipping. */
  run(call: StepCall): Promise<{
    readonly state: DeviceTensors;
    readonly losses: ArrayLike<number>;
    readonly norms: ArrayLike<number>;
  }>;
}

/** Compiles the steps of a training: one program, or two where a step has several batches. */
export async function compileSteps(
  device: Device,
  options: TrainingOptions,
  groups: readonly Group[],
): Promise<StepProgram> {
  const { stepsPerCall = 1, batchesPerStep = 1 } = options;
  if (batchesPerStep === 1) return compileWhole(device, options, groups);
  if (stepsPerCall > 1) throw bothCounts(stepsPerCall, batchesPerStep);
  return compileSummed(device, options, groups);
}

async function compileWhole(
  device: Device,
  options: TrainingOptions,
  groups: readonly Group[],
): Promise<StepProgram> {
  const { name = "training", stepsPerCall = 1 } = options;
  const program = await device.compile(trainingProgram(options, groups), trainingSignature(options, groups), {
    name,
    keep: stateNames(options, groups),
  });
  return {
    graph: program.graph,
    stepsPerCall,
    batchesPerCall: stepsPerCall,
    async run({ state, frozen, batches, rates, into }) {
      const feeds = { ...state, ...frozen, ...named(batches), rates: ratesTensor(rates) };
      const { host, device: next } = await program.run(feeds, { into });
      return { state: next, losses: host["losses"]!.data, norms: host["norms"]!.data };
    },
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  };
}

/** Memory holds the activations of one batch at a time. */
async function compileSummed(
  device: Device,
  options: TrainingOptions,
  groups: readonly Group[],
): Promise<StepProgram> {
  const { name = "training", batchesPerStep = 1 } = options;
  await using opened = new AsyncDisposableStack();
  const gradients = opened.use(
    await device.compile(gradientProgram(options, groups), gradientSignature(options, groups), {
      name: `${name}, gradients`,
      keep: groups.map((_, index) => `${sums}.${index}`),
    }),
  );
  const update = opened.use(
    await device.compile(updateProgram(options, groups), updateSignature(options, groups), {
      name: `${name}, update`,
      keep: stateNames(options, groups),
    }),
  );
  const zeros = await zeroSums(device, groups);
  for (const tensor of Object.values(zeros)) opened.defer(() => tensor.dispose());
  const kept = opened.move();

  async function run({ state, frozen, batches, rates, into }: StepCall) {
    let added: DeviceTensors = zeros;
    let loss = 0;
    for (const batch of batches) {
      const before = added;
      const feeds = { ...inputsOf(gradients, state), ...frozen, ...before, ...named([batch]) };
      const { host, device: after } = await gradients.run(feeds);
      if (before !== zeros) disposeAll(before);
      added = after;
      loss += host["losses"]!.data[0]!;
    }
    const { host, device: next } = await update.run(
      { ...state, ...added, rates: ratesTensor(rates) },
      { into },
    );
    disposeAll(added);
    return { state: next, losses: [loss], norms: host["norms"]!.data };
  }

  return {
    graph: `${gradients.graph}\n${update.graph}`,
    stepsPerCall: 1,
    batchesPerCall: batchesPerStep,
    run,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

function stateNames(options: TrainingOptions, groups: readonly Group[]): string[] {
  return kindsOf(options).flatMap((kind) => groups.map((_, index) => `${stateKinds[kind]}.${index}`));
}

function inputsOf({ inputs }: Compiled, state: DeviceTensors): Feeds {
  return Object.fromEntries(Object.entries(state).filter(([name]) => inputs[name] !== undefined));
}

async function zeroSums(device: Device, groups: readonly Group[]): Promise<DeviceTensors> {
  const zeros: Record<string, DeviceTensor> = {};
  for (const [index, { size }] of groups.entries()) {
    const data = new Float32Array(new SharedArrayBuffer(size * Float32Array.BYTES_PER_ELEMENT));
    zeros[`${sums}.${index}`] = await device.upload({ shape: [size], dtype: "float32", data });
  }
  return zeros;
}

function named(batches: readonly Feeds[]): Feeds {
  const entries = batches.flatMap((batch, step) =>
    Object.entries(batch).map(([name, tensor]) => [`${step}.${name}`, tensor] as const),
  );
  return Object.fromEntries(entries);
}

function ratesTensor(rates: readonly StepRates[]): HostTensor {
  const values = rates.flatMap(({ stepSize, epsilon, keep }) => [stepSize, epsilon, keep]);
  return { shape: [rates.length, 3], dtype: "float32", data: Float32Array.from(values) };
}

/** Frees tensors of a device. */
export function disposeAll(...sets: readonly DeviceTensors[]): void {
  for (const tensors of sets) for (const tensor of Object.values(tensors)) tensor.dispose();
}

function bothCounts(stepsPerCall: number, batchesPerStep: number): BenchError {
  return new BenchError("a step of several batches is a call of its own", {
    code: "training-options",
    blame: "harness",
    expected: "stepsPerCall: 1 beside batchesPerStep",
    received: `stepsPerCall: ${stepsPerCall}, batchesPerStep: ${batchesPerStep}`,
    mend: "Leave one of the two out.",
  });
}
