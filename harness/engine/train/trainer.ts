/** Runs training steps and keeps their state on the device. */
import { BenchError } from "../../errors/index.ts";
import type { Compiled, Device, StepResult, Trainer, TrainerState, TrainingOptions } from "../contract.ts";
import type { DeviceTensor, Feeds, HostTensor } from "../tensors.ts";
import { type Group, layOut, pack, unpack } from "./layout.ts";
import { kindsOf, stateKinds, trainingProgram, trainingSignature } from "./program.ts";
import { ratesAt, type StepRates } from "./schedule.ts";

type Tensors = Readonly<Record<string, HostTensor>>;
type DeviceTensors = Readonly<Record<string, DeviceTensor>>;

/** Compiles a training step for a loss; throws what `Device.compile` throws, and `loss-not-scalar`. */
export async function compileTraining(device: Device, options: TrainingOptions): Promise<Trainer> {
  const { optimizer, parameters, name = "training" } = options;
  const isDecayed = optimizer.decayed ?? ((parameter: string) => parameters[parameter]!.shape.length >= 2);
  const groups = layOut(parameters, isDecayed);
  const signature = trainingSignature(options, groups);
  const keep = kindsOf(options).flatMap((kind) => groups.map((_, index) => `${stateKinds[kind]}.${index}`));
  const compiled = await device.compile(trainingProgram(options, groups), signature, { name, keep });
  const trainer = new GroupTrainer(device, options, groups, compiled);
  await trainer.restart(parameters);
  return trainer;
}

/** Names of a saved state: `parameter/name`, `first/name`, `second/name`, `average/name`. Zeros are one array, for all of them. */
function startingState(options: TrainingOptions, parameters: Tensors): Tensors {
  const sizes = Object.values(parameters).map(({ data }) => data.length);
  const zeros = new Float32Array(Math.max(0, ...sizes));
  const entries = kindsOf(options).flatMap((kind) =>
    Object.entries(parameters).map(([name, tensor]): [string, HostTensor] => {
      const isMoment = kind === "first" || kind === "second";
      const data = isMoment ? zeros.subarray(0, tensor.data.length) : tensor.data;
      return [`${stateKinds[kind]}/${name}`, { ...tensor, data }];
    }),
  );
  return Object.fromEntries(entries);
}

class GroupTrainer implements Trainer {
  readonly graph: string;
  readonly #device: Device;
  readonly #options: TrainingOptions;
  readonly #groups: readonly Group[];
  readonly #compiled: Compiled;
  #state: DeviceTensors = {};
  /** On `webgpu`, the state of the call before last, written over by the next. */
  #spare: DeviceTensors = {};
  #stepsDone = 0;
  #largestNorm = 0;

  constructor(device: Device, options: TrainingOptions, groups: readonly Group[], compiled: Compiled) {
    this.#device = device;
    this.#options = options;
    this.#groups = groups;
    this.#compiled = compiled;
    this.graph = compiled.graph;
  }

  get stepsDone(): number {
    return this.#stepsDone;
  }

  async step(...batches: readonly Feeds[]): Promise<readonly StepResult[]> {
    const { stepsPerCall = 1 } = this.#options;
    if (batches.length % stepsPerCall !== 0) throw this.#wrongCount(batches.length, stepsPerCall);
    const results: StepResult[] = [];
    for (let start = 0; start < batches.length; start += stepsPerCall)
      results.push(...(await this.#call(batches.slice(start, start + stepsPerCall))));
    return results;
  }

  async parameters(): Promise<Tensors> {
    return this.#download("parameters");
  }

  async averaged(): Promise<Tensors> {
    if (this.#options.averaging !== undefined) return this.#download("averages");
    throw new BenchError("this training keeps no averaged parameters", {
      code: "no-averaging",
      blame: "harness",
      mend: "Pass averaging: { decay } to compileTraining.",
    });
  }

  async save(): Promise<TrainerState> {
    const tensors: Record<string, HostTensor> = {};
    for (const kind of kindsOf(this.#options))
      for (const [name, tensor] of Object.entries(await this.#download(kind)))
        tensors[`${stateKinds[kind]}/${name}`] = tensor;
    return { step: this.#stepsDone, tensors };
  }

  async load({ step, tensors }: TrainerState): Promise<void> {
    const state: Record<string, DeviceTensor> = {};
    for (const kind of kindsOf(this.#options)) {
      const prefix = stateKinds[kind];
      const named = Object.fromEntries(
        Object.entries(this.#options.parameters).map(([name, { shape }]) => [
          name,
          savedTensor(tensors, `${prefix}/${name}`, shape),
        ]),
      );
      for (const [name, vector] of Object.entries(pack(this.#groups, prefix, named)))
        state[name] = await this.#device.upload(vector);
    }
    for (const old of [this.#state, this.#spare]) for (const tensor of Object.values(old)) tensor.dispose();
    this.#state = state;
    this.#spare = {};
    this.#stepsDone = step;
  }

  async restart(parameters: Tensors): Promise<void> {
    await this.load({ step: 0, tensors: startingState(this.#options, parameters) });
    this.#largestNorm = 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#compiled[Symbol.asyncDispose]();
  }

  async #call(batches: readonly Feeds[]): Promise<readonly StepResult[]> {
    const rates = batches.map((_, index) => ratesAt(this.#options.optimizer, this.#stepsDone + index + 1));
    const feeds = { ...this.#state, ...named(batches), rates: ratesTensor(rates) };
    const { host, device } = await this.#compiled.run(feeds, { into: this.#spare });
    const results = batches.map((_, index): StepResult => {
      const step = this.#stepsDone + index + 1;
      const loss = host["losses"]!.data[index]!;
      const gradientNorm = host["norms"]!.data[index]!;
      return { step, loss, gradientNorm, learningRate: rates[index]!.learningRate };
    });
    this.#check(results);
    this.#advance(device, batches.length);
    return results;
  }

  #advance(next: DeviceTensors, steps: number): void {
    const old = this.#state;
    if (this.#device.info.name === "webgpu") this.#spare = old;
    else for (const tensor of Object.values(old)) tensor.dispose();
    this.#state = next;
    this.#stepsDone += steps;
  }

  /** The state stays as it was before the call when a loss or a gradient is not finite. */
  #check(results: readonly StepResult[]): void {
    for (const { step, loss, gradientNorm } of results) {
      if (Number.isFinite(gradientNorm)) this.#largestNorm = Math.max(this.#largestNorm, gradientNorm);
      if (Number.isFinite(loss) && Number.isFinite(gradientNorm)) continue;
      throw new BenchError("training diverged: the loss or its gradient is not finite", {
        code: "loss-not-finite",
        blame: "task",
        where: `step ${step} of ${this.#options.name ?? "training"}`,
        expected: "a finite loss and gradient",
        received: `loss ${loss}, gradient norm ${gradientNorm}, largest gradient norm before ${this.#largestNorm}`,
        mend: "Lower the learning rate, lengthen the warm-up, or clip gradients.",
      });
    }
  }

  async #download(kind: keyof typeof stateKinds): Promise<Tensors> {
    const prefix = stateKinds[kind];
    const vectors: Record<string, HostTensor> = {};
    for (const index of this.#groups.keys())
      vectors[`${prefix}.${index}`] = await this.#state[`${prefix}.${index}`]!.download();
    return unpack(this.#groups, prefix, vectors);
  }

  #wrongCount(received: number, stepsPerCall: number): BenchError {
    return new BenchError("the number of batches is not a multiple of the steps per call", {
      code: "batch-count",
      blame: "harness",
      expected: `a multiple of ${stepsPerCall}`,
      received: `${received} batches`,
      mend: "Pass that many batches, or compile with stepsPerCall: 1.",
    });
  }
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

function savedTensor(tensors: Tensors, name: string, shape: readonly number[]): HostTensor {
  const saved = tensors[name];
  if (saved !== undefined && saved.shape.join() === shape.join()) return saved;
  throw new BenchError("the saved training state does not fit this model", {
    code: "state-mismatch",
    blame: "harness",
    where: name,
    expected: `float32[${shape.join(",")}]`,
    received: saved === undefined ? "nothing" : `${saved.dtype}[${saved.shape.join(",")}]`,
    mend: "Load a state saved by a training of the same model and options.",
  });
}
