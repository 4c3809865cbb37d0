import { availableParallelism } from "node:os";
import { type Device, openDevice } from "../engine/index.ts";
import { compileSeconds } from "./compile-time.ts";
import { type Field, type OpenContenders, squareContenders, trainingContenders } from "./contenders.ts";
import { DECODER_ONLY, ENCODER_DECODER, LLAMA, SMALL, trainingFlop } from "./engine-models.ts";
import { benchGpu } from "./gpu.ts";
import { type Contender, describe, interleave, rate } from "./interleave.ts";
import { memoryShare } from "./memory.ts";
import { searchContenders } from "./search-contenders.ts";
import type { BenchCase } from "./table.ts";
import { findTorch, startTorchTwin } from "./torch-twin.ts";

const SQUARE = 1024;

/** The engine's suite: training steps, searches, the machine's ceiling and what a step reaches of it; on a GPU its tiers' models too. */
export async function benchEngine(
  progress: (line: string) => void,
  isWanted: (name: string) => boolean,
  device: string,
): Promise<readonly BenchCase[]> {
  if (device !== "cpu") return benchGpu(device, progress, isWanted);
  await using stack = new AsyncDisposableStack();
  const field = await openField(stack, progress);
  const cases: BenchCase[] = [];
  for (const [name, measure] of Object.entries(measures)) {
    if (!isWanted(name)) continue;
    const { how, ...measured } = await measure(field);
    cases.push({ name, ...measured });
    if (how !== undefined) progress(`${name}: ${how}`);
  }
  return cases;
}

/** A case without its name, and how the two sides did it. */
type Measurement = Omit<BenchCase, "name"> & { readonly how?: string };
type Measure = (field: Field) => Promise<Measurement>;

const measures: Readonly<Record<string, Measure>> = {
  "train-encoder-decoder": race("examples/s", 128, 1.3, (on) => trainingContenders(on, ENCODER_DECODER, 128)),
  "train-small": race("examples/s", 32, 2, (on) => trainingContenders(on, SMALL, 32)),
  "train-decoder-only": race("examples/s", 16, 1.1, (on) => trainingContenders(on, DECODER_ONLY, 16)),
  "beam-50": race("sources/s", 256, 3, (on) => searchContenders(on, ENCODER_DECODER, 256, 50)),
  "beam-50, one thread each": race("sources/s", 256, null, (on) =>
    searchContenders(oneThread(on), ENCODER_DECODER, 256, 50),
  ),
  greedy: race("sources/s", 10_000, 2, (on) => searchContenders(on, ENCODER_DECODER, 10_000, 1)),
  "greedy, one thread each": race("sources/s", 10_000, null, (on) =>
    searchContenders(oneThread(on), ENCODER_DECODER, 10_000, 1),
  ),
  "train-llama": race("examples/s", 8, 1, (on) => trainingContenders(on, LLAMA, 8)),
  "decode-llama": race("sources/s", 128, 2, (on) => searchContenders(on, LLAMA, 128, 1)),
  ceiling: race("GFLOP/s", (2 * SQUARE ** 3) / 1e9, null, (on) => squareContenders(on, SQUARE)),
  "ceiling-share": ceilingShare,
  "compile-step": compileCase,
  "memory-step": memoryCase,
};

function race(
  unit: string,
  work: number,
  goal: number | null,
  open: (field: Field) => Promise<OpenContenders>,
): Measure {
  return async (field) => {
    await using opened = await open(field);
    const measured = await interleave(opened.contenders);
    return { ...rate(unit, work, measured, goal), how: describe(measured) };
  };
}

function oneThread({ devices, twins }: Field): Field {
  return {
    devices: devices.filter(({ info }) => info.threads === 1),
    twins: twins.filter(({ threads }) => threads === 1),
  };
}

async function openField(stack: AsyncDisposableStack, progress: (line: string) => void): Promise<Field> {
  const counts = Array.from({ length: availableParallelism() }, (_, index) => index + 1).filter((count) =>
    Number.isInteger(Math.log2(count)),
  );
  const devices: Device[] = [];
  for (const threads of counts) devices.push(stack.use(await openDevice("cpu", { threads })));
  const torch = await findTorch();
  if (torch.state === "missing") {
    progress(`no peer: ${torch.reason}`);
    return { devices, twins: [] };
  }
  const kernels = torch.kernels === undefined ? "" : `, OpenBLAS with the kernels of ${torch.kernels}`;
  progress(`peer: PyTorch ${torch.version}${kernels}`);
  const twins: Field["twins"][number][] = [];
  for (const threads of counts) twins.push(stack.use(await startTorchTwin(torch, threads)));
  return { devices, twins };
}

/** The training step's arithmetic rate beside the fastest square product, whoever computes it, in turns. */
async function ceilingShare(field: Field): Promise<Measurement> {
  await using squares = await squareContenders(field, SQUARE);
  await using steps = await trainingContenders({ ...field, twins: [] }, ENCODER_DECODER, 128);
  const rivals = squares.contenders.map((square): Contender => ({ ...square, side: "peer" }));
  const { ours, peer } = await interleave([...steps.contenders, ...rivals]);
  const value = (128 * trainingFlop(ENCODER_DECODER)) / ours.seconds / 1e9;
  const ceiling = (2 * SQUARE ** 3) / peer!.seconds / 1e9;
  return { unit: "GFLOP/s", value, peer: ceiling, ratio: value / ceiling, goal: 0.5 };
}

/** The slowest of the three steps to record and compile. */
async function compileCase({ devices }: Field): Promise<Measurement> {
  const device = devices.at(-1)!;
  const value = Math.max(
    await compileSeconds(device, ENCODER_DECODER, 128),
    await compileSeconds(device, SMALL, 32),
    await compileSeconds(device, DECODER_ONLY, 16),
  );
  return { unit: "s", value, peer: null, ratio: null, goal: 2 };
}

async function memoryCase(): Promise<Measurement> {
  return { unit: "of what it must hold", value: await memoryShare(), peer: null, ratio: null, goal: 3 };
}
