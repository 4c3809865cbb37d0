/** What a kernel's case is, and how one is made: inputs drawn by shape, and a call on them. */
import fc from "fast-check";
import { type Shape, type Tensor, tf } from "../../harness/engine/index.ts";

/** How an input is drawn: spread evenly over a range and shuffled, so that no two values are closer than a difference step. */
export interface Drawn {
  readonly shape: Shape;
  readonly dtype: "float32" | "int32" | "bool";
  readonly low: number;
  readonly high: number;
}

/** Inputs to draw and what to do with them. */
export interface Instance {
  readonly inputs: readonly Drawn[];
  readonly call: (...inputs: readonly Tensor[]) => Tensor | readonly Tensor[];
}

export interface KernelCase {
  readonly instances: fc.Arbitrary<Instance>;
  /** Whether tfjs differentiates it; the other results are whole numbers, truth values or constants. */
  readonly hasGradient: boolean;
}

export const extent = fc.integer({ min: 1, max: 4 });
export const shape = fc.array(extent, { minLength: 1, maxLength: 4 });
export const axisOf = shape.chain((of) => fc.tuple(fc.constant(of), fc.nat(of.length - 1)));

/** Two shapes that broadcast: axes of one side squeezed to 1 or dropped from the front. */
const broadcastPair = shape.chain((full) =>
  fc
    .tuple(
      fc.array(fc.boolean(), { minLength: full.length, maxLength: full.length }),
      fc.nat(full.length),
      fc.boolean(),
    )
    .map(([squeezed, dropped, isSwapped]) => {
      const other = full.map((size, axis) => (squeezed[axis] ? 1 : size)).slice(dropped);
      return isSwapped ? ([other, full] as const) : ([full, other] as const);
    }),
);

export const float = (of: Shape, low = -2, high = 2): Drawn => ({ shape: of, dtype: "float32", low, high });
export const int = (of: Shape, low: number, high: number): Drawn => ({
  shape: of,
  dtype: "int32",
  low,
  high,
});
export const bool = (of: Shape): Drawn => ({ shape: of, dtype: "bool", low: 0, high: 1.999 });

export function unary(call: (x: Tensor) => Tensor, low = -2, high = 2, hasGradient = true): KernelCase {
  const instances = shape.map((of) => ({ inputs: [float(of, low, high)], call: (x: Tensor) => call(x) }));
  return { instances: instances as fc.Arbitrary<Instance>, hasGradient };
}

export function binary(call: (a: Tensor, b: Tensor) => Tensor, low = -2, high = 2): KernelCase {
  return ofTwo(call, (a, b) => [float(a, low, high), float(b, low + 0.003, high + 0.003)], true);
}

/** For functions whose tfjs gradient refuses operands that were broadcast. */
export function sameShapes(call: (a: Tensor, b: Tensor) => Tensor): KernelCase {
  return ofTwo(
    (a, b) => call(a, tf.reshape(b, a.shape)),
    (a) => [float(a), float(a, -1.997, 2.003)],
    true,
  );
}

export function compare(call: (a: Tensor, b: Tensor) => Tensor): KernelCase {
  return ofTwo(
    (a, b) => tf.cast(call(a, b), "float32"),
    (a, b) => [int(a, 0, 3), int(b, 0, 3)],
    false,
  );
}

export function logical(call: (a: Tensor, b: Tensor) => Tensor): KernelCase {
  return ofTwo(
    (a, b) => tf.cast(call(a, b), "float32"),
    (a, b) => [bool(a), bool(b)],
    false,
  );
}

export function ofTwo(
  call: (a: Tensor, b: Tensor) => Tensor,
  draw: (a: Shape, b: Shape) => readonly Drawn[],
  hasGradient: boolean,
): KernelCase {
  const instances = broadcastPair.map(([a, b]) => ({
    inputs: draw(a, b),
    call: (...inputs: readonly Tensor[]) => call(inputs[0]!, inputs[1]!),
  }));
  return { instances, hasGradient };
}

export function reduce(
  call: (x: Tensor, axes: number[], keepDims: boolean) => Tensor,
  hasGradient = true,
): KernelCase {
  const instances = shape.chain((of) =>
    fc.tuple(fc.subarray([...of.keys()], { minLength: 1 }), fc.boolean()).map(([axes, keepDims]) => ({
      inputs: [float(of, 0.5, 1.5)],
      call: (...inputs: readonly Tensor[]) => call(inputs[0]!, axes, keepDims),
    })),
  );
  return { instances, hasGradient };
}

export function alongAxis(
  call: (x: Tensor, axis: number) => Tensor | readonly Tensor[],
  hasGradient = true,
): KernelCase {
  const instances = axisOf.map(([of, axis]) => ({
    inputs: [float(of)],
    call: (...inputs: readonly Tensor[]) => call(inputs[0]!, axis),
  }));
  return { instances, hasGradient };
}

export function instance(
  arbitrary: fc.Arbitrary<
    readonly [readonly Drawn[], (...inputs: readonly Tensor[]) => Tensor | readonly Tensor[]]
  >,
  hasGradient = true,
): KernelCase {
  return { instances: arbitrary.map(([inputs, call]) => ({ inputs, call })), hasGradient };
}

export const asFloat = (x: Tensor): Tensor => tf.cast(x, "float32");

/** A range of `size` values somewhere within an axis of extent 4. */
export const window = fc
  .nat(3)
  .chain((begin) => fc.integer({ min: 1, max: 4 - begin }).map((size) => [begin, size] as const));
