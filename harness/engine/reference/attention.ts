/** Attention of one position to those before it and itself. */
import type { Shape } from "../tensors.ts";
import { lines, softmax } from "./lines.ts";
import { concat, type Reference } from "./moving.ts";
import { matmul } from "./sums.ts";

/** Mixed values, joined keys, joined values; `joined` is the shape of the last two. */
export function attendPast(joined: Shape, inputs: readonly Reference[]): readonly Float64Array[] {
  const [queries, keys, values, pastKeys, pastValues] = inputs as [
    Reference,
    Reference,
    Reference,
    Reference,
    Reference,
  ];
  const allKeys = { shape: joined, data: concat(2, joined, [pastKeys, keys]) };
  const allValues = { shape: joined, data: concat(2, joined, [pastValues, values]) };
  const shape = joined.toSpliced(2, 2, 1, joined[2]!);
  const alpha = joined[3]! ** -0.5;
  const scores = matmul({ transposeA: false, transposeB: true, alpha }, shape, queries, allKeys);
  const shares = { shape, data: lines({ shape, data: scores }, 3, shape, (line) => softmax(line, false)) };
  const plain = { transposeA: false, transposeB: false, alpha: 1 };
  return [matmul(plain, queries.shape, shares, allValues), allKeys.data, allValues.data];
}
