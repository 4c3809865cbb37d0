import { type Bundle, vectorArray } from "../artifacts/index.ts";
import { BenchError } from "../errors/index.ts";

/**
 * What a proposer wrote: outputs numbered through the inputs, as many for each input. How they are encoded is the business of
 * whoever is trained on them or scores them.
 */
export interface Writing<Output> {
  /** Natural logarithms of the writer's own probabilities, one for each output. */
  readonly logprobs: Float64Array;
  /** Lengths in the writer's own tokens. */
  readonly tokens: Int32Array;
  output(number: number): Output;
  /** The writer's own symbols, where it has any. */
  readonly spelling?: Spelling;
}

/** Outputs in the symbols they were written in. */
export interface Spelling {
  /** `id` of the codec whose symbols they are; nobody else can read them. */
  readonly codec: string;
  /** int32 `[outputs, targetLength]`. */
  readonly symbols: Int32Array;
}

/** Outputs that come without symbols: the truth, or what a server or a file says. */
export function plainWriting<Output>(
  outputs: readonly Output[],
  { logprobs, tokens }: Pick<Writing<Output>, "logprobs" | "tokens">,
): Writing<Output> {
  return { logprobs, tokens, output: (number) => outputs[number]! };
}

/** A writing as a bundle: its symbols, or else its outputs. */
export function savedWriting({ logprobs, tokens, output, spelling }: Writing<unknown>): Bundle {
  const arrays = { logprobs: vectorArray(logprobs), tokens: vectorArray(tokens) };
  if (spelling !== undefined) {
    const { codec, symbols } = spelling;
    return { arrays: { ...arrays, symbols: vectorArray(symbols) }, metadata: { codec } };
  }
  const outputs = Array.from(tokens, (_, number) => output(number));
  return { arrays, metadata: { outputs: JSON.stringify(outputs) } };
}

/** The writing that was saved. Symbols are read by `outputsOf` if they are those of `codec`; throws `foreign-spelling` for others. */
export function restoredWriting<Output>(
  { arrays, metadata }: Bundle,
  codec: string,
  outputsOf: (symbols: Int32Array, count: number) => Writing<Output>["output"],
): Writing<Output> {
  const logprobs = Float64Array.from(arrays["logprobs"]!.data);
  const tokens = Int32Array.from(arrays["tokens"]!.data);
  if (metadata["outputs"] !== undefined)
    return plainWriting(JSON.parse(metadata["outputs"]) as Output[], { logprobs, tokens });
  if (metadata["codec"] !== codec) throw foreignSpelling();
  const symbols = Int32Array.from(arrays["symbols"]!.data);
  return { logprobs, tokens, output: outputsOf(symbols, tokens.length), spelling: { codec, symbols } };
}

function foreignSpelling(): BenchError {
  return new BenchError("a stored pool is written in the symbols of another codec", {
    code: "foreign-spelling",
    blame: "harness",
    mend: "Empty the cache: pools are proposed again.",
  });
}
