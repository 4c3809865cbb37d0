/** Element types of stored arrays; booleans are bytes of 0 and 1. */
export type ElementType = "float32" | "float64" | "int32" | "uint8" | "bool";

/** One named array of a bundle, row by row. */
export interface NamedArray {
  readonly dtype: ElementType;
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array | Int32Array | Uint8Array;
}

/** Arrays and text that belong together: a model's parameters, a pool. Stored as one safetensors file. */
export interface Bundle {
  readonly arrays: Readonly<Record<string, NamedArray>>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** A list of numbers as an array of one dimension, its type that of the list. */
export function vectorArray(data: Float32Array | Float64Array | Int32Array): NamedArray {
  return { dtype: typeOf(data), shape: [data.length], data };
}

function typeOf(data: Float32Array | Float64Array | Int32Array): ElementType {
  if (data instanceof Float64Array) return "float64";
  return data instanceof Float32Array ? "float32" : "int32";
}
