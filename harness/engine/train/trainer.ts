/** Runs training steps and keeps their state on the device. */
import { BenchError } from "../../errors/index.ts";
import type {
  Device,
  FrozenTensor,
  StepResult,
  Trainer,
  TrainerState,
  TrainingOptions,
} from "../contract.ts";
import type { DeviceTensor, Feeds, HostTensor } from "../tensors.ts";
import { cpuGroups, type Group, gpuGroups, layOut, pack, unpack } from "./layout.ts";
import { frozenInputs, kindsOf, stateKinds } from "./program.ts";
import { ratesAt } from "./schedule.ts";
import { compileSteps, disposeAll, type StepProgram } from "./step-program.ts";

type Tensors = Readonly<Record<string, HostTensor>>;
type DeviceTensors = Readonly<Record<string, DeviceTensor>>;

/** Compiles a training step for a loss; throws what `Device.compile` throws, and `loss-not-scalar`. */
export async function compileTraining(device: Device, options: TrainingOptions): Promise<Trainer> {
  const { optimizer, parameters } = options;
  const isDecayed = optimizer.decayed ?? ((parameter: string) => parameters[parameter]!.shape.length >= 2);
  const groups = layOut(parameters, isDecayed, device.info.name === "webgpu" ? gpuGroups : cpuGroups);
  const trainer = new GroupTrainer(device, options, groups, await compileSteps(device, options, groups));
  const { frozen = {} } = options;
  await trainer.restart(parameters, Object.values(frozen).every(hasValues) ? (frozen as Tensors) : undefined);
  return trainer;
}

function hasValues({ data }: FrozenTensor): boolean {
  return data !== undefined;
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
  readonly #compiled: StepProgram;
  #state: DeviceTensors = {};
  #frozen: DeviceTensors = {};
  /** On `webgpu`, the state of the call before last, written over by the next. */
  #spare: DeviceTensors = {};
  #stepsDone = 0;
  #largestNorm = 0;

  constructor(device: Device, options: TrainingOptions, groups: readonly Group[], compiled: StepProgram) {
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
    const { batchesPerCall } = this.#compiled;
    if (batches.length % batchesPerCall !== 0) throw this.#wrongCount(batches.length, batchesPerCall);
    const results: StepResult[] = [];
    for (let start = 0; start < batches.length; start += batchesPerCall)
      results.push(...(await this.#call(batches.slice(start, start + batchesPerCall))));
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
    disposeAll(this.#state, this.#spare);
    this.#state = state;
    this.#spare = {};
    this.#stepsDone = step;
  }

  async restart(parameters: Tensors, frozen?: Tensors): Promise<void> {
    await this.load({ step: 0, tensors: startingState(this.#options, parameters) });
    this.#largestNorm = 0;
    if (frozen !== undefined) await this.#freeze(frozen);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    disposeAll(this.#frozen);
    this.#frozen = {};
    await this.#compiled[Symbol.asyncDispose]();
  }

  async #freeze(frozen: Tensors): Promise<void> {
    disposeAll(this.#frozen);
    this.#frozen = {};
    const held: Record<string, DeviceTensor> = {};
    for (const [name, tensor] of Object.entries(frozen))
      held[name] = await this.#device.upload(tensor, { name, stored: this.#options.frozen?.[name]?.stored });
    this.#frozen = frozenInputs(held);
  }

  async #call(batches: readonly Feeds[]): Promise<readonly StepResult[]> {
    const { optimizer } = this.#options;
    const rates = Array.from({ length: this.#compiled.stepsPerCall }, (_, index) =>
      ratesAt(optimizer, this.#stepsDone + index + 1),
    );
    const computed = await this.#compiled.run({
      state: this.#state,
      frozen: this.#frozen,
      batches,
      rates,
      into: this.#spare,
    });
    const results = rates.map(({ learningRate }, index): StepResult => {
      const [loss, gradientNorm] = [computed.losses[index]!, computed.norms[index]!];
      return { step: this.#stepsDone + index + 1, loss, gradientNorm, learningRate };
    });
    this.#check(results);
    this.#advance(computed.state, rates.length);
    return results;
  }

  #advance(next: DeviceTensors, steps: number): void {
    const old = this.#state;
    if (this.#device.info.name === "webgpu") this.#spare = old;
    else disposeAll(old);
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

  #wrongCount(received: number, batchesPerCall: number): BenchError {
    return new BenchError("the number of batches is not a multiple of those of a call", {
      code: "batch-count",
      blame: "harness",
      expected: `a multiple of ${batchesPerCall}`,
      received: `${received} batches`,
      mend: "Pass that many batches, or compile with stepsPerCall: 1 and batchesPerStep: 1.",
    });
  }
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
