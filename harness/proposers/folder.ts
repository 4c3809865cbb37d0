import { type Device, type DeviceName, int32, openDevice } from "../engine/index.ts";
import { beside, type Candidates, openDecoder, openScorer, type Search } from "../models/index.ts";
import { describeLanguageModel, type LanguageModel, openLanguageModel } from "../models/language/index.ts";
import { randomStream } from "../random/index.ts";
import { continuationOf } from "./continuation.ts";
import type { ProposedText, TextModel, TextPair, TextProposing, TextScore } from "./contract.ts";

/** Which folder, and where it is computed. */
export interface FolderOptions {
  /** In the hub's layout. */
  readonly folder: string;
  readonly name: string;
  /** SHA-256 of the model; default: its folder. */
  readonly id?: string;
  readonly device: string;
}

/** Texts of one call are computed in programs of this length step: prompts of other lengths need no others. */
const LENGTH_STEP = 32;
const ROWS = 16;

/** Opens a folder's model on a device. Throws what `openLanguageModel` and `openDevice` throw. */
export async function openFolderModel(options: FolderOptions): Promise<TextModel> {
  const { folder, name, id = folder } = options;
  const model = await openLanguageModel(folder, { sourceLength: 1, targetLength: 1, start: 0 });
  const device = await openDevice(options.device as DeviceName, { threads: 1 });
  const cost = { requests: 0, promptTokens: 0, tokens: 0 };
  const place: Place = { folder, model, device };

  async function propose(prompts: readonly string[], proposing: TextProposing): Promise<ProposedText[][]> {
    const written = new Array<ProposedText[]>(prompts.length);
    for (const group of groupsOf(prompts.map((prompt) => cut(model, prompt)))) {
      for (const [row, texts] of (await writing(place, group, proposing)).entries())
        written[group.places[row]!] = texts;
      cost.requests++;
      cost.promptTokens += group.sources.reduce((sum, { length }) => sum + length + 1, 0);
    }
    cost.tokens += written.flat().reduce((sum, { tokens }) => sum + tokens, 0);
    return written;
  }

  async function score(pairs: readonly TextPair[]): Promise<TextScore[]> {
    const scores = new Array<TextScore>(pairs.length);
    const targets = pairs.map((pair) => targetOf(model, pair));
    for (const group of groupsOf(pairs.map(({ prompt }) => cut(model, prompt)))) {
      const own = group.places.map((at) => targets[at]!);
      const logprobs = await reading(place, group, own);
      for (const [row, at] of group.places.entries())
        scores[at] = { logprob: logprobs[row]!, tokens: own[row]!.length };
      cost.requests++;
      cost.promptTokens += group.sources.reduce(
        (sum, { length }, row) => sum + length + 1 + own[row]!.length,
        0,
      );
    }
    return scores;
  }

  return {
    identity: { kind: "folder", name, id, countsEnd: true },
    propose,
    score,
    get cost() {
      return { ...cost };
    },
    kept: 0,
    [Symbol.asyncDispose]: () => device[Symbol.asyncDispose](),
  };
}

interface Place {
  readonly folder: string;
  readonly model: LanguageModel;
  readonly device: Device;
}

/** Prompts that end in one symbol, which is read last and therefore stands for the start. */
interface Group {
  readonly start: number;
  /** Numbers of the prompts. */
  readonly places: readonly number[];
  /** All but their last symbols. */
  readonly sources: readonly (readonly number[])[];
}

function cut({ tokenizer }: LanguageModel, prompt: string): readonly number[] {
  return [...tokenizer.encode(prompt, true)];
}

function groupsOf(prompts: readonly (readonly number[])[]): readonly Group[] {
  const numbered = prompts.map((symbols, place) => ({ symbols, place }));
  const groups = Map.groupBy(numbered, ({ symbols }) => symbols.at(-1) ?? 0);
  return [...groups].map(([start, members]) => ({
    start,
    places: members.map(({ place }) => place),
    sources: members.map(({ symbols }) => symbols.slice(0, -1)),
  }));
}

/** The symbols of a text after its prompt, and the end. */
function targetOf({ tokenizer, symbols }: LanguageModel, pair: TextPair): readonly number[] {
  return [...continuationOf(tokenizer, pair).own, ...symbols.ends.slice(0, 1)];
}

function stepped(length: number): number {
  return Math.max(1, Math.ceil(length / LENGTH_STEP)) * LENGTH_STEP;
}

/** A symbol that fills must be none that is read: the lowest that occurs nowhere. */
function fillingOf(used: Iterable<readonly number[]>, start: number, ends: readonly number[]): number {
  const taken = new Set([start, ...ends, ...[...used].flat()]);
  let pad = 0;
  while (taken.has(pad)) pad++;
  return pad;
}

async function configured(
  { folder, model }: Place,
  { start, sources }: Group,
  targets: readonly (readonly number[])[],
  targetLength: number,
) {
  const sourceLength = stepped(Math.max(...sources.map(({ length }) => length)));
  const pad = fillingOf([...sources, ...targets], start, model.symbols.ends);
  const { config } = await describeLanguageModel(folder, { sourceLength, targetLength, start, pad });
  const rows = sources.map((source) => [
    ...new Array<number>(sourceLength - source.length).fill(pad),
    ...source,
  ]);
  return { config, pad, rows: Int32Array.from(rows.flat()) };
}

async function writing(place: Place, group: Group, proposing: TextProposing): Promise<ProposedText[][]> {
  const { config, rows } = await configured(place, group, [], proposing.maxTokens);
  const sources = int32([group.places.length, config.sourceLength], rows);
  const stream = randomStream("folder model", proposing.seed, group.start);
  let found: Candidates | undefined;
  for (const search of searchesOf(proposing)) {
    await using decoder = await openDecoder(place.device, config, search, { sourcesPerRun: ROWS });
    const more = await decoder.decode(place.model.parameters, sources, stream);
    found = found === undefined ? more : beside(found, more);
  }
  return textsOf(place.model, found!);
}

function searchesOf({ search, candidates, temperature, topP }: TextProposing): readonly Search[] {
  if (search === "beam") return [{ kind: "beam", beams: candidates }];
  if (search === "greedy" || candidates === 1) return [{ kind: "greedy" }];
  const drawn = { kind: "sample", candidates: candidates - 1, temperature } as const;
  return [{ kind: "greedy" }, topP < 1 ? { ...drawn, topP } : drawn];
}

function textsOf({ tokenizer, symbols: { ends } }: LanguageModel, found: Candidates): ProposedText[][] {
  return Array.from({ length: found.sources }, (_, source) =>
    Array.from({ length: found.perSource }, (_, candidate) => {
      const number = source * found.perSource + candidate;
      const tokens = found.lengths[number]!;
      const symbols = found.symbols.subarray(number * found.length, number * found.length + tokens);
      const hasEnded = ends[0] !== undefined && symbols.at(-1) === ends[0];
      const text = tokenizer.decode(hasEnded ? symbols.subarray(0, -1) : symbols);
      return { text, logprob: found.logProbabilities[number]!, tokens, hasEnded };
    }),
  );
}

async function reading(
  place: Place,
  group: Group,
  targets: readonly (readonly number[])[],
): Promise<Float64Array> {
  const targetLength = stepped(Math.max(...targets.map(({ length }) => length)));
  const { config, pad, rows } = await configured(place, group, targets, targetLength);
  const filled = targets.map((own) => [...own, ...new Array<number>(targetLength - own.length).fill(pad)]);
  await using scorer = await openScorer(place.device, config, Math.min(ROWS, targets.length));
  return await scorer.score(place.model.parameters, rows, Int32Array.from(filled.flat()));
}
