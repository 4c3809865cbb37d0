import { type Bundle, vectorArray } from "../../harness/artifacts/index.ts";
import type { Candidates } from "../../harness/models/index.ts";
import { ownPool, type Pool, type PoolItem } from "../../harness/task/index.ts";
import type { SequenceCodec } from "./encoding/index.ts";
import { type Matrices, rowsOf, spectrumOf } from "./matrices/index.ts";
import { relativeError } from "./metric.ts";

/** How a pool's symbols are read and judged. */
export interface Reading {
  readonly codec: SequenceCodec;
  /** Largest relative error of a right candidate. */
  readonly tolerance: number;
}

/** One round's matrices, each with the same number of guessed spectra. */
export class GuessPool implements Pool {
  readonly matrices: Matrices;
  /** int32 `[items, perItem, targetLength]`. */
  readonly symbols: Int32Array;
  /** `[items, perItem]`. */
  readonly logprobs: Float64Array;
  readonly #reading: Reading;
  readonly #perItem: number;
  #errors: Float64Array | undefined;
  #sources: Int32Array | undefined;

  constructor(
    matrices: Matrices,
    reading: Reading,
    guesses: Pick<Candidates, "symbols" | "logProbabilities">,
  ) {
    this.matrices = matrices;
    this.#reading = reading;
    this.symbols = guesses.symbols;
    this.logprobs = guesses.logProbabilities;
    this.#perItem = guesses.logProbabilities.length / matrices.count;
  }

  get items(): number {
    return this.matrices.count;
  }

  /** int32 `[items, sourceLength]`: the matrices as models read them. */
  get sources(): Int32Array {
    this.#sources ??= this.#reading.codec.encodeSources(this.matrices);
    return this.#sources;
  }

  candidatesOf(): number {
    return this.#perItem;
  }

  item(item: number): PoolItem {
    const candidates = Array.from({ length: this.#perItem }, (_, candidate) => ({
      output: this.guess(item, candidate) ?? null,
      logprob: this.logprobs[this.numberOf(item, candidate)]!,
      tokens: this.#reading.codec.targetLength,
    }));
    return { input: rowsOf(this.matrices, item), candidates };
  }

  isCorrect(item: number, candidate: number): boolean {
    return this.errorOf(item, candidate) < this.#reading.tolerance;
  }

  /** The spectrum a candidate writes; undefined when it writes none. */
  guess(item: number, candidate: number): number[] | undefined {
    const { codec } = this.#reading;
    return codec.decodeTarget(this.symbols, this.numberOf(item, candidate) * codec.targetLength);
  }

  /** Relative error of a candidate; Infinity for what is no spectrum. */
  errorOf(item: number, candidate: number): number {
    this.#errors ??= Float64Array.from(this.logprobs, (_, number) => {
      const own = Math.floor(number / this.#perItem);
      return relativeError(this.guess(own, number % this.#perItem), spectrumOf(this.matrices, own));
    });
    return this.#errors[this.numberOf(item, candidate)]!;
  }

  /** Number of a candidate, counted through the pool. */
  numberOf(item: number, candidate: number): number {
    return item * this.#perItem + candidate;
  }

  save(): Bundle {
    return {
      arrays: { symbols: vectorArray(this.symbols), logprobs: vectorArray(this.logprobs) },
      metadata: {},
    };
  }
}

/** A saved pool on its round's matrices. */
export function restoredPool({ arrays }: Bundle, matrices: Matrices, reading: Reading): GuessPool {
  return new GuessPool(matrices, reading, {
    symbols: Int32Array.from(arrays["symbols"]!.data),
    logProbabilities: Float64Array.from(arrays["logprobs"]!.data),
  });
}

/** Every matrix with its own spectrum as the only candidate, of which it is certain. */
export function truthPool(matrices: Matrices, reading: Reading): GuessPool {
  return new GuessPool(matrices, reading, {
    symbols: reading.codec.encodeTargets(matrices),
    logProbabilities: new Float64Array(matrices.count),
  });
}

/** The pool as this task made it. Throws when it is some other task's. */
export function guessPool(pool: Pool): GuessPool {
  return ownPool(pool, GuessPool);
}
