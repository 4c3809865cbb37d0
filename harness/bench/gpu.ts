import { type DeviceName, openDevice } from "../engine/index.ts";
import { coreCount } from "../machine/index.ts";
import type { TransformerConfig } from "../models/index.ts";
import { type Field, type OpenContenders, squareContenders, trainingContenders } from "./contenders.ts";
import {
  DECODER_ONLY,
  ENCODER_DECODER,
  LLAMA,
  PAPER_EIGENVALUES,
  PAPER_NEWS,
  SMALL,
  SMOLLM2,
  trainingSymbols,
} from "./engine-models.ts";
import { describe, interleave, rate } from "./interleave.ts";
import { searchContenders } from "./search-contenders.ts";
import type { BenchCase } from "./table.ts";
import { findTorch, type NamedTwin, seesGpu, startTorchTwin } from "./torch-twin.ts";

const SQUARE = 4096;
/** Sources that a search of the 135 M model has, in one run. */
const FEW = 64;
const precisions = ["float32", "bfloat16"] as const;

interface Race {
  readonly unit: string;
  /** What one run does, in that unit. */
  readonly work: number;
  open(field: Field): Promise<OpenContenders>;
}

/** The last four are what the tiers of GPUs compute. */
const races: Readonly<Record<string, Race>> = {
  "train-encoder-decoder": training(ENCODER_DECODER, 128),
  "train-small": training(SMALL, 32),
  "train-decoder-only": training(DECODER_ONLY, 16),
  "train-llama": training(LLAMA, 8),
  "beam-50": search(ENCODER_DECODER, 256, 50),
  greedy: search(ENCODER_DECODER, 10_000, 1),
  "decode-llama": search(LLAMA, 1024, 1),
  ceiling: { unit: "GFLOP/s", work: (2 * SQUARE ** 3) / 1e9, open: (on) => squareContenders(on, SQUARE) },
  "train-eigenvalues-paper": training(PAPER_EIGENVALUES, 64),
  "train-news-paper": training(PAPER_NEWS, 32),
  "train-smollm2": training(SMOLLM2, 8),
  "decode-smollm2": {
    unit: "symbols/s",
    work: FEW * SMOLLM2.targetLength,
    open: (on) => searchContenders(on, SMOLLM2, FEW, 1),
  },
};

/** Our programs on a GPU beside PyTorch on the same card, once against its float32 and once against its bfloat16; no goals. */
export async function benchGpu(
  name: string,
  progress: (line: string) => void,
  isWanted: (name: string) => boolean,
): Promise<readonly BenchCase[]> {
  await using stack = new AsyncDisposableStack();
  const device = stack.use(await openDevice(name as DeviceName));
  progress(`${name}: ${device.info.hardware}`);
  const field = { devices: [device], twins: await openTwins(stack, progress) };
  const cases: BenchCase[] = [];
  for (const [race, { unit, work, open }] of Object.entries(races)) {
    if (!isWanted(race)) continue;
    await using opened = await open(field);
    for (const beside of field.twins.length > 0 ? precisions : [undefined]) {
      const rivals = opened.contenders.filter(
        ({ side, precision }) => side === "ours" || precision === beside,
      );
      const measured = await interleave(rivals);
      const called = beside === undefined ? race : `${race}, ${beside}`;
      progress(`${called}: ${describe(measured)}`);
      cases.push({ name: called, ...rate(unit, work, measured, null) });
    }
  }
  return cases;
}

async function openTwins(
  stack: AsyncDisposableStack,
  progress: (line: string) => void,
): Promise<readonly NamedTwin[]> {
  const torch = await findTorch();
  if (torch.state === "missing" || !(await seesGpu(torch))) {
    progress(`no peer: ${torch.state === "missing" ? torch.reason : "PyTorch sees no GPU"}`);
    return [];
  }
  progress(`peer: PyTorch ${torch.version}`);
  const twins: NamedTwin[] = [];
  for (const precision of precisions)
    twins.push(stack.use(await startTorchTwin(torch, coreCount(), { device: "cuda", precision })));
  return twins;
}

function training(config: TransformerConfig, rows: number): Race {
  const work = rows * trainingSymbols(config);
  return { unit: "symbols/s", work, open: (on) => trainingContenders(on, config, rows) };
}

function search(config: TransformerConfig, sources: number, beams: number): Race {
  return { unit: "sources/s", work: sources, open: (on) => searchContenders(on, config, sources, beams) };
}
