/** What every device offers, whichever library computes. */
import type {
  DeviceTensor,
  Feeds,
  HostTensor,
  InputSpec,
  Program,
  Signature,
  Storage,
  Tensor,
} from "./tensors.ts";

/** `auto` is webgpu on real hardware, else cpu. */
export type DeviceName =
  | "auto"
  | "cpu"
  | "webgpu"
  | "tfjs:cpu"
  | "tfjs:wasm"
  | "tfjs:webgpu"
  | "tfjs:node"
  | "tfjs:node-gpu";

export interface DeviceOptions {
  /** Threads of one operator on cpu devices; default: the number of cores. */
  readonly threads?: number;
  /** Accept a software adapter for `webgpu` (tests do); default false. */
  readonly allowSoftware?: boolean;
  /** Writes onnxruntime's profile of every program here, as `program_….json`, when the program is closed. */
  readonly profileFolder?: string;
}

/** What computes, for records. */
export interface DeviceInfo {
  readonly name: Exclude<DeviceName, "auto">;
  readonly kind: "compiled" | "eager";
  /** The CPU's or the adapter's name as the system reports it. */
  readonly hardware: string;
  readonly software: boolean;
  readonly threads: number;
  /** Package versions, by package name. */
  readonly versions: Readonly<Record<string, string>>;
}

/** One line of `doctor`: a device found, or why it was not. */
export type DeviceReport =
  | { readonly state: "found"; readonly info: DeviceInfo }
  | {
      readonly state: "missing";
      readonly name: Exclude<DeviceName, "auto">;
      readonly reason: string;
      readonly mend: string;
    };

export interface CompileOptions {
  /** Names the program in errors, profiles and printed graphs; default `program`. */
  readonly name?: string;
  /** Outputs that stay on the device: they come back in `Results.device`. */
  readonly keep?: readonly string[];
  /**
   * Runs that may go on side by side, each on a thread of its own; at most the device's threads, and 1 on devices other
   * than `cpu` or when outputs are kept. Default 1: then all threads share each operation.
   */
  readonly lanes?: number;
}

export interface Results {
  readonly host: Readonly<Record<string, HostTensor>>;
  readonly device: Readonly<Record<string, DeviceTensor>>;
}

export interface RunTargets {
  /** Writes kept outputs into these tensors of an earlier run; none may also be fed. Spares allocation; ignored where it cannot. */
  readonly into?: Readonly<Record<string, DeviceTensor>>;
}

/** A program ready to run on one device. */
export interface Compiled extends AsyncDisposable {
  /** Runs that may overlap; with 1, await each. */
  readonly lanes: number;
  readonly inputs: Signature;
  readonly outputs: Signature;
  /** The simplified graph as text, one operation a line; empty on eager devices. */
  readonly graph: string;
  /** Checks names, shapes and dtypes of `feeds` (`feed-mismatch`), computes, and hands back every output. */
  run(feeds: Feeds, options?: RunTargets): Promise<Results>;
}

export interface UploadOptions {
  /** See `InputSpec`. */
  readonly stored?: Storage | undefined;
  /** Names the tensor in errors. */
  readonly name?: string;
}

export interface Device extends AsyncDisposable {
  readonly info: DeviceInfo;
  /** Records, simplifies, lowers and loads `program`; on tfjs devices only checks it. Throws `unsupported-kernel`, `shape-mismatch`, `recorded-read`, `out-of-memory`. */
  compile(program: Program, signature: Signature, options?: CompileOptions): Promise<Compiled>;
  /**
   * Copies the values, unless they lie in shared memory, which `cpu` reads where it is; on `webgpu` into the card's own. Throws
   * `not-float16` for values that cannot be stored so.
   */
  upload(tensor: HostTensor, options?: UploadOptions): Promise<DeviceTensor>;
}

/** Learning rate by step (1-based): linear from 0 over `warmupSteps`, then constant or half a cosine down to `floor` × peak at `totalSteps`. */
export type Schedule =
  | { readonly kind: "constant"; readonly peak: number; readonly warmupSteps?: number }
  | {
      readonly kind: "cosine";
      readonly peak: number;
      readonly warmupSteps: number;
      readonly totalSteps: number;
      /** Default 0. */
      readonly floor?: number;
    };

/** Adam (Kingma and Ba, 2015) adds `weightDecay` × parameter to the gradient; AdamW (Loshchilov and Hutter, 2019) decays the parameter itself. */
export interface OptimizerOptions {
  readonly kind: "adam" | "adamw";
  readonly schedule: Schedule;
  /** Default 0.9. */
  readonly beta1?: number;
  /** Default 0.999. */
  readonly beta2?: number;
  /** Default 1e-8. */
  readonly epsilon?: number;
  /** Default 0. Applies to parameters of two or more dimensions, unless `decayed` chooses. */
  readonly weightDecay?: number;
  readonly decayed?: (name: string) => boolean;
}

/** A frozen tensor; without values where `restart` brings them. */
export interface FrozenTensor extends InputSpec {
  readonly data?: HostTensor["data"];
}

export interface TrainingOptions {
  readonly parameters: Readonly<Record<string, HostTensor>>;
  /** What the loss reads and no step changes, by other names: it lies on the device once, without gradients and moments. */
  readonly frozen?: Readonly<Record<string, FrozenTensor>>;
  /** Scalar float32 loss of the parameters, frozen ones among them, on a batch, in the tfjs API. */
  readonly loss: (
    parameters: Readonly<Record<string, Tensor>>,
    batch: Readonly<Record<string, Tensor>>,
  ) => Tensor;
  readonly batch: Signature;
  readonly optimizer: OptimizerOptions;
  /** Gradients are scaled down to this global norm. */
  readonly clipNorm?: number;
  /** Keeps an exponential moving average of the parameters: average ← decay × average + (1 − decay) × parameter. */
  readonly averaging?: { readonly decay: number };
  /** Steps computed in one call into the device; `step` then takes that many batches. Default 1. */
  readonly stepsPerCall?: number;
  /** A step's loss is the sum over so many batches, computed one after the other; `step` takes that many for each. Default 1. */
  readonly batchesPerStep?: number;
  /** Names the program in errors; default `training`. */
  readonly name?: string;
}

export interface StepResult {
  /** 1-based number of the step just done. */
  readonly step: number;
  readonly loss: number;
  /** Global norm of the gradient before clipping. */
  readonly gradientNorm: number;
  readonly learningRate: number;
}

/** Everything a training run needs to go on: parameters, optimizer moments, averages, step number. */
export interface TrainerState {
  readonly step: number;
  readonly tensors: Readonly<Record<string, HostTensor>>;
}

export interface Trainer extends AsyncDisposable {
  readonly stepsDone: number;
  readonly graph: string;
  /** One step per batch, or per `batchesPerStep`, in order; their number must be a multiple of that and of `stepsPerCall`. Throws `loss-not-finite` with step and largest gradient norm. */
  step(...batches: readonly Feeds[]): Promise<readonly StepResult[]>;
  /** Host copy of the parameters (names and shapes as given). */
  parameters(): Promise<Readonly<Record<string, HostTensor>>>;
  /** Host copy of the averaged parameters; throws `no-averaging` when `averaging` was not asked for. */
  averaged(): Promise<Readonly<Record<string, HostTensor>>>;
  save(): Promise<TrainerState>;
  load(state: TrainerState): Promise<void>;
  /** Begins anew from these parameters, of the same names and shapes: step 0, moments 0, averages equal to the parameters. `frozen` replaces what is frozen, stored as at first. */
  restart(
    parameters: Readonly<Record<string, HostTensor>>,
    frozen?: Readonly<Record<string, HostTensor>>,
  ): Promise<void>;
}
