/** Attention to the past, fused where the library can. */
import type { ValueId } from "../graph/index.ts";
import type { Emitter } from "./emitter.ts";
import { product } from "./products.ts";

/** Beyond this many positions the fused kernel, whose inner products are plain, is no faster than separate ones. */
const longestFused = 32;

/** Names of the mixed values, the joined keys and the joined values. */
export function attendPast(to: Emitter, inputs: readonly ValueId[]): readonly string[] {
  const [, , past, depth] = to.spec(inputs[3]!).shape as [number, number, number, number];
  const canFuse = to.target === "cpu" && depth % 8 === 0 && past <= longestFused;
  return canFuse ? fused(to, inputs) : composed(to, inputs);
}

/** One kernel instead of two copies, two products and a softmax, each with thousands of tiny pieces. */
function fused(to: Emitter, inputs: readonly ValueId[]): readonly string[] {
  const { shape } = to.spec(inputs[0]!);
  const [rows, heads, , depth] = shape as [number, number, number, number];
  const past = to.spec(inputs[3]!).shape[2]!;
  const flat = inputs
    .slice(0, 3)
    .map((input) => to.node("Reshape", [to.name(input), to.int64([rows, 1, heads * depth])]));
  const lengths = to.constant([rows], "int32", new Int32Array(rows).fill(past));
  const total = to.constant([1], "int32", Int32Array.of(past + 1));
  const [mixed, keys, values] = to.nodes(
    "GroupQueryAttention",
    [...flat, to.name(inputs[3]!), to.name(inputs[4]!), lengths, total],
    [true, true, true],
    { num_heads: heads, kv_num_heads: heads },
    "com.microsoft",
  );
  return [to.node("Reshape", [mixed!, to.int64(shape)]), keys!, values!];
}

function composed(to: Emitter, inputs: readonly ValueId[]): readonly string[] {
  const [queries, keys, values, pastKeys, pastValues] = inputs.map(to.name) as [
    string,
    string,
    string,
    string,
    string,
  ];
  const allKeys = to.node("Concat", [pastKeys, keys], { axis: 2 });
  const allValues = to.node("Concat", [pastValues, values], { axis: 2 });
  const [rows, heads, , depth] = to.spec(inputs[0]!).shape as [number, number, number, number];
  const past = to.spec(inputs[3]!).shape[2]!;
  const scores = product(
    to,
    { transposeA: false, transposeB: true, alpha: depth ** -0.5 },
    { name: queries, shape: [rows, heads, 1, depth] },
    { name: allKeys, shape: [rows, heads, past + 1, depth] },
  );
  const shares = to.node("Softmax", [scores], { axis: -1 });
  return [to.node("MatMul", [shares, allValues]), allKeys, allValues];
}
