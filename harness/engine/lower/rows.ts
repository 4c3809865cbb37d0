/** Looking rows up by ids, and adding rows up by ids. */
import type { Attributes, ValueId } from "../graph/index.ts";
import type { Emitter } from "./emitter.ts";
import { gpuScatterAdd } from "./gpu.ts";
import { elementType } from "./wire.ts";

/** Rows, or places along another axis, by ids; a stored input is made float32 after it was looked up. */
export function gather(
  to: Emitter,
  { axis, batchDims }: Attributes["gather"],
  x?: ValueId,
  ids?: ValueId,
): string {
  const stored = to.storedName(x!);
  if (batchDims === 0 && stored !== undefined) {
    const taken = to.node("Gather", [stored, to.name(ids!)], { axis });
    return to.node("Cast", [taken], { to: elementType("float32") });
  }
  if (batchDims === 0) return to.node("Gather", [to.name(x!), to.name(ids!)], { axis });
  if (axis === batchDims) {
    const idShape = to.spec(ids!).shape;
    const tuples = to.node("Reshape", [asInt64(to, ids!), to.int64([...idShape, 1])]);
    return to.node("GatherND", [to.name(x!), tuples], { batch_dims: batchDims });
  }
  return batchedGather(to, axis, batchDims, x!, ids!);
}

/** Axes between the batch and the gathered one move behind it and back. */
function batchedGather(to: Emitter, axis: number, batchDims: number, x: ValueId, ids: ValueId): string {
  const rank = to.spec(x).shape.length;
  const idShape = to.spec(ids).shape;
  const order = Array.from({ length: rank }, (_, place) => place);
  const forward = [
    ...order.slice(0, batchDims),
    axis,
    ...order.slice(batchDims, axis),
    ...order.slice(axis + 1),
  ];
  const moved = to.node("Transpose", [to.name(x)], { perm: forward });
  const tuples = to.node("Reshape", [asInt64(to, ids), to.int64([...idShape, 1])]);
  const taken = to.node("GatherND", [moved, tuples], { batch_dims: batchDims });
  const idAxes = idShape.length - batchDims;
  const middle = axis - batchDims;
  const total = rank - 1 + idAxes;
  const places = Array.from({ length: total }, (_, place) => place);
  const back = [
    ...places.slice(0, batchDims),
    ...places.slice(batchDims + idAxes, batchDims + idAxes + middle),
    ...places.slice(batchDims, batchDims + idAxes),
    ...places.slice(batchDims + idAxes + middle),
  ];
  return to.node("Transpose", [taken], { perm: back });
}

/** `ScatterND` with addition races between threads on cpu; `ScatterElements` adds in order, so its result repeats. */
export function scatterAdd(
  to: Emitter,
  { size, inRange }: Attributes["scatterAdd"],
  values?: ValueId,
  ids?: ValueId,
): string {
  const product = to.target === "gpu" ? gpuScatterAdd(to, size, values!, ids!) : undefined;
  if (product !== undefined) return product;
  const { shape, dtype } = to.spec(values!);
  const row = shape.slice(1);
  const places = inRange ? to.name(ids!) : placesWithSpare(to, to.name(ids!), size);
  const column = to.node("Reshape", [places, to.int64([shape[0]!, ...row.map(() => 1)])]);
  const expanded = shape.length === 1 ? column : to.node("Expand", [column, to.int64(shape)]);
  const zeros = to.node("Expand", [to.scalar(0, dtype), to.int64([inRange ? size : size + 1, ...row])]);
  const sums = to.node("ScatterElements", [zeros, expanded, to.name(values!)], { axis: 0, reduction: "add" });
  return inRange ? sums : to.node("Slice", [sums, to.int64([0]), to.int64([size]), to.int64([0])]);
}

/** Sends ids out of range to one row more, which is cut off afterwards. */
function placesWithSpare(to: Emitter, ids: string, size: number): string {
  const spare = to.scalar(size, "int32");
  const isNegative = to.node("Less", [ids, to.scalar(0, "int32")]);
  return to.node("Min", [to.node("Where", [isNegative, spare, ids]), spare]);
}

/** Ids as operators take them that count from the end. */
export function asInt64(to: Emitter, ids: ValueId): string {
  return to.node("Cast", [to.name(ids)], { to: elementType("int64") });
}
