import { type Device, int32 } from "../../../harness/engine/index.ts";
import {
  type Candidates,
  type Decoder,
  openDecoder,
  type Parameters,
  type Decoding as Search,
  type TransformerConfig,
} from "../../../harness/models/index.ts";
import type { RandomStream } from "../../../harness/random/index.ts";

/** Summaries of articles, the same number for each. */
export interface Summaries {
  readonly perArticle: number;
  /** Symbols kept for each summary. */
  readonly length: number;
  /** `[articles, perArticle, length]`, filled up with `pad` after the end. */
  readonly symbols: Int32Array;
  /** `[articles, perArticle]`: symbols of each, its end symbol included. */
  readonly lengths: Int32Array;
  /** `[articles, perArticle]`: natural logarithm of the model's own probability. */
  readonly logprobs: Float64Array;
}

/** How candidates are found, as a strategy may choose it. */
export interface Writing {
  readonly search: "sample" | "beam";
  readonly candidates: number;
  readonly temperature: number;
  readonly topP: number;
}

/** Writes summaries with any parameters of one shape. Calls do not overlap: await each. */
export interface Writer extends AsyncDisposable {
  /** The likeliest next word each time; `sources` is `[articles, articleLength]`. */
  greedy(parameters: Parameters, sources: Int32Array): Promise<Summaries>;
  /** For `sample` the greedy summary, then drawn ones; for `beam` the likeliest ones found. */
  propose(
    parameters: Parameters,
    sources: Int32Array,
    writing: Writing,
    random: RandomStream,
  ): Promise<Summaries>;
}

/** Positions that one compiled program unrolls: after them the search ends early if every summary has. */
const positionsPerProgram = 7;

/** A writer whose searches are compiled when they are first asked for. */
export function openWriter(device: Device, config: TransformerConfig, rowsPerRun: number): Writer {
  const decoders = new Map<string, Promise<Decoder>>();

  function decoderOf(search: Search, perSource: number): Promise<Decoder> {
    const key = JSON.stringify(search);
    const options = { sourcesPerRun: Math.max(1, Math.ceil(rowsPerRun / perSource)), positionsPerProgram };
    const decoder = decoders.get(key) ?? openDecoder(device, config, search, options);
    decoders.set(key, decoder);
    return decoder;
  }

  async function find(
    search: Search,
    perSource: number,
    parameters: Parameters,
    sources: Int32Array,
    random?: RandomStream,
  ): Promise<Summaries> {
    const decoder = await decoderOf(search, perSource);
    const articles = sources.length / config.sourceLength;
    const found = await decoder.decode(parameters, int32([articles, config.sourceLength], sources), random);
    return summariesOf(found);
  }

  const greedy = (parameters: Parameters, sources: Int32Array) =>
    find({ kind: "greedy" }, 1, parameters, sources);

  async function propose(
    parameters: Parameters,
    sources: Int32Array,
    { search, candidates, temperature, topP }: Writing,
    random: RandomStream,
  ): Promise<Summaries> {
    if (search === "beam") return find({ kind: "beam", beams: candidates }, candidates, parameters, sources);
    const first = await greedy(parameters, sources);
    if (candidates === 1) return first;
    const sampling: Search = {
      kind: "sample",
      candidates: candidates - 1,
      temperature,
      ...(topP < 1 ? { topP } : {}),
    };
    return interleave(first, await find(sampling, candidates - 1, parameters, sources, random));
  }

  async function dispose(): Promise<void> {
    for (const decoder of decoders.values()) await (await decoder)[Symbol.asyncDispose]();
  }

  return { greedy, propose, [Symbol.asyncDispose]: dispose };
}

function summariesOf({ perSource, length, symbols, lengths, logProbabilities }: Candidates): Summaries {
  return { perArticle: perSource, length, symbols, lengths, logprobs: logProbabilities };
}

/** Each article's summaries of `first`, then those of `second`. */
function interleave(first: Summaries, second: Summaries): Summaries {
  const { length } = first;
  const perArticle = first.perArticle + second.perArticle;
  const articles = first.lengths.length / first.perArticle;
  const joined: Summaries = {
    perArticle,
    length,
    symbols: new Int32Array(articles * perArticle * length),
    lengths: new Int32Array(articles * perArticle),
    logprobs: new Float64Array(articles * perArticle),
  };
  for (let article = 0; article < articles; article++) {
    copyRows(first, article, joined, article * perArticle);
    copyRows(second, article, joined, article * perArticle + first.perArticle);
  }
  return joined;
}

function copyRows(from: Summaries, article: number, to: Summaries, row: number): void {
  const { perArticle, length } = from;
  const [start, end] = [article * perArticle, (article + 1) * perArticle];
  to.symbols.set(from.symbols.subarray(start * length, end * length), row * length);
  to.lengths.set(from.lengths.subarray(start, end), row);
  to.logprobs.set(from.logprobs.subarray(start, end), row);
}
