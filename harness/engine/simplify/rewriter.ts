/** What a rewriting rule sees: the graph so far, who makes a value, and how often it is used. */
import type { GraphBuilder, OperationOf, OperatorName, ValueId } from "../graph/index.ts";
import type { Attributes, BinaryFunction, ReduceFunction, UnaryFunction } from "../graph/operators.ts";
import type { Shape } from "../tensors.ts";

export interface Rewriter {
  readonly graph: GraphBuilder;
  /** The operation that makes a value, if it is of this operator. */
  made<O extends OperatorName>(value: ValueId, by: O): OperationOf<O> | undefined;
  /** Whether only one operation reads the value. */
  usedOnce(value: ValueId): boolean;
  /** Whether ids are surely at least 0 and below `limit`, because rows of that many are looked up with them. */
  isInRange(ids: ValueId, limit: number): boolean;
  shape(value: ValueId): Shape;
  /** The value of a fill, whatever its shape. */
  fillValue(value: ValueId): number | undefined;
  unary(fn: UnaryFunction, x: ValueId): ValueId;
  binary(fn: BinaryFunction, a: ValueId, b: ValueId): ValueId;
  reduce(fn: ReduceFunction, axes: readonly number[], x: ValueId): ValueId;
  reshape(x: ValueId, shape: Shape): ValueId;
  broadcast(x: ValueId, shape: Shape): ValueId;
  /** A number of the dtype of `like`, without a shape. */
  scalar(value: number, like: ValueId): ValueId;
}

/** A cheaper value for an operation, or undefined to leave it alone. */
export type Rewrite<O extends OperatorName> = (
  at: Rewriter,
  attributes: Attributes[O],
  ...inputs: readonly ValueId[]
) => ValueId | undefined;

export type Rewrites = { readonly [O in OperatorName]?: readonly Rewrite<O>[] };

export function rewriter(
  graph: GraphBuilder,
  uses: ReadonlyMap<ValueId, number>,
  lookups: ReadonlyMap<ValueId, number>,
): Rewriter {
  const made = <O extends OperatorName>(value: ValueId, by: O) => {
    const operation = graph.producer(value);
    return operation.operator === by ? (operation as unknown as OperationOf<O>) : undefined;
  };
  return {
    graph,
    made,
    usedOnce: (value) => (uses.get(value) ?? 0) <= 1,
    isInRange: (ids, limit) => lookups.get(ids) === limit,
    shape: (value) => graph.spec(value).shape,
    fillValue: (value) => made(value, "fill")?.attributes.value,
    unary: (fn, x) => graph.one("unary", { fn }, x),
    binary: (fn, a, b) => graph.one("binary", { fn }, a, b),
    reduce: (fn, axes, x) => graph.one("reduce", { fn, axes, squeeze: false }, x),
    reshape: (x, shape) => graph.one("reshape", { shape }, x),
    broadcast: (x, shape) => graph.one("broadcast", { shape }, x),
    scalar: (value, like) => graph.one("fill", { shape: [], dtype: graph.spec(like).dtype, value }),
  };
}
