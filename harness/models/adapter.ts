import { type HostTensor, roundedToFloat16, type Tensor, tf } from "../engine/index.ts";
import type { AdapterTarget, TransformerConfig } from "./config.ts";

/** What an adapter adds to one matrix, or to some of its columns: parameters `name.a` `[into, rank]` and `name.b` `[rank, out]`. */
export interface AdapterPart {
  readonly name: string;
  readonly layer: number;
  readonly target: AdapterTarget;
  /** The parameter that is added to, and the first of its columns. */
  readonly matrix: string;
  readonly first: number;
  readonly into: number;
  readonly out: number;
}

/** Every part of a model's adapter, layer by layer; none without one. */
export function adapterParts(config: TransformerConfig): AdapterPart[] {
  const { adapter, decoderLayers } = config;
  if (adapter === undefined) return [];
  const places = placesOf(config);
  return Array.from({ length: decoderLayers }, (_, layer) =>
    adapter.targets.map((target): AdapterPart => {
      const { matrix, ...place } = places[target];
      const at = `decoder.${layer}`;
      return { name: `${at}.adapter.${target}`, layer, target, matrix: `${at}.${matrix}`, ...place };
    }),
  ).flat();
}

/** `product` = x·W, with what the adapter adds to W; x `[n, into]`. */
export function adapted(
  config: TransformerConfig,
  weights: Readonly<Record<string, Tensor>>,
  matrix: string,
  x: Tensor,
  product: Tensor,
): Tensor {
  const parts = adapterParts(config).filter((part) => part.matrix === matrix);
  if (parts.length === 0) return product;
  const [rows, columns] = product.shape as [number, number];
  const pieces: Tensor[] = [];
  let column = 0;
  const leaveUntil = (next: number) => {
    if (next > column) pieces.push(tf.zeros([rows, next - column]));
    column = next;
  };
  for (const { name, first, out } of parts.toSorted((one, other) => one.first - other.first)) {
    leaveUntil(first);
    const narrow = tf.mul(tf.matMul(x, weights[`${name}.a`]!), scaleOf(config));
    pieces.push(tf.matMul(narrow, weights[`${name}.b`]!));
    column += out;
  }
  leaveUntil(columns);
  return tf.add(product, pieces.length === 1 ? pieces[0]! : tf.concat(pieces, 1));
}

/** Whether a parameter is an adapter's. */
export function isAdapters(parameter: string): boolean {
  return parameter.includes(".adapter.");
}

/** Whether an adapter has this parameter rounded to float16: a matrix that is not its own. */
export function isRounded({ adapter }: TransformerConfig, name: string, shape: readonly number[]): boolean {
  return adapter?.base === "float16" && shape.length > 1 && !isAdapters(name);
}

/** The parameters as programs compute with them. */
function rounded(
  config: TransformerConfig,
  parameters: Readonly<Record<string, HostTensor>>,
): Readonly<Record<string, HostTensor>> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, tensor]) => [
      name,
      isRounded(config, name, tensor.shape) ? roundedToFloat16(tensor, name) : tensor,
    ]),
  );
}

/** The same model without an adapter, whose matrices have what it added; float32. */
export function mergeAdapter(
  config: TransformerConfig,
  parameters: Readonly<Record<string, HostTensor>>,
): { readonly config: TransformerConfig; readonly parameters: Readonly<Record<string, HostTensor>> } {
  const { adapter: _, ...plain } = config;
  const base = rounded(config, parameters);
  return { config: plain, parameters: withoutAdapter(added(config, base, parameters, 1)) };
}

/** The parameters before `mergeAdapter`, but for rounding: `adapter` has those of `config`'s adapter, `merged` the rest. */
export function unmergeAdapter(
  config: TransformerConfig,
  merged: Readonly<Record<string, HostTensor>>,
  adapter: Readonly<Record<string, HostTensor>>,
): Readonly<Record<string, HostTensor>> {
  const own = Object.entries(adapter).filter(([name]) => isAdapters(name));
  return { ...added(config, merged, adapter, -1), ...Object.fromEntries(own) };
}

function placesOf({ width, feedForward, heads, keyValueHeads = heads }: TransformerConfig) {
  const narrow = (keyValueHeads * width) / heads;
  const places: Record<AdapterTarget, Pick<AdapterPart, "matrix" | "first" | "into" | "out">> = {
    query: { matrix: "self.qkv", first: 0, into: width, out: width },
    key: { matrix: "self.qkv", first: width, into: width, out: narrow },
    value: { matrix: "self.qkv", first: width + narrow, into: width, out: narrow },
    output: { matrix: "self.output", first: 0, into: width, out: width },
    gate: { matrix: "feedForward.gate", first: 0, into: width, out: feedForward },
    up: { matrix: "feedForward.up", first: 0, into: width, out: feedForward },
    down: { matrix: "feedForward.down", first: 0, into: feedForward, out: width },
  };
  return places;
}

function scaleOf({ adapter }: TransformerConfig): number {
  return adapter!.alpha / adapter!.rank;
}

/** Parameters with `sign` times what the adapter adds to its matrices. */
function added(
  config: TransformerConfig,
  parameters: Readonly<Record<string, HostTensor>>,
  adapter: Readonly<Record<string, HostTensor>>,
  sign: 1 | -1,
): Record<string, HostTensor> {
  const changed: Record<string, HostTensor> = { ...parameters };
  for (const part of adapterParts(config)) {
    const before = changed[part.matrix]!;
    const data = before === parameters[part.matrix] ? before.data.slice() : before.data;
    const [a, b] = [adapter[`${part.name}.a`]!.data, adapter[`${part.name}.b`]!.data];
    addProduct(data, before.shape[1]!, part, a, b, sign * scaleOf(config));
    changed[part.matrix] = { ...before, data };
  }
  return changed;
}

/** Rows of A·B are added up in float64 before they are rounded. */
function addProduct(
  data: HostTensor["data"],
  columns: number,
  { first, into, out }: AdapterPart,
  a: HostTensor["data"],
  b: HostTensor["data"],
  scale: number,
): void {
  const rank = b.length / out;
  const row = new Float64Array(out);
  for (let place = 0; place < into; place++) {
    row.fill(0);
    for (let inner = 0; inner < rank; inner++) {
      const factor = scale * a[place * rank + inner]!;
      for (let column = 0; column < out; column++) row[column]! += factor * b[inner * out + column]!;
    }
    const start = place * columns + first;
    for (let column = 0; column < out; column++) data[start + column]! += row[column]!;
  }
}

function withoutAdapter(parameters: Readonly<Record<string, HostTensor>>): Record<string, HostTensor> {
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => !isAdapters(name)));
}
