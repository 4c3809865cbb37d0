import type { SafetensorsFile } from "../../artifacts/index.ts";
import type { HostTensor } from "../../engine/index.ts";
import { checkParameters } from "../check-parameters.ts";
import type { TransformerConfig } from "../config.ts";
import { type Parameters, transformerParameterSpecs } from "../parameters.ts";
import { isIdle, layoutOf, type ParameterSource } from "./layout.ts";
import { languageModelError } from "./problem.ts";
import { openShards, type Shards } from "./shards.ts";

/** The decoder's parameters from a folder's weights, all float32. Throws `language-model`, `safetensors-format`. */
export async function readWeights(folder: string, config: TransformerConfig): Promise<Parameters> {
  await using shards = await openShards(folder);
  const layout = layoutOf(config);
  checkTensors(shards, config, layout);
  const parameters: Record<string, HostTensor> = {};
  const specs = transformerParameterSpecs(config);
  for (const { name, shape } of specs)
    parameters[name] = { dtype: "float32", shape, data: await valuesOf(layout[name]!, shards) };
  checkParameters(parameters, specs, folder);
  return parameters;
}

/** What is known of weights that were read through. */
export interface CheckedWeights {
  /** Numbers that the decoder uses; a tied output counts once. */
  readonly parameters: number;
  /** Element types of the file, each once. */
  readonly types: readonly string[];
  /** Files with tensors. */
  readonly files: readonly string[];
}

/**
 * Reads a folder's weights tensor by tensor and keeps none. Throws `language-model`, `safetensors-format` for all that
 * `readWeights` throws for.
 */
export async function checkWeights(
  folder: string,
  config: TransformerConfig,
  progress: (share: number) => void,
): Promise<CheckedWeights> {
  await using shards = await openShards(folder);
  const layout = layoutOf(config);
  checkTensors(shards, config, layout);
  const needed = Object.values(layout).flatMap(({ tensors }) => tensors);
  let parameters = 0;
  const types = new Set<string>();
  for (const [place, { name }] of needed.entries()) {
    const shard = shards.files.get(name)!;
    parameters += (await floatsOf(shard, name)).length;
    types.add(shard.types.get(name)!);
    progress((place + 1) / needed.length);
  }
  const files = new Set([...shards.files.values()].map(({ file }) => file));
  return { parameters, types: [...types], files: [...files] };
}

/** Names and shapes of all tensors, before any value is read. */
function checkTensors(
  shards: Shards,
  config: TransformerConfig,
  layout: Readonly<Record<string, ParameterSource>>,
): void {
  const needed = Object.values(layout).flatMap(({ tensors }) => tensors);
  for (const { name, shape } of needed) checkShape(shards, config, name, shape);
  const known = new Set(needed.map(({ name }) => name));
  for (const [name, { file }] of shards.files) {
    if (known.has(name) || isIdle(config, name)) continue;
    throw languageModelError({
      where: `${file}: ${name}`,
      expected: `only tensors of an architecture with ${config.decoderLayers} layers as config.json describes it`,
      received: "a tensor that it has no place for",
      mend: "Take config.json and weights from one version of the model.",
    });
  }
}

function checkShape(shards: Shards, config: TransformerConfig, name: string, shape: readonly number[]): void {
  const shard = shards.files.get(name);
  if (shard === undefined)
    throw languageModelError({
      where: `${shards.listedIn}: ${name}`,
      expected: `a tensor [${shape.join(",")}]`,
      received: "none",
      mend:
        name === "lm_head.weight"
          ? "Set tie_word_embeddings in config.json if the output is the embedding, or fetch the missing weights."
          : "Take config.json and weights from one version of the model.",
    });
  const found = shard.shapes.get(name)!;
  if (found.join() === shape.join()) return;
  const isVocabulary = shape[0] === config.vocabulary && found[0] !== shape[0];
  throw languageModelError({
    where: `${shard.file}: ${name}`,
    expected: `[${shape.join(",")}]${isVocabulary ? `, as vocab_size in config.json is ${config.vocabulary}` : ""}`,
    received: `[${found.join(",")}]`,
    mend: "Take config.json and weights from one version of the model.",
  });
}

async function valuesOf({ tensors, isTransposed }: ParameterSource, shards: Shards): Promise<Float32Array> {
  const total = tensors.reduce((sum, { shape }) => sum + shape.reduce((size, extent) => size * extent, 1), 0);
  const width = tensors.reduce((sum, { shape }) => sum + shape[0]!, 0);
  const values = new Float32Array(total);
  let first = 0;
  for (const { name, shape } of tensors) {
    const data = await floatsOf(shards.files.get(name)!, name);
    if (isTransposed) transposeInto(values, width, first, data, shape[0]!, shape[1]!);
    else values.set(data, first);
    first += shape[0]!;
  }
  return values;
}

async function floatsOf(shard: SafetensorsFile, name: string): Promise<Float32Array> {
  const { dtype, data } = await shard.read(name);
  if (data instanceof Float32Array) {
    checkFinite(data, `${shard.file}: ${name}`);
    return data;
  }
  throw languageModelError({
    where: `${shard.file}: ${name}`,
    expected: "float32, float16 or bfloat16",
    received: dtype,
    mend: "Choose weights of 16 or 32 bits; quantised ones cannot be used.",
  });
}

function checkFinite(data: Float32Array, where: string): void {
  const place = data.findIndex((value) => !Number.isFinite(value));
  if (place < 0) return;
  throw languageModelError({
    where,
    expected: "finite numbers",
    received: `${data[place]} at place ${place}`,
    mend: "Fetch the file again; if it is the same, the model's training had failed.",
  });
}

/** The rows of `data` `[out, into]` as columns `first … first + out − 1` of `values` `[into, width]`. */
function transposeInto(
  values: Float32Array,
  width: number,
  first: number,
  data: Float32Array,
  out: number,
  into: number,
): void {
  for (let row = 0; row < out; row++)
    for (let column = 0; column < into; column++)
      values[column * width + first + row] = data[row * into + column]!;
}
