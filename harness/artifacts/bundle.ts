/** One named array of a bundle. */
export interface NamedArray {
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array | Int32Array | Uint8Array;
}

/** Arrays and text that belong together: a model's parameters, a pool. Stored as one safetensors file. */
export interface Bundle {
  readonly arrays: Readonly<Record<string, NamedArray>>;
  readonly metadata: Readonly<Record<string, string>>;
}
