/** The operators of a recorded graph: few, orthogonal, close to both tfjs kernels and ONNX. */
import type { DType, HostTensor, InputSpec, Shape } from "../tensors.ts";

/** float32 → float32, value by value. */
export type UnaryFunction =
  | "abs"
  | "ceil"
  | "cos"
  | "cosh"
  | "elu"
  | "erf"
  | "exp"
  | "floor"
  | "log"
  | "neg"
  | "reciprocal"
  | "relu"
  | "round"
  | "sigmoid"
  | "sign"
  | "sin"
  | "sinh"
  | "softplus"
  | "sqrt"
  | "step"
  | "tan"
  | "tanh";

/** Two operands of one dtype, broadcast as NumPy does. */
export type BinaryFunction = "add" | "sub" | "mul" | "div" | "floorDiv" | "max" | "min" | "mod" | "pow";

/** Two operands of one dtype to bool. */
export type CompareFunction = "equal" | "notEqual" | "less" | "lessEqual" | "greater" | "greaterEqual";

export type ReduceFunction = "sum" | "mean" | "max" | "min" | "prod" | "sumSquare";

/** Attributes by operator; inputs and outputs are listed as `inputs → outputs`. */
export interface Attributes {
  /** → value fed at run time. */
  input: InputSpec & { readonly name: string };
  /** → values known while recording. */
  constant: { readonly shape: Shape; readonly dtype: DType; readonly data: HostTensor["data"] };
  /** → one value everywhere; never written out as bytes. */
  fill: { readonly shape: Shape; readonly dtype: DType; readonly value: number };
  /** x → f(x). */
  unary: { readonly fn: UnaryFunction };
  /** a, b → f(a, b). */
  binary: { readonly fn: BinaryFunction };
  /** a, b → bool. */
  compare: { readonly fn: CompareFunction };
  /** bool a, bool b → bool. */
  logical: { readonly fn: "and" | "or" };
  /** bool → bool. */
  not: Record<never, never>;
  /** x → bool: is it NaN. */
  isNaN: Record<never, never>;
  /** bool c, a, b → c ? a : b, all broadcast. */
  select: Record<never, never>;
  cast: { readonly to: DType };
  /** x → x reduced over `axes`, which stay as extents of 1 unless `squeeze` drops them. */
  reduce: { readonly fn: ReduceFunction; readonly axes: readonly number[]; readonly squeeze: boolean };
  /** x → int32 index of the extreme along `axis`, which stays as an extent of 1; the first of equals. */
  argExtreme: { readonly fn: "max" | "min"; readonly axis: number };
  /** x → running sum along `axis`. */
  cumulativeSum: { readonly axis: number; readonly exclusive: boolean; readonly reverse: boolean };
  /** a[…,m,k], b[…,k,n] → alpha × a·b; each may be stored transposed. */
  matmul: { readonly transposeA: boolean; readonly transposeB: boolean; readonly alpha: number };
  reshape: { readonly shape: Shape };
  transpose: { readonly permutation: readonly number[] };
  broadcast: { readonly shape: Shape };
  slice: {
    readonly begin: readonly number[];
    readonly size: readonly number[];
    readonly strides: readonly number[];
  };
  /** x0, x1, … → joined along `axis`. */
  concat: { readonly axis: number };
  pad: { readonly before: readonly number[]; readonly after: readonly number[]; readonly value: number };
  reverse: { readonly axis: number };
  /** x, int32 ids → x taken along `axis`; the first `batchDims` axes of both run together. */
  gather: { readonly axis: number; readonly batchDims: number };
  /** x, int32 ids[…,d] → x at those coordinates of its first d axes. */
  gatherNd: Record<never, never>;
  /** values[n,…], int32 ids[n] → [size,…]: rows added up by id; ids out of range add nothing, unless `inRange` says there are none. */
  scatterAdd: { readonly size: number; readonly inRange: boolean };
  /** x[…,c], int32 ids[…] → x[…, ids[…]]. */
  pick: Record<never, never>;
  /** x[…,c], int32 ids[…], values[…] → x with values added at ids. */
  putAdd: Record<never, never>;
  /** int32 ids → […,depth]. */
  oneHot: { readonly depth: number; readonly on: number; readonly off: number; readonly dtype: DType };
  /** Over the last axis. */
  softmax: { readonly log: boolean };
  /** x → (x − mean) / deviation over the last axis, and 1 / deviation […,1]; with scale[n], shift[n] the first is scaled and shifted. */
  layerNorm: { readonly epsilon: number };
  /**
   * queries, keys, values [rows,heads,1,depth], past keys, past values [rows,heads,t,depth] →
   * softmax(q·kᵀ/√depth)·v over past and present, and the joined keys and values [rows,heads,t+1,depth].
   */
  attendPast: Record<never, never>;
  /**
   * x, gates… → x, computed once the gates are there. With `boundary` it marks where a segment ends, on the way there or for its
   * gradient back, until segments are computed again.
   */
  after: { readonly boundary?: number; readonly isGradient?: boolean };
  /** x → the k largest along the last axis, descending, and their int32 indices. */
  topK: { readonly k: number };
}

export type OperatorName = keyof Attributes;

/** Index into `Graph.values`. */
export type ValueId = number;

export type Operation = { readonly [O in OperatorName]: OperationOf<O> }[OperatorName];

export interface OperationOf<O extends OperatorName> {
  readonly operator: O;
  readonly inputs: readonly ValueId[];
  readonly attributes: Attributes[O];
  readonly outputs: readonly ValueId[];
}
