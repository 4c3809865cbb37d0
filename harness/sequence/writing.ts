import { type Bundle, vectorArray } from "../artifacts/index.ts";
import { BenchError } from "../errors/index.ts";
import type { PoolCost } from "../task/index.ts";

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
  /** What was read and written for it, where the writer counts that. */
  readonly cost?: PoolCost;
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
  measured: Pick<Writing<Output>, "logprobs" | "tokens" | "cost">,
): Writing<Output> {
  return { ...measured, output: (number) => outputs[number]! };
}

/** A writing as a bundle: its symbols, or else its outputs. */
export function savedWriting({ logprobs, tokens, output, spelling, cost }: Writing<unknown>): Bundle {
  const arrays = { logprobs: vectorArray(logprobs), tokens: vectorArray(tokens) };
  if (spelling !== undefined) {
    const { codec, symbols } = spelling;
    return { arrays: { ...arrays, symbols: vectorArray(symbols) }, metadata: { codec } };
  }
  const outputs = Array.from(tokens, (_, number) => output(number));
  const counted = cost && { cost: JSON.stringify(cost) };
  return { arrays, metadata: { outputs: JSON.stringify(outputs), ...counted } };
}

/** The writing that was saved. Symbols are read by `outputsOf` if they are those of `codec`; throws `foreign-spelling` for others. */
export function restoredWriting<Output>(
  { arrays, metadata }: Bundle,
  codec: string,
  outputsOf: (symbols: Int32Array, count: number) => Writing<Output>["output"],
): Writing<Output> {
  const logprobs = Float64Array.from(arrays["logprobs"]!.data);
  const tokens = Int32Array.from(arrays["tokens"]!.data);
  const { outputs, cost } = metadata;
  const counted = cost === undefined ? {} : { cost: JSON.parse(cost) as PoolCost };
  if (outputs !== undefined)
    return plainWriting(JSON.parse(outputs) as Output[], { logprobs, tokens, ...counted });
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
