import type { HostTensor } from "../engine/index.ts";

/** Rows of `[n, width]`, in the order asked for. */
export function pickRows(values: Int32Array, width: number, rows: ArrayLike<number>): Int32Array {
  const picked = new Int32Array(rows.length * width);
  for (let place = 0; place < rows.length; place++) {
    const row = rows[place]!;
    picked.set(values.subarray(row * width, (row + 1) * width), place * width);
  }
  return picked;
}

/** `count` rows of `[n, width]` from `first` on; beyond the end the last row again. */
export function runOfRows<Values extends HostTensor["data"]>(
  values: Values,
  width: number,
  first: number,
  count: number,
): Values {
  const present = values.subarray(first * width, (first + count) * width) as Values;
  if (present.length === count * width) return present;
  const filled = new (values.constructor as new (length: number) => Values)(count * width);
  filled.set(present);
  const last = present.subarray(present.length - width);
  for (let place = present.length; place < filled.length; place += width) filled.set(last, place);
  return filled;
}

/** Rows of several sets, one after the other. */
export function joinRows(parts: readonly Int32Array[]): Int32Array {
  const whole = new Int32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let place = 0;
  for (const part of parts) {
    whole.set(part, place);
    place += part.length;
  }
  return whole;
}
