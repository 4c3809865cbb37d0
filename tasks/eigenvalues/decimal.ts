/** A number in three significant digits: sign · mantissa · 10^exponent, mantissa 100 to 999, or 0. */
export interface Decimal {
  readonly negative: boolean;
  readonly mantissa: number;
  readonly exponent: number;
}

/** Smallest and largest exponent that encodings have; what is smaller than 100 · 10^smallest is written as 0. */
export const exponents = { smallest: -10, largest: 5 } as const;
export const exponentCount = exponents.largest - exponents.smallest + 1;

const zero: Decimal = { negative: false, mantissa: 0, exponent: 0 };
const powers = Array.from({ length: 41 }, (_, place) => Number(`1e${place - 20}`));

/** 10^exponent exactly as the literal reads, −20 to 20. */
function power(exponent: number): number {
  return powers[exponent + 20]!;
}

/** The nearest number of three significant digits. Beyond the largest exponent: the largest number there is. */
export function decimalOf(value: number): Decimal {
  const size = Math.abs(value);
  if (size < 99.95 * power(exponents.smallest)) return zero;
  let exponent = Math.floor(Math.log10(size)) - 2;
  let mantissa = Math.round(scaled(size, -exponent));
  if (mantissa >= 1000) {
    mantissa = 100;
    exponent++;
  } else if (mantissa < 100) {
    exponent--;
    mantissa = Math.round(scaled(size, -exponent));
  }
  if (exponent > exponents.largest)
    return { negative: value < 0, mantissa: 999, exponent: exponents.largest };
  return { negative: value < 0, mantissa, exponent };
}

/** The number that a decimal stands for, to the last bit as its text would be read. */
export function numberFrom({ negative, mantissa, exponent }: Decimal): number {
  const size = scaled(mantissa, exponent);
  return negative ? -size : size;
}

/** `value` rounded to three significant digits. */
export function round3(value: number): number {
  return numberFrom(decimalOf(value));
}

/** Divides by a positive power, which is exact, where multiplying by a negative one is not. */
function scaled(value: number, exponent: number): number {
  return exponent >= 0 ? value * power(exponent) : value / power(-exponent);
}
