import { type Matrices, spectrumOf, trianglePlace, triangleSize } from "../matrices/index.ts";
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

/** Matrices and spectra as sequences of symbols. */
export interface SequenceCodec {
  readonly vocabulary: number;
  readonly sourceLength: number;
  readonly targetLength: number;
  /** What the decoder reads first. */
  readonly start: number;
  /** Symbols that a written spectrum may have at each target position. */
  readonly allowed: readonly (readonly number[])[];
  /** int32 `[count, sourceLength]`. */
  encodeSources(matrices: Matrices): Int32Array;
  /** int32 `[count, targetLength]` of each matrix's own spectrum. */
  encodeTargets(matrices: Matrices): Int32Array;
  /** The n numbers written by the symbols from `at` on; undefined when they are no spectrum. */
  decodeTarget(symbols: ArrayLike<number>, at: number): number[] | undefined;
}

const specials = { start: 0, end: 1, shape: 2, count: 3 } as const;

/** The codec of a setting; symbols 0 to 2 are start, end and `Vn`, numbers follow. */
export function sequenceCodec({ size, encoding, layout }: SequenceSetting): SequenceCodec {
  const number = numberEncoding(encoding);
  const width = number.places.length;
  const isPublished = layout === "published";
  const frame = isPublished ? 1 : 0;
  const sourceNumbers = isPublished ? size * size : triangleSize(size);
  const sourceLength = 2 * frame + sourceNumbers * width;
  const targetLength = 2 * frame + size * width;

  function writeNumber(value: number, into: Int32Array, at: number): void {
    number.encode(value, into, at);
    for (let place = at; place < at + width; place++) into[place]! += specials.count;
  }

  function encodeSources({ count, entries }: Matrices): Int32Array {
    const symbols = new Int32Array(count * sourceLength).fill(specials.shape);
    for (let index = 0; index < count; index++) {
      let at = index * sourceLength + 2 * frame;
      const start = index * triangleSize(size);
      for (let row = 0; row < size; row++) {
        for (let column = 0; column < (isPublished ? size : row + 1); column++, at += width)
          writeNumber(entries[start + trianglePlace(row, column)]!, symbols, at);
      }
    }
    return symbols;
  }

  function encodeTargets(matrices: Matrices): Int32Array {
    const symbols = new Int32Array(matrices.count * targetLength).fill(specials.shape);
    for (let index = 0; index < matrices.count; index++) {
      let at = index * targetLength + frame;
      for (const value of spectrumOf(matrices, index)) {
        writeNumber(value, symbols, at);
        at += width;
      }
      if (isPublished) symbols[at] = specials.end;
    }
    return symbols;
  }

  function decodeTarget(symbols: ArrayLike<number>, at: number): number[] | undefined {
    if (isPublished && (symbols[at] !== specials.shape || symbols[at + targetLength - 1] !== specials.end))
      return undefined;
    const own = Array.from(
      { length: size * width },
      (_, place) => symbols[at + frame + place]! - specials.count,
    );
    const values = Array.from({ length: size }, (_, index) => number.decode(own, index * width));
    return values.some(Number.isNaN) ? undefined : values;
  }

  const numbers = Array.from({ length: size }, () => number.places.map(symbolsOf)).flat();
  return {
    vocabulary: specials.count + number.vocabulary,
    sourceLength,
    targetLength,
    start: specials.start,
    allowed: isPublished ? [[specials.shape], ...numbers, [specials.end]] : numbers,
    encodeSources,
    encodeTargets,
    decodeTarget,
  };
}

function symbolsOf({ first, count }: Range): number[] {
  return Array.from({ length: count }, (_, place) => specials.count + first + place);
}
