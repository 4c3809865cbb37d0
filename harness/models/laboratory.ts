import type { ArtifactStore } from "../artifacts/index.ts";
import { type DeviceName, int32, openDevice } from "../engine/index.ts";
import type { RandomStream } from "../random/index.ts";
import { beside, type Candidates } from "./candidates.ts";
import type { Search } from "./choice.ts";
import type { TransformerConfig } from "./config.ts";
import { type Decoder, openDecoder } from "./decoder.ts";
import type { Examples } from "./examples.ts";
import { type Parameters, transformerParameterSpecs } from "./parameters.ts";
import type { Proposing } from "./proposing.ts";
import type { Recipe } from "./recipe.ts";
import { openScorer, type Scorer } from "./scorer.ts";
import { rowsPerSource } from "./search.ts";
import { openTraining, type Trained, type Training } from "./training.ts";

export interface LaboratoryOptions {
  /** How models are trained. */
  readonly recipe: Recipe;
  /** Where a training that was stopped finds how far it had come. */
  readonly artifacts: Pick<ArtifactStore, "unfinished">;
  /** The state of a training is written so often. Default 60. */
  readonly secondsBetweenStates?: number;
  /** Candidates decoded, and pairs scored, in one run of a compiled program; no effect on results. Default: what suits the model's size. */
  readonly rowsPerRun?: number;
  /** Target positions a decoding program unrolls; after them a search ends early if every candidate has. No effect on results. */
  readonly positionsPerProgram?: number;
}

/**
 * Trains, decodes and scores with models of one shape. Programs are compiled when first needed and kept. Calls do not overlap:
 * await each.
 */
export interface Laboratory extends AsyncDisposable {
  readonly config: TransformerConfig;
  /** Trains `start`, or fresh parameters, by the laboratory's recipe or another; `random` decides the fresh ones, what is held out, and the order of examples. */
  train(examples: Examples, random: RandomStream, start?: Parameters, recipe?: Recipe): Promise<Trained>;
  /** Candidates for `sources` `[n, sourceLength]`; sampling needs `random`. */
  decode(
    parameters: Parameters,
    sources: Int32Array,
    search: Search,
    random?: RandomStream,
  ): Promise<Candidates>;
  /** The candidates of a pool, drawn with `random`. */
  propose(
    parameters: Parameters,
    sources: Int32Array,
    proposing: Proposing,
    random: RandomStream,
  ): Promise<Candidates>;
  /** Natural log-probability of each target `[n, targetLength]` given its source, summed over its symbols but for padding. */
  score(parameters: Parameters, sources: Int32Array, targets: Int32Array): Promise<Float64Array>;
}

/** Pairs scored in one run unless told otherwise. */
const SCORED_ROWS = 1024;

/** Opens a device by name: with one thread, because sums of several depend on how many there are. Throws `model-config`, `unknown-device`, `no-device`. */
export async function openLaboratory(
  deviceName: string,
  config: TransformerConfig,
  { recipe, artifacts, secondsBetweenStates, rowsPerRun, positionsPerProgram }: LaboratoryOptions,
): Promise<Laboratory> {
  transformerParameterSpecs(config);
  const device = await openDevice(deviceName as DeviceName, { threads: 1 });
  const programs = new Map<string, Promise<AsyncDisposable>>();

  function kept<Program extends AsyncDisposable>(
    key: string,
    open: () => Promise<Program>,
  ): Promise<Program> {
    const program = (programs.get(key) as Promise<Program> | undefined) ?? open();
    programs.set(key, program);
    return program;
  }

  const scorer = () => kept<Scorer>("scorer", () => openScorer(device, config, rowsPerRun ?? SCORED_ROWS));
  const score: Scorer["score"] = async (...given) => (await scorer()).score(...given);
  const surroundings = {
    artifacts,
    score,
    ...(secondsBetweenStates === undefined ? {} : { seconds: secondsBetweenStates }),
  };
  const trainingBy = (wanted: Recipe) =>
    kept<Training>(`training ${JSON.stringify(wanted)}`, () =>
      openTraining(device, config, wanted, surroundings),
    );
  const decoderOf = (search: Search) =>
    kept<Decoder>(`decoder ${JSON.stringify(search)}`, () =>
      openDecoder(device, config, search, {
        ...(rowsPerRun === undefined
          ? {}
          : { sourcesPerRun: Math.ceil(rowsPerRun / rowsPerSource(config, search)) }),
        ...(positionsPerProgram === undefined ? {} : { positionsPerProgram }),
      }),
    );

  async function decode(
    parameters: Parameters,
    sources: Int32Array,
    search: Search,
    random?: RandomStream,
  ): Promise<Candidates> {
    const rows = int32([sources.length / config.sourceLength, config.sourceLength], sources);
    return (await decoderOf(search)).decode(parameters, rows, random);
  }

  async function propose(
    parameters: Parameters,
    sources: Int32Array,
    { search, candidates, temperature, topP }: Proposing,
    random: RandomStream,
  ): Promise<Candidates> {
    if (search === "beam") return decode(parameters, sources, { kind: "beam", beams: candidates });
    const greedy = await decode(parameters, sources, { kind: "greedy" });
    if (search === "greedy" || candidates === 1) return greedy;
    const kind = "sample";
    const sampling: Search = {
      kind,
      candidates: candidates - 1,
      temperature,
      ...(topP < 1 ? { topP } : {}),
    };
    return beside(greedy, await decode(parameters, sources, sampling, random));
  }

  return {
    config,
    train: async (examples, random, start, other = recipe) =>
      (await trainingBy(other)).train(examples, random, start),
    decode,
    propose,
    score,
    async [Symbol.asyncDispose]() {
      for (const program of await Promise.allSettled(programs.values()))
        if (program.status === "fulfilled") await program.value[Symbol.asyncDispose]();
      await device[Symbol.asyncDispose]();
    },
  };
}
