/**
 * Random: one seeded, splittable generator; the global `Math.random` is not used anywhere.
 * In: a path of names and numbers that says what the numbers are for. Out: a `RandomStream`.
 * Streams of different paths are independent; the same path gives the same numbers on every machine.
 * A path may begin with a `Seal`: nobody foresees its numbers without the key, nor goes on from those that were seen.
 */
import { createHash } from "node:crypto";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
import type { RandomGenerator } from "pure-rand/types/RandomGenerator";
import { cipherGenerator } from "./cipher.ts";
import { Seal } from "./seal.ts";

export { Seal };

/** Names the purpose of a stream, e.g. `["gaussian-mixture", seed, "test"]`. */
export type RandomPath = readonly (string | number | Seal)[];

export interface RandomStream {
  /** Uniform on [0, 1), 53 bits. */
  uniform(): number;
  /** Standard normal (polar method of Marsaglia and Bray, 1964). */
  normal(): number;
  /** Uniform integer in [0, limit); `limit` ≤ 2^53. */
  integer(limit: number): number;
  /** Fisher–Yates, in place. */
  shuffle<T extends { length: number; [index: number]: unknown }>(values: T): T;
  /** `count` different integers of [0, limit), in random order. */
  sample(limit: number, count: number): Uint32Array;
  /** A stream for a narrower purpose; does not advance this one. */
  split(...purpose: RandomPath): RandomStream;
}

/**
 * The stream of a path; xoroshiro128+ (Blackman and Vigna), its state drawn from SHA-256 of the path. That state follows from
 * a few of its numbers, so under a seal it is AES-256 in counter mode, keyed by the same hash.
 */
export function randomStream(...path: RandomPath): RandomStream {
  const isSealed = path.some((part) => part instanceof Seal);
  const generator = isSealed ? cipherGenerator(digest(path)) : xoroshiro128plusFromState(stateOf(path));
  // All that it asks for is the next number.
  const uniform = () => uniformFloat64(generator as RandomGenerator);
  let spare: number | undefined;

  function normal(): number {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    let u: number;
    let v: number;
    let s: number;
    do {
      u = 2 * uniform() - 1;
      v = 2 * uniform() - 1;
      s = u * u + v * v;
    } while (s >= 1 || s === 0);
    const scale = Math.sqrt((-2 * Math.log(s)) / s);
    spare = v * scale;
    return u * scale;
  }

  const integer = (limit: number) => Math.floor(uniform() * limit);

  function shuffle<T extends { length: number; [index: number]: unknown }>(values: T): T {
    for (let last = values.length - 1; last > 0; last--) {
      const other = integer(last + 1);
      const value = values[last];
      values[last] = values[other];
      values[other] = value;
    }
    return values;
  }

  function sample(limit: number, count: number): Uint32Array {
    if (count > limit) throw new RangeError(`cannot draw ${count} different integers below ${limit}`);
    const values = Uint32Array.from({ length: limit }, (_, index) => index);
    for (let place = 0; place < count; place++) {
      const other = place + integer(limit - place);
      const value = values[place]!;
      values[place] = values[other]!;
      values[other] = value;
    }
    return values.subarray(0, count);
  }

  return {
    uniform,
    normal,
    integer,
    shuffle,
    sample,
    split: (...purpose) => randomStream(...path, ...purpose),
  };
}

/** 64-bit seed of a path as a decimal-safe integer below 2^53, for programs that want one number. */
export function seedOf(...path: RandomPath): number {
  return Number(digest(path).readBigUInt64LE(0) >> 11n);
}

function stateOf(path: RandomPath): number[] {
  const bytes = digest(path);
  return [0, 4, 8, 12].map((offset) => bytes.readInt32LE(offset));
}

function digest(path: RandomPath): Buffer {
  const parts = path.map((part) => (part instanceof Seal ? part.reveal() : part));
  return createHash("sha256").update(JSON.stringify(parts)).digest();
}
