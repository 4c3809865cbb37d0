import type { Codec, InputCoding } from "../../../harness/sequence/index.ts";
import { type SymmetricMatrix, trianglePlace, triangleSize } from "../matrices/index.ts";
import { type EncodingName, numberEncoding, type Range } from "./number.ts";

export const layouts = ["published", "compact"] as const;
/**
 * `published`: the shape and all n² entries in, the shape, the eigenvalues and an end symbol out (Charton 2021, §2.2).
 * `compact`: the lower triangle in and the eigenvalues out, nothing else.
 */
export type Layout = (typeof layouts)[number];

export interface SequenceSetting {
  /** n: matrices are n × n. */
  readonly size: number;
  readonly encoding: EncodingName;
  readonly layout: Layout;
}

/** The eigenvalues that somebody wrote for a matrix; null where they are no spectrum of it. */
export type Guess = readonly number[] | null;

/** Matrices and spectra as sequences of symbols. */
export interface SequenceCodec extends Codec<SymmetricMatrix, Guess> {
  readonly vocabulary: number;
  readonly sourceLength: number;
  readonly targetLength: number;
  /** What the decoder reads first. */
  readonly start: number;
  /** Symbols that a written spectrum may have at each target position. */
  readonly allowed: readonly (readonly number[])[];
}

const specials = { start: 0, end: 1, shape: 2, count: 3 } as const;

/** The codec of a setting; symbols 0 to 2 are start, end and `Vn`, numbers follow. What is no spectrum is written as start symbols. */
export function sequenceCodec({ size, encoding, layout }: SequenceSetting): SequenceCodec {
  const number = numberEncoding(encoding);
  const width = number.places.length;
  const isPublished = layout === "published";
  const frame = isPublished ? 1 : 0;
  const sourceNumbers = isPublished ? size * size : triangleSize(size);
  const sourceLength = 2 * frame + sourceNumbers * width;
  const targetLength = 2 * frame + size * width;

  /** Writes numbers from `at` on, and says where they end. */
  function writeNumbers(values: readonly number[], into: Int32Array, at: number): number {
    const end = at + values.length * width;
    for (const [place, value] of values.entries()) number.encode(value, into, at + place * width);
    for (let place = at; place < end; place++) into[place]! += specials.count;
    return end;
  }

  function encodeSource({ entries }: SymmetricMatrix): Int32Array {
    const symbols = new Int32Array(sourceLength).fill(specials.shape);
    const columns = (row: number) => (isPublished ? size : row + 1);
    const numbers = Array.from({ length: size }, (_, row) =>
      Array.from({ length: columns(row) }, (__, column) => entries[trianglePlace(row, column)]!),
    ).flat();
    writeNumbers(numbers, symbols, 2 * frame);
    return symbols;
  }

  function encode(guess: Guess): Int32Array {
    if (guess?.length !== size) return new Int32Array(targetLength).fill(specials.start);
    const symbols = new Int32Array(targetLength).fill(specials.shape);
    const end = writeNumbers(guess, symbols, frame);
    if (isPublished) symbols[end] = specials.end;
    return symbols;
  }

  function decode(symbols: ArrayLike<number>): Guess {
    if (isPublished && (symbols[0] !== specials.shape || symbols[targetLength - 1] !== specials.end))
      return null;
    const own = Array.from({ length: size * width }, (_, place) => symbols[frame + place]! - specials.count);
    const values = Array.from({ length: size }, (_, index) => number.decode(own, index * width));
    return values.some(Number.isNaN) ? null : values;
  }

  const numbers = Array.from({ length: size }, () => number.places.map(symbolsOf)).flat();
  return {
    id: `eigenvalues ${size} ${encoding} ${layout}`,
    vocabulary: specials.count + number.vocabulary,
    sourceLength,
    targetLength,
    start: specials.start,
    allowed: isPublished ? [[specials.shape], ...numbers, [specials.end]] : numbers,
    read: (matrix): InputCoding<Guess> => ({ source: encodeSource(matrix), encode, decode }),
  };
}

function symbolsOf({ first, count }: Range): number[] {
  return Array.from({ length: count }, (_, place) => specials.count + first + place);
}
