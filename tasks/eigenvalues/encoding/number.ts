import { type Decimal, decimalOf, exponentCount, exponents, numberFrom } from "../decimal.ts";

export const encodingNames = ["P10", "P1000", "B1999", "FP15"] as const;
/** How one number is written (Charton 2021, §2.2); 3 significant digits in all of them. */
export type EncodingName = (typeof encodingNames)[number];

/** One way of writing a number in symbols 0 to `vocabulary` − 1. */
export interface NumberEncoding {
  readonly name: EncodingName;
  /** Symbols there are. */
  readonly vocabulary: number;
  /** First symbol and number of symbols possible at each place of a number. */
  readonly places: readonly Range[];
  /** Writes the symbols of a value from `at` on. */
  encode(value: number, into: Int32Array, at: number): void;
  /** The value of the symbols from `at` on; NaN where they are no number. */
  decode(symbols: ArrayLike<number>, at: number): number;
}

export interface Range {
  readonly first: number;
  readonly count: number;
}

/** A part of a number, written as one symbol. */
interface Part {
  readonly count: number;
  of(decimal: Decimal): number;
}

const sign: Part = { count: 2, of: ({ negative }) => (negative ? 1 : 0) };
const exponent: Part = { count: exponentCount, of: (decimal) => decimal.exponent - exponents.smallest };
const mantissa: Part = { count: 1000, of: (decimal) => decimal.mantissa };
const signedMantissa: Part = {
  count: 1999,
  of: (decimal) => 999 + (decimal.negative ? -decimal.mantissa : decimal.mantissa),
};
const digit = (unit: number): Part => ({
  count: 10,
  of: (decimal) => Math.floor(decimal.mantissa / unit) % 10,
});
/** 0, then every sign, mantissa from 100 on, and exponent. */
const whole: Part = {
  count: 1 + 2 * 900 * exponentCount,
  of: ({ negative, mantissa: m, exponent: e }) =>
    m === 0 ? 0 : 1 + ((negative ? 1 : 0) * 900 + (m - 100)) * exponentCount + (e - exponents.smallest),
};

type Read = (parts: readonly number[]) => Decimal;

const encodings: { readonly [N in EncodingName]: NumberEncoding } = {
  P10: build("P10", [sign, digit(100), digit(10), digit(1), exponent], ([s, a, b, c, e]) => ({
    negative: s === 1,
    mantissa: 100 * a! + 10 * b! + c!,
    exponent: e! + exponents.smallest,
  })),
  P1000: build("P1000", [sign, mantissa, exponent], ([s, m, e]) => ({
    negative: s === 1,
    mantissa: m!,
    exponent: e! + exponents.smallest,
  })),
  B1999: build("B1999", [signedMantissa, exponent], ([m, e]) => ({
    negative: m! < 999,
    mantissa: Math.abs(m! - 999),
    exponent: e! + exponents.smallest,
  })),
  FP15: build("FP15", [whole], ([w]) => readWhole(w!)),
};

/** The encoding of a name. */
export function numberEncoding(name: EncodingName): NumberEncoding {
  return encodings[name];
}

function readWhole(symbol: number): Decimal {
  if (symbol === 0) return { negative: false, mantissa: 0, exponent: 0 };
  const rest = Math.floor((symbol - 1) / exponentCount);
  const place = (symbol - 1) % exponentCount;
  return { negative: rest >= 900, mantissa: 100 + (rest % 900), exponent: place + exponents.smallest };
}

/** Digits share their ten symbols; every other part has symbols of its own. */
function build(name: EncodingName, parts: readonly Part[], read: Read): NumberEncoding {
  const places: Range[] = [];
  let vocabulary = 0;
  let digits: Range | undefined;
  for (const { count } of parts) {
    const range = (count === 10 ? digits : undefined) ?? { first: vocabulary, count };
    if (range !== digits) vocabulary += count;
    if (count === 10) digits = range;
    places.push(range);
  }

  function encode(value: number, into: Int32Array, at: number): void {
    const decimal = decimalOf(value);
    for (let place = 0; place < parts.length; place++)
      into[at + place] = places[place]!.first + parts[place]!.of(decimal);
  }

  function decode(symbols: ArrayLike<number>, at: number): number {
    const values: number[] = [];
    for (const [place, { first, count }] of places.entries()) {
      const value = symbols[at + place]! - first;
      if (!(value >= 0 && value < count)) return Number.NaN;
      values.push(value);
    }
    return numberFrom(read(values));
  }

  return { name, vocabulary, places, encode, decode };
}
