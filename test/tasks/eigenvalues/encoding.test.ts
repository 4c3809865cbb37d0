import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { randomStream } from "../../../harness/random/index.ts";
import { decimalOf, exponents, numberFrom, round3 } from "../../../tasks/eigenvalues/decimal.ts";
import {
  encodingNames,
  layouts,
  numberEncoding,
  sequenceCodec,
} from "../../../tasks/eigenvalues/encoding/index.ts";
import { drawMatrices } from "../../../tasks/eigenvalues/matrices/index.ts";

const law = { size: 5, range: 10, spectrum: "entries" } as const;
const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true, noDefaultInfinity: true });

test("a number survives every encoding in three significant digits", () => {
  for (const name of encodingNames) {
    const encoding = numberEncoding(name);
    fc.assert(
      fc.property(finite, (value) => {
        const symbols = new Int32Array(encoding.places.length);
        encoding.encode(value, symbols, 0);
        assert.equal(encoding.decode(symbols, 0), round3(value));
      }),
    );
  }
});

test("rounding to three digits is Number's own toPrecision(3), but for what is too small or too large", () => {
  fc.assert(
    fc.property(finite, (value) => {
      const size = Math.abs(value);
      fc.pre(size >= 1e-7 && size < 99_800_000);
      const wanted = Number(value.toPrecision(3));
      // Decimal halves can fall either way: the nearest double of 1.005 lies below it.
      assert.ok(Math.abs(round3(value) - wanted) <= 1.001 * 10 ** (Math.floor(Math.log10(size)) - 2));
      assert.equal(round3(round3(value)), round3(value));
    }),
  );
  assert.equal(round3(1e-9), 0);
  assert.equal(round3(0), 0);
  assert.equal(round3(9.996), 10);
  assert.equal(round3(-0.012345), -0.0123);
});

test("every number that three digits can write is written as itself, so that a rounded spectrum has the symbols of the exact one", () => {
  for (let exponent: number = exponents.smallest; exponent <= exponents.largest; exponent++)
    for (let mantissa = 100; mantissa < 1000; mantissa++)
      for (const negative of [false, true]) {
        const decimal = { negative, mantissa, exponent };
        assert.deepEqual(decimalOf(numberFrom(decimal)), decimal);
      }
});

test("symbols stay inside their places, and places inside the vocabulary", () => {
  for (const name of encodingNames) {
    const { places, vocabulary, encode } = numberEncoding(name);
    fc.assert(
      fc.property(finite, (value) => {
        const symbols = new Int32Array(places.length);
        encode(value, symbols, 0);
        symbols.forEach((symbol, place) => {
          const { first, count } = places[place]!;
          assert.ok(symbol >= first && symbol < first + count && symbol < vocabulary);
        });
      }),
    );
  }
});

test("a 5 × 5 matrix has the published number of symbols in and out", () => {
  const lengths = encodingNames.map((encoding) => {
    const { sourceLength, targetLength } = sequenceCodec({ size: 5, encoding, layout: "published" });
    return [encoding, sourceLength, targetLength];
  });
  assert.deepEqual(lengths, [
    ["P10", 127, 27],
    ["P1000", 77, 17],
    ["B1999", 52, 12],
    ["FP15", 27, 7],
  ]);
});

test("a spectrum is read back from its symbols in every encoding and layout, within the allowed symbols", () => {
  const matrices = drawMatrices(randomStream("encoding test"), law, 50);
  for (const encoding of encodingNames) {
    for (const layout of layouts) {
      const codec = sequenceCodec({ size: 5, encoding, layout });
      for (const matrix of matrices) {
        const { encode, decode } = codec.read(matrix);
        const target = encode(matrix.eigenvalues);
        assert.deepEqual(decode(target), matrix.eigenvalues.map(round3));
        codec.allowed.forEach((symbols, place) => void assert.ok(symbols.includes(target[place]!)));
      }
    }
  }
});

test("symbols that are no spectrum decode to null and never throw, and what is no spectrum has such symbols", () => {
  const [matrix] = drawMatrices(randomStream("no spectrum"), { ...law, size: 2 }, 1);
  for (const encoding of encodingNames) {
    for (const layout of layouts) {
      const codec = sequenceCodec({ size: 2, encoding, layout });
      const { encode, decode } = codec.read(matrix!);
      const symbol = fc.integer({ min: -1, max: codec.vocabulary });
      fc.assert(
        fc.property(fc.array(symbol, { maxLength: codec.targetLength + 2 }), (symbols) => {
          const values = decode(Int32Array.from(symbols));
          assert.ok(values === null || (values.length === 2 && values.every(Number.isFinite)));
        }),
      );
      for (const guess of [null, [], [1], [3, 2, 1]]) {
        assert.equal(encode(guess).length, codec.targetLength);
        assert.equal(decode(encode(guess)), null, `${encoding} ${layout}`);
      }
    }
  }
});

test("the published source is the shape twice and then every entry, the compact one the lower triangle", () => {
  const [matrix] = drawMatrices(randomStream("source test"), { ...law, size: 2 }, 1);
  const [a, b, c] = matrix!.entries;
  const number = numberEncoding("FP15");
  const symbolOf = (value: number) => {
    const symbols = new Int32Array(1);
    number.encode(value, symbols, 0);
    return 3 + symbols[0]!;
  };
  const wanted = [a!, b!, c!].map(symbolOf);
  const compact = sequenceCodec({ size: 2, encoding: "FP15", layout: "compact" });
  assert.deepEqual([...compact.read(matrix!).source], wanted);
  const published = sequenceCodec({ size: 2, encoding: "FP15", layout: "published" });
  assert.deepEqual([...published.read(matrix!).source], [2, 2, wanted[0], wanted[1], wanted[1], wanted[2]]);
});
