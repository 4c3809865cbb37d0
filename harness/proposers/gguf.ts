import { type ArtifactStore, canonicalHash } from "../artifacts/index.ts";
import { type GgufModel, type GgufOptions, ggufError, openGguf } from "../models/gguf/index.ts";
import type { Tokenizer } from "../models/language/index.ts";
import { type RandomStream, randomStream } from "../random/index.ts";
import { type Answer, answersOf, partsOf } from "./answers.ts";
import { continuationOf } from "./continuation.ts";
import type { ProposedText, TextModel, TextPair, TextProposing, TextScore } from "./contract.ts";
import { probes } from "./probes.ts";

/** Which file, and where it is computed. */
export interface GgufModelOptions extends GgufOptions {
  readonly name: string;
  /** SHA-256 of the file. */
  readonly id: string;
  /** What it must cut texts like. */
  readonly tokenizer?: Tokenizer;
  /** Keeps answers. */
  readonly store: Pick<ArtifactStore, "bundle">;
  /** Told how far a call has come. */
  progress?(line: string): void;
}

/** Prompts, or pairs, whose answers are kept together. */
const BATCH = 8;

/** Opens a GGUF file's model. Throws what `openGguf` throws, and `gguf-tokenizes` where its tokenizer is not the given one. */
export async function openGgufModel(options: GgufModelOptions): Promise<TextModel> {
  const { file, name, store, tokenizer, progress = () => {} } = options;
  await using opened = new AsyncDisposableStack();
  const gguf = opened.use(await openGguf(options));
  if (tokenizer !== undefined) checkTokenizer(gguf.tokenizer, tokenizer, file);
  const id = canonicalHash({ gguf: options.id, program: gguf.program });
  const answers = answersOf(store, id);
  const kept = opened.move();

  async function inParts<Item, Value>(
    items: readonly Item[],
    verb: string,
    ask: (list: readonly Item[], part: number) => Promise<Value[]>,
  ): Promise<Value[]> {
    const done: Value[] = [];
    for (const [part, list] of partsOf(items, BATCH).entries()) {
      done.push(...(await ask(list, part)));
      progress(`${verb} ${done.length} of ${items.length} texts`);
    }
    return done;
  }

  return {
    identity: { kind: "gguf", name, id, countsEnd: true },
    async propose(prompts, proposing) {
      if (proposing.search === "beam") throw noBeams();
      return inParts(prompts, "wrote", (list, part) => {
        // Prompts that are alike in two parts are not answered alike.
        const own = { ...proposing, seed: (proposing.seed + part) % 2 ** 31 };
        return answers.to({ propose: list, ...own }, () => writing(gguf, list, own));
      });
    },
    score: (pairs) =>
      inParts(pairs, "scored", (list) => answers.to({ score: list }, () => reading(gguf, list))),
    get cost() {
      return answers.cost;
    },
    get kept() {
      return answers.kept;
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function writing(
  gguf: GgufModel,
  prompts: readonly string[],
  { search, candidates, temperature, topP, maxTokens, seed }: TextProposing,
): Promise<Answer<ProposedText[][]>> {
  const value: ProposedText[][] = [];
  let promptTokens = 0;
  for (const [row, prompt] of prompts.entries()) {
    const before = begun([...gguf.tokenizer.encode(prompt, true)], prompt);
    promptTokens += before.length;
    await gguf.forget();
    const texts: ProposedText[] = [];
    while (texts.length < (search === "greedy" ? 1 : candidates)) {
      const stream = randomStream("gguf model", seed, row, texts.length);
      const isGreedy = texts.length === 0;
      const choose = (scores: Float64Array) =>
        isGreedy ? likeliest(scores) : drawn(scores, temperature, topP, stream);
      texts.push(await written(gguf, before, maxTokens, choose));
    }
    value.push(texts);
  }
  const tokens = value.flat().reduce((sum, text) => sum + text.tokens, 0);
  return { value, cost: { requests: prompts.length, promptTokens, tokens } };
}

async function written(
  gguf: GgufModel,
  before: readonly number[],
  maxTokens: number,
  choose: (logprobs: Float64Array) => number,
): Promise<ProposedText> {
  const symbols = [...before];
  let logprob = 0;
  let hasEnded = false;
  while (!hasEnded && symbols.length < before.length + maxTokens) {
    let next = 0;
    await gguf.read(symbols, symbols.length - 1, (logprobs) => {
      next = choose(logprobs);
      logprob += logprobs[next]!;
    });
    symbols.push(next);
    hasEnded = next === gguf.end;
  }
  const own = symbols.slice(before.length);
  const text = gguf.tokenizer.decode(hasEnded ? own.slice(0, -1) : own);
  return { text, logprob, tokens: own.length, hasEnded };
}

async function reading(gguf: GgufModel, pairs: readonly TextPair[]): Promise<Answer<TextScore[]>> {
  const value: TextScore[] = [];
  let promptTokens = 0;
  for (const pair of pairs) {
    const { before, own } = continuationOf(gguf.tokenizer, pair);
    const wanted = [...own, gguf.end];
    const from = begun(before, pair.prompt).length - 1;
    let logprob = 0;
    await gguf.forget();
    await gguf.read([...before, ...own], from, (logprobs, place) => {
      logprob += logprobs[wanted[place - from]!]!;
    });
    value.push({ logprob, tokens: wanted.length });
    promptTokens += before.length + wanted.length;
  }
  return { value, cost: { requests: pairs.length, promptTokens, tokens: 0 } };
}

/** The first of the likeliest. */
function likeliest(logprobs: Float64Array): number {
  return logprobs.reduce((best, score, symbol) => (score > logprobs[best]! ? symbol : best), 0);
}

/** A draw from the smallest set of likeliest symbols with at least `topP` of the mass at this temperature (Holtzman et al., 2020). */
function drawn(logprobs: Float64Array, temperature: number, topP: number, stream: RandomStream): number {
  const top = logprobs.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
  const shares = logprobs.map((score) => Math.exp((score - top) / temperature));
  const total = shares.reduce((sum, share) => sum + share, 0);
  const order = [...shares.keys()];
  if (topP < 1) order.sort((a, b) => shares[b]! - shares[a]! || a - b);
  let [kept, mass] = [0, 0];
  while (kept < order.length && mass < topP * total) mass += shares[order[kept++]!]!;
  let rest = stream.uniform() * mass;
  for (const symbol of order.slice(0, kept)) {
    rest -= shares[symbol]!;
    if (rest < 0) return symbol;
  }
  return order[kept - 1]!;
}

function begun(symbols: readonly number[], prompt: string): readonly number[] {
  if (symbols.length > 0) return symbols;
  throw ggufError("gguf-tokenizes", {
    where: JSON.stringify(prompt),
    expected: "a prompt of at least one symbol",
    received: "none: the model puts none before a text",
    mend: "Give a prompt.",
  });
}

function checkTokenizer(own: Tokenizer, given: Tokenizer, file: string): void {
  for (const text of probes) {
    const [found, expected] = [own.encode(text, true), given.encode(text, true)];
    const differing = expected.findIndex((id, at) => id !== found[at]);
    if (differing < 0 && found.length === expected.length) continue;
    const place = differing < 0 ? expected.length : differing;
    throw ggufError("gguf-tokenizes", {
      where: file,
      expected: `symbol ${expected[place] ?? "none"} at place ${place} of ${JSON.stringify(text.slice(0, 40))}…, as the given tokenizer cuts`,
      received: `${found[place] ?? "none"}`,
      mend: "Take tokenizer and file from one version of the model, or convert it with a newer llama.cpp.",
    });
  }
}

function noBeams() {
  return ggufError("gguf-search", {
    blame: "usage",
    where: "--search",
    expected: "greedy or sample",
    received: "beam",
    mend: "Choose another search; GGUF models have no beams.",
  });
}
