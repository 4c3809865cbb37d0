import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { execa } from "execa";
import { encodeBundle } from "../artifacts/index.ts";
import type { HostTensor } from "../engine/index.ts";
import { BenchError } from "../errors/index.ts";
import { instructionSets } from "../machine/index.ts";
import type { Parameters, TransformerConfig } from "../models/index.ts";

/** A Python that has PyTorch, with the processor whose kernels OpenBLAS has to be told to take; or why there is none. */
export type TorchSearch =
  | { readonly state: "found"; readonly python: string; readonly version: string; readonly kernels?: string }
  | { readonly state: "missing"; readonly reason: string };

/** Adam as PyTorch takes it. */
export interface TwinOptimizer {
  readonly lr: number;
  readonly betas: readonly [number, number];
  readonly eps: number;
  readonly clip?: number;
}

/** Where a twin computes and how: on a processor with so many threads in float32, or on a GPU. */
export interface TwinPlace {
  readonly threads: number;
  readonly device: "cpu" | "cuda";
  /** bfloat16: products and attention by PyTorch's autocast, parameters and moments of a training in float32. */
  readonly precision: "float32" | "bfloat16";
}

/** A running `torch_twin.py`; its operations are that file's methods. */
export interface TorchTwin extends AsyncDisposable {
  /** Loads a model; `inputs` are int32 `source` and `target`, of which requests name rows. */
  open(
    config: TransformerConfig,
    parameters: Parameters,
    inputs: Readonly<Record<string, HostTensor>>,
    optimizer?: TwinOptimizer,
  ): Promise<void>;
  /** One operation; the answer has `seconds`, the time of the work without the message's way. */
  ask(operation: string, fields?: Readonly<Record<string, unknown>>): Promise<TwinAnswer>;
  /** Where requests may write: removed with the twin. */
  readonly folder: string;
}

/** A twin and how it computes, for those who read of it. */
export type NamedTwin = TorchTwin & TwinPlace;

export type TwinAnswer = Readonly<Record<string, unknown>> & { readonly seconds: number };

/** Looks for PyTorch in `python3` of the PATH and in `/usr/bin/python3`. */
export async function findTorch(): Promise<TorchSearch> {
  const reasons: string[] = [];
  for (const python of ["python3", "/usr/bin/python3"]) {
    const { failed, stdout, stderr } = await execa(python, ["-c", said], {
      env: { OPENBLAS_VERBOSE: "2" },
      reject: false,
    });
    if (!failed) {
      const kernels = kernelsFor(/^Core: (\w+)/m.exec(stderr)?.[1], instructionSets());
      return { state: "found", python, version: stdout.trim(), ...(kernels !== undefined && { kernels }) };
    }
    reasons.push(`${python}: ${stderr?.trim().split("\n").at(-1) || "not found"}`);
  }
  return { state: "missing", reason: reasons.join("; ") };
}

const said = "import torch; torch.ones(2, 2) @ torch.ones(2, 2); print(torch.__version__)";

/**
 * OpenBLAS takes the kernels of a processor from 2004 for every one that is newer than itself, and is then five times slower than it can be. Whose
 * it should take instead; undefined where it has chosen, or is not there.
 */
export function kernelsFor(
  chosen: string | undefined,
  instructions: readonly string[] = [],
): string | undefined {
  if (chosen?.toLowerCase() !== "prescott") return undefined;
  if (instructions.includes("avx512f")) return "SkylakeX";
  return instructions.includes("avx2") ? "Haswell" : undefined;
}

/** Whether this PyTorch sees a GPU. */
export async function seesGpu({ python }: { readonly python: string }): Promise<boolean> {
  const asked = await execa(python, ["-c", "import torch; print(torch.cuda.is_available())"], {
    reject: false,
  });
  return asked.stdout?.trim() === "True";
}

/** Starts a twin, with `threads` threads of the processor unless told otherwise; its requests throw `torch-twin` when it has stopped. */
export async function startTorchTwin(
  { python, kernels }: Pick<Extract<TorchSearch, { state: "found" }>, "python" | "kernels">,
  threads: number,
  { device, precision }: Omit<TwinPlace, "threads"> = { device: "cpu", precision: "float32" },
): Promise<NamedTwin> {
  const folder = await mkdtemp(join(tmpdir(), "torch-twin-"));
  const script = join(import.meta.dirname, "torch_twin.py");
  const process = execa(python, [script, device, precision], {
    env: {
      OMP_NUM_THREADS: `${threads}`,
      OPENBLAS_NUM_THREADS: `${threads}`,
      ...(kernels !== undefined && { OPENBLAS_CORETYPE: kernels }),
    },
    reject: false,
    stdin: "pipe",
    buffer: { stdout: false },
  });
  const answers = createInterface({ input: process.stdout })[Symbol.asyncIterator]();

  async function ask(operation: string, fields: Readonly<Record<string, unknown>> = {}): Promise<TwinAnswer> {
    process.stdin.write(`${JSON.stringify({ op: operation, ...fields })}\n`);
    const { value, done } = await answers.next();
    if (done === true) throw await twinError(operation, process);
    return JSON.parse(value) as TwinAnswer;
  }

  const open: TorchTwin["open"] = async (config, parameters, inputs, optimizer) => {
    const [weightFile, inputFile] = [join(folder, "weights.safetensors"), join(folder, "inputs.safetensors")];
    await writeFile(weightFile, encodeBundle({ arrays: parameters, metadata: {} }));
    await writeFile(inputFile, encodeBundle({ arrays: inputs, metadata: {} }));
    await ask("open", { config, weights: weightFile, inputs: inputFile, optimizer });
  };

  async function dispose(): Promise<void> {
    process.stdin.end();
    await process;
    await rm(folder, { recursive: true });
  }

  return { open, ask, folder, threads, device, precision, [Symbol.asyncDispose]: dispose };
}

async function twinError(
  operation: string,
  ended: PromiseLike<{ readonly stderr?: string }>,
): Promise<BenchError> {
  const { stderr = "" } = await ended;
  return new BenchError("the PyTorch twin stopped", {
    code: "torch-twin",
    blame: "environment",
    where: operation,
    received: stderr.trim().split("\n").at(-1) || "no message",
    mend: "Run torch_twin.py by hand with the same request.",
  });
}
