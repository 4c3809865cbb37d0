import { availableParallelism } from "node:os";
import { type Device, openDevice } from "../engine/index.ts";
import { compileSeconds } from "./compile-time.ts";
import { squareContenders, trainingContenders } from "./contenders.ts";
import { DECODER_ONLY, ENCODER_DECODER, SMALL, trainingFlop } from "./engine-models.ts";
import { type Contender, interleave, type Measured } from "./interleave.ts";
import { memoryShare } from "./memory.ts";
import { searchContenders } from "./search-contenders.ts";
import type { BenchCase } from "./table.ts";
import { findTorch, startTorchTwin, type TorchTwin } from "./torch-twin.ts";

/** Who takes part: our cpu device and the PyTorch twin, each with every thread count. */
export interface Field {
  readonly devices: readonly Device[];
  readonly twins: readonly (TorchTwin & { readonly threads: number })[];
}

const SQUARE = 1024;
const GOALS = {
  "train-encoder-decoder": 1.3,
  "train-small": 2,
  "train-decoder-only": 1.1,
  "beam-50": 3,
  greedy: 2,
} as const;

/** The engine's suite (issue table's names): training steps, searches, the machine's ceiling and what a step reaches of it. */
export async function benchEngine(progress: (line: string) => void): Promise<readonly BenchCase[]> {
  await using stack = new AsyncDisposableStack();
  const field = await openField(stack, progress);

  async function measure(
    name: keyof typeof GOALS,
    unit: string,
    work: number,
    open: (field: Field) => ReturnType<typeof trainingContenders>,
  ) {
    await using opened = await open(field);
    const measured = await interleave(opened.contenders);
    progress(`${name}: ${describe(measured)}`);
    return rate(name, unit, work, measured, GOALS[name]);
  }

  const larger = await measure("train-encoder-decoder", "examples/s", 128, (on) =>
    trainingContenders(on, ENCODER_DECODER, 128),
  );
  const small = await measure("train-small", "examples/s", 32, (on) => trainingContenders(on, SMALL, 32));
  const decoderOnly = await measure("train-decoder-only", "examples/s", 16, (on) =>
    trainingContenders(on, DECODER_ONLY, 16),
  );
  const beam = await measure("beam-50", "sources/s", 256, (on) =>
    searchContenders(on, ENCODER_DECODER, 256, 50),
  );
  const greedy = await measure("greedy", "sources/s", 10_000, (on) =>
    searchContenders(on, ENCODER_DECODER, 10_000, 1),
  );
  await using squares = await squareContenders(field, SQUARE);
  const ceiling = await interleave(squares.contenders);
  progress(`ceiling: ${describe(ceiling)}`);
  return [
    larger,
    small,
    decoderOnly,
    beam,
    greedy,
    rate("ceiling", "GFLOP/s", (2 * SQUARE ** 3) / 1e9, ceiling, null),
    await ceilingShare(field, squares.contenders),
    await compileCase(field.devices.at(-1)!),
    await memoryCase(),
  ];
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
  progress(`peer: PyTorch ${torch.version}`);
  const twins: Field["twins"][number][] = [];
  for (const threads of counts)
    twins.push({ ...stack.use(await startTorchTwin(torch.python, threads)), threads });
  return { devices, twins };
}

function rate(
  name: string,
  unit: string,
  work: number,
  { ours, peer }: Measured,
  goal: number | null,
): BenchCase {
  const value = work / ours.seconds;
  if (peer === undefined) return { name, unit, value, peer: null, ratio: null, goal };
  return { name, unit, value, peer: work / peer.seconds, ratio: peer.seconds / ours.seconds, goal };
}

/** The training step's arithmetic rate beside the fastest square product, whoever computes it, in turns. */
async function ceilingShare(field: Field, squares: readonly Contender[]): Promise<BenchCase> {
  await using steps = await trainingContenders({ ...field, twins: [] }, ENCODER_DECODER, 128);
  const rivals = squares.map((square): Contender => ({ ...square, side: "peer" }));
  const { ours, peer } = await interleave([...steps.contenders, ...rivals]);
  const value = (128 * trainingFlop(ENCODER_DECODER)) / ours.seconds / 1e9;
  const ceiling = (2 * SQUARE ** 3) / peer!.seconds / 1e9;
  return { name: "ceiling-share", unit: "GFLOP/s", value, peer: ceiling, ratio: value / ceiling, goal: 0.5 };
}

/** The slowest of the three steps to record and compile. */
async function compileCase(device: Device): Promise<BenchCase> {
  const limit = 2;
  const value = Math.max(
    await compileSeconds(device, ENCODER_DECODER, 128),
    await compileSeconds(device, SMALL, 32),
    await compileSeconds(device, DECODER_ONLY, 16),
  );
  return { name: "compile-step", unit: "s", value, peer: null, ratio: null, goal: limit };
}

async function memoryCase(): Promise<BenchCase> {
  return {
    name: "memory-step",
    unit: "of what it must hold",
    value: await memoryShare(),
    peer: null,
    ratio: null,
    goal: 3,
  };
}

function describe({ ours, peer }: Measured): string {
  const parts = [ours, ...(peer === undefined ? [] : [peer])];
  return parts
    .map(
      ({ label, seconds, samples }) => `${label} ${(seconds * 1000).toPrecision(3)} ms (${samples} samples)`,
    )
    .join(", ");
}
