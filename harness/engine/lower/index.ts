/**
 * Lower: from a graph to ONNX, opset 21 with com.microsoft.
 * In: a simplified graph and the kind of device. Out: the bytes of a model whose inputs are `in:…` and outputs `out:…`.
 * Every operator has a rule, or it does not compile; forms are chosen for speed and for results that repeat.
 */
export type { LoweringTarget } from "./emitter.ts";
export { encodeCopy, lower, lowerToBytes } from "./lower.ts";
