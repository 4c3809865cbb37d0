import { stat } from "node:fs/promises";
import { messageOf } from "../../errors/index.ts";
import type { Tokenizer } from "../language/index.ts";
import { describeGguf, type GgufDescription } from "./description.ts";
import {
  type LlamaContext,
  type LlamaModel,
  type LlamaSequence,
  type StartedLlama,
  startLlama,
  type Token,
} from "./peer.ts";
import { ggufError } from "./problem.ts";

/** A model of a GGUF file, in memory. Calls do not overlap: await each. */
export interface GgufModel extends AsyncDisposable {
  readonly description: GgufDescription;
  /** Package, version and device: two of the same file and program give the same figures. */
  readonly program: string;
  /**
   * As llama.cpp cuts; names of special symbols in a text are text. `encode` throws `gguf-tokenizes` where symbols do not make up the
   * text again, blanks apart.
   */
  readonly tokenizer: Tokenizer;
  /** Ends a text. */
  readonly end: Token;
  /**
   * Natural log-probabilities `[vocabulary]` of what follows each of `symbols` from place `from` on, told to `visit` one after the other.
   * What `symbols` have in common with those of the last call is not computed again.
   */
  read(
    symbols: readonly Token[],
    from: number,
    visit: (logprobs: Float64Array, place: number) => void,
  ): Promise<void>;
  /** Computes the next call from its first symbol on. */
  forget(): Promise<void>;
}

export interface GgufOptions {
  readonly file: string;
  /** "auto", "cpu" or "cuda". */
  readonly device: string;
  /** Threads of one computation on the processor; default: one a core. Where others compute beside it, fewer are faster. */
  readonly threads?: number;
}

/** llama.cpp's contexts are multiples of it. */
const CONTEXT_STEP = 256;
/** Probabilities that are in memory at a time. */
const MOST_PROBABILITIES = 2 ** 20;
/**
 * Probabilities are asked for at this temperature and raised to it again. They come in float32, in which those below e^−87 lose digits and
 * those below e^−103 are 0; so they are right down to e^−698.
 */
const TEMPERATURE = 8;
const LEAST = 2 ** -126;
/** The whole vocabulary: nothing is cut off. */
const WHOLE = { temperature: TEMPERATURE, topK: 0, topP: 1, minP: 0, seed: 0 } as const;
/** llama.cpp's own choice is F16, with which logits of random models were wrong by 0.02. */
const CACHE = {
  experimentalKvCacheKeyType: "F32",
  experimentalKvCacheValueType: "F32",
  flashAttention: false,
} as const;

/**
 * Opens a file, whose tensors are all checked. Throws `gguf-peer-missing`, `gguf-device`, `gguf-broken` for one that is cut short, holds
 * numbers that are none, or is no language model.
 */
export async function openGguf({ file, device, threads = 0 }: GgufOptions): Promise<GgufModel> {
  await using opened = new AsyncDisposableStack();
  await checkFile(file);
  const started = await startLlama(device);
  const model = await loaded(file, started);
  opened.defer(() => model.dispose());
  const description = describeGguf(model, started, file);
  const end = endOf(model, file);
  let context: LlamaContext | undefined;
  let sequence: LlamaSequence | undefined;
  opened.defer(async () => await context?.dispose());

  async function sequenceFor(length: number): Promise<LlamaSequence> {
    if (length > description.positions) throw tooLong(file, description.positions, length);
    if (sequence !== undefined && length <= context!.contextSize) return sequence;
    await context?.dispose();
    const contextSize = Math.ceil(length / CONTEXT_STEP) * CONTEXT_STEP;
    context = await model
      .createContext({ contextSize, sequences: 1, threads, ...CACHE })
      .catch(async (error: unknown) => {
        throw broken(
          file,
          "memory for its context",
          `${messageOf(error)} ${await started.complaints()}`,
          error,
        );
      });
    sequence = context.getSequence();
    return sequence;
  }

  const tokenizer = tokenizerOf(model, description.vocabulary, file);
  const kept = opened.move();
  return {
    description,
    program: started.program,
    tokenizer,
    end,
    async read(symbols, from, visit) {
      const own = await sequenceFor(symbols.length);
      const common = Math.min(own.compareContextTokens(symbols).firstDifferentIndex, from);
      if (common < own.nextTokenIndex)
        await own.eraseContextTokenRanges([{ start: common, end: own.nextTokenIndex }]);
      if (common < from) await own.evaluateWithoutGeneratingNewTokens(symbols.slice(common, from));
      const step = Math.max(1, Math.floor(MOST_PROBABILITIES / description.vocabulary));
      for (let first = from; first < symbols.length; first += step) {
        const part = symbols.slice(first, first + step);
        const asked = { generateNext: { probabilities: true, options: WHOLE } };
        const answers = await own.controlledEvaluate(part.map((symbol) => [symbol, asked] as const));
        for (const at of part.keys())
          visit(logProbabilities(answers[at]?.next.probabilities, description.vocabulary, file), first + at);
      }
    },
    async forget() {
      await sequence?.eraseContextTokenRanges([{ start: 0, end: sequence.nextTokenIndex }]);
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function checkFile(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile() === true && found.size > 0) return;
  const received = found === undefined ? "nothing" : found.isFile() ? "an empty file" : "a folder";
  throw ggufError("gguf-broken", {
    where: file,
    expected: "a GGUF file",
    received,
    mend: "Correct the path.",
  });
}

async function loaded(file: string, { llama, complaints }: StartedLlama): Promise<LlamaModel> {
  try {
    return await llama.loadModel({ modelPath: file, checkTensors: true });
  } catch (error) {
    const received = [messageOf(error), await complaints()].filter((said) => said !== "").join(": ");
    throw broken(file, "a whole model that llama.cpp can load", received, error);
  }
}

function broken(where: string, expected: string, received: string, cause: unknown) {
  const mend = "Download or convert it again, or take another device.";
  return ggufError("gguf-broken", { where, expected, received, mend, cause });
}

function endOf({ tokens: { eos } }: LlamaModel, file: string): Token {
  if (eos !== null) return eos;
  throw ggufError("gguf-broken", {
    where: `${file}: tokenizer.ggml.eos_token_id`,
    expected: "the symbol that ends texts",
    received: "none",
    mend: "Take a file that names it.",
  });
}

function tooLong(file: string, positions: number, length: number) {
  return ggufError("gguf-broken", {
    blame: "usage",
    where: file,
    expected: `at most ${positions} symbols of prompt and text together, for which the model was made`,
    received: `${length}`,
    mend: "Ask for shorter prompts or texts.",
  });
}

function tokenizerOf(model: LlamaModel, size: number, file: string): Tokenizer {
  const { bos, shouldPrependBosToken } = model.tokens;
  const before = shouldPrependBosToken && bos !== null ? [bos] : [];
  return {
    size,
    decode: (ids) => model.detokenize([...ids], false),
    encode(text, isWhole = false) {
      const ids = model.tokenize(text, false);
      const again = model.detokenize(ids, false);
      if (spelling(again) !== spelling(text)) throw lost(file, text, again);
      return Int32Array.from(isWhole ? [...before, ...ids] : ids);
    },
  };
}

/** llama.cpp adds and takes away blanks where a text begins and before marks, and knows no composing of letters. */
function spelling(text: string): string {
  return text.normalize("NFC").replaceAll(/\s/gu, "");
}

function lost(file: string, text: string, again: string) {
  const at = [...spelling(text)].findIndex((letter, place) => letter !== [...spelling(again)][place]);
  return ggufError("gguf-tokenizes", {
    where: file,
    expected: `symbols that make up ${JSON.stringify(text.slice(0, 60))}`,
    received: `others, from ${JSON.stringify([...spelling(text)][at] ?? "the end")} on`,
    mend: "Take a file whose vocabulary has every byte, or texts without these characters.",
  });
}

function logProbabilities(
  probabilities: ReadonlyMap<Token, number> | undefined,
  vocabulary: number,
  file: string,
): Float64Array {
  const scores = new Float64Array(vocabulary).fill(Number.NaN);
  for (const [symbol, share] of probabilities ?? [])
    scores[symbol] = TEMPERATURE * Math.log(Math.max(share, LEAST));
  const top = scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
  const sum = scores.reduce((total, score) => total + Math.exp(score - top), 0);
  if (Number.isFinite(sum)) return scores.map((score) => Math.min(0, score - top - Math.log(sum)));
  throw ggufError("gguf-broken", {
    where: file,
    expected: `finite probabilities of ${vocabulary} symbols`,
    received: `${scores.filter((score) => !Number.isNaN(score)).length} of them`,
    mend: "Take another file of the model, of another element type, or another device.",
  });
}
