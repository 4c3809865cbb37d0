/**
 * Operators written with what onnxruntime has on a GPU. What it lacks there (`FusedMatMul`, `LogSoftmax`, casts of int64, float64) it computes on
 * the processor, with a copy there and back.
 */
import type { Attributes, ValueId } from "../graph/index.ts";
import { sizeOf } from "../tensors.ts";
import type { Emitter } from "./emitter.ts";
import { elementType } from "./wire.ts";

/** x − m − log Σ exp(x − m), m being a row's greatest value. */
export function gpuLogSoftmax(to: Emitter, x: string): string {
  const last = to.int64([-1]);
  const rest = to.node("Sub", [x, to.node("ReduceMax", [x, last], { keepdims: 1 })]);
  const sum = to.node("ReduceSum", [to.node("Exp", [rest]), last], { keepdims: 1 });
  return to.node("Sub", [rest, to.node("Log", [sum])]);
}

/**
 * The first place of the extreme value: the least of the places where a value equals it, in float32, which counts to 2²⁴. `ArgMax` there reads a
 * row by one thread, and gives int64. Among values that are no numbers, the last place.
 */
export function gpuArgExtreme(to: Emitter, { fn, axis }: Attributes["argExtreme"], x: ValueId): string {
  const { shape } = to.spec(x);
  const values = to.name(x);
  const length = shape[axis]!;
  const axes = to.int64([axis]);
  const extreme = to.node(fn === "max" ? "ReduceMax" : "ReduceMin", [values, axes], { keepdims: 1 });
  const along = shape.map((extent, other) => (other === axis ? extent : 1));
  const places = to.constant(
    along,
    "float32",
    Float32Array.from({ length }, (_, place) => place),
  );
  const found = to.node("Where", [
    to.node("Equal", [values, extreme]),
    places,
    to.scalar(length - 1, "float32"),
  ]);
  const first = to.node("ReduceMin", [found, axes], { keepdims: 1 });
  return to.node("Cast", [first], { to: elementType("int32") });
}

/** Rounded down: one less than what `Div` gives, which rounds towards zero, where there is a rest of the other sign. */
export function gpuFloorDivide(to: Emitter, a: string, b: string): string {
  const zero = to.scalar(0, "int32");
  const quotient = to.node("Div", [a, b]);
  const rest = to.node("Sub", [a, to.node("Mul", [quotient, b])]);
  const isBelow = to.node("Less", [to.node("Mul", [rest, b]), zero]);
  return to.node("Sub", [quotient, to.node("Where", [isBelow, to.scalar(1, "int32"), zero])]);
}

/** The largest one-hot matrix that a sum by ids is computed with: 256 MiB. */
const mostHot = 2 ** 26;

/**
 * Rows added up by id as a product with a one-hot matrix; ids out of range fit no row. `ScatterElements` adds by atomic exchanges there, in an order that
 * is never the same and one after the other where many rows have one id. Undefined where the matrix would be too large.
 */
export function gpuScatterAdd(to: Emitter, size: number, values: ValueId, ids: ValueId): string | undefined {
  const { shape, dtype } = to.spec(values);
  const [count, ...row] = shape as [number, ...number[]];
  if (dtype !== "float32" || size * count > mostHot) return undefined;
  const places = to.constant(
    [size, 1],
    "int32",
    Int32Array.from({ length: size }, (_, place) => place),
  );
  const line = to.node("Reshape", [to.name(ids), to.int64([1, count])]);
  const hot = to.node("Cast", [to.node("Equal", [places, line])], { to: elementType("float32") });
  const sheet = to.node("Reshape", [to.name(values), to.int64([count, sizeOf(row)])]);
  return to.node("Reshape", [to.node("MatMul", [hot, sheet]), to.int64([size, ...row])]);
}
