import type { Device, HostTensor } from "../engine/index.ts";
import { openDecoder, type Search, type TransformerConfig } from "../models/index.ts";
import { type Field, type OpenContenders, opened, ours, peer } from "./contenders.ts";
import { benchInputs, benchParameters } from "./engine-models.ts";
import type { Contender } from "./interleave.ts";
import type { NamedTwin } from "./torch-twin.ts";

/** Rows of one run: each side takes the best for it. One size where loading a program for another takes minutes. */
function runRows({ decoderLayers }: TransformerConfig): readonly number[] {
  return decoderLayers > 12 ? [64] : [64, 256, 1024];
}

const TRIAL_SHARE = 8;

/** A search over the first sources of a benchmark. */
interface SearchWork {
  readonly config: TransformerConfig;
  readonly sources: HostTensor;
  readonly beams: number;
}

/** Greedy (one beam) or beam search over `count` sources, in runs of several sizes. */
export async function searchContenders(
  field: Field,
  config: TransformerConfig,
  count: number,
  beams: number,
): Promise<OpenContenders> {
  const stack = new AsyncDisposableStack();
  const search: SearchWork = { config, sources: benchInputs(config, count)["source"]!, beams };
  const sizes = runRows(config).map((rows) => Math.ceil(rows / beams));
  const contenders: Contender[] = [];
  for (const device of field.devices) contenders.push(...(await oursOf(stack, device, search, sizes)));
  for (const twin of field.twins) contenders.push(...(await peersOf(twin, search, sizes)));
  return opened(stack, contenders);
}

async function oursOf(
  stack: AsyncDisposableStack,
  device: Device,
  { config, sources, beams }: SearchWork,
  sizes: readonly number[],
): Promise<Contender[]> {
  const parameters = benchParameters(config);
  const search: Search = beams === 1 ? { kind: "greedy" } : { kind: "beam", beams };
  const contenders: Contender[] = [];
  for (const sourcesPerRun of sizes) {
    const decoder = stack.use(await openDecoder(device, config, search, { sourcesPerRun }));
    const decode = async (some: HostTensor) => void (await decoder.decode(parameters, some));
    const contender = ours(device, () => decode(sources), describe(sourcesPerRun));
    contenders.push({ ...contender, trial: async () => void (await decode(trialOf(sources))) });
  }
  return contenders;
}

async function peersOf(
  twin: NamedTwin,
  { config, sources, beams }: SearchWork,
  sizes: readonly number[],
): Promise<Contender[]> {
  await twin.open(config, benchParameters(config), { source: sources });
  return sizes.map((rows) => {
    const search = async (count: number) => {
      const request = { rows, count, ...(beams === 1 ? {} : { beams }) };
      return (await twin.ask(beams === 1 ? "greedy" : "beam", request)).seconds;
    };
    const contender = peer(twin, () => search(sources.shape[0]!), describe(rows));
    return { ...contender, trial: () => search(trialOf(sources).shape[0]!) };
  });
}

/** The first of the sources: enough to choose between sizes. */
function trialOf(sources: HostTensor): HostTensor {
  const [count, width] = sources.shape as [number, number];
  const few = Math.ceil(count / TRIAL_SHARE);
  return { ...sources, shape: [few, width], data: sources.data.subarray(0, few * width) };
}

function describe(sources: number): string {
  return `, ${sources} sources a run`;
}
