import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { decodeBundle, encodeBundle, type NamedArray } from "../../artifacts/index.ts";
import type { HostTensor } from "../../engine/index.ts";
import { messageOf } from "../../errors/index.ts";
import { type AdapterPart, adapterParts } from "../adapter.ts";
import { type AdapterTarget, adapterTargets, type TransformerConfig } from "../config.ts";
import type { Parameters } from "../parameters.ts";
import { readNeededJsonFile } from "./json-file.ts";
import { languageModelError } from "./problem.ts";

/** The modules of the Llama family that adapters' targets are. */
const modules: { readonly [target in AdapterTarget]: string } = {
  query: "self_attn.q_proj",
  key: "self_attn.k_proj",
  value: "self_attn.v_proj",
  output: "self_attn.o_proj",
  gate: "mlp.gate_proj",
  up: "mlp.up_proj",
  down: "mlp.down_proj",
};
const CONFIG = "adapter_config.json";
const WEIGHTS = "adapter_model.safetensors";

/** Writes a model's adapter as peft lays it out. `base` names the model that it belongs to. */
export async function writeAdapter(
  folder: string,
  { config, parameters }: { readonly config: TransformerConfig; readonly parameters: Parameters },
  base: string,
): Promise<void> {
  const arrays: Record<string, NamedArray> = {};
  for (const part of adapterParts(config)) {
    arrays[tensorName(part, "A")] = transposed(parameters[`${part.name}.a`]!);
    arrays[tensorName(part, "B")] = transposed(parameters[`${part.name}.b`]!);
  }
  await mkdir(folder, { recursive: true });
  const description = `${JSON.stringify(configFile(config, base), null, 2)}\n`;
  await writeFile(join(folder, CONFIG), description);
  await writeFile(join(folder, WEIGHTS), encodeBundle({ arrays, metadata: { format: "pt" } }));
}

const configSchema = z.object({
  peft_type: z.literal("LORA"),
  r: z.int().positive(),
  lora_alpha: z.number().positive(),
  target_modules: z.array(z.string()).min(1),
  bias: z.literal("none").default("none"),
  use_rslora: z.literal(false).default(false),
  use_dora: z.literal(false).default(false),
  rank_pattern: z.strictObject({}).nullish(),
  alpha_pattern: z.strictObject({}).nullish(),
  modules_to_save: z.null().optional(),
  layers_to_transform: z.null().optional(),
});

/** A model with the adapter of a folder beside its parameters. Throws `language-model` for one that is not of this model, or not plain LoRA. */
export async function readAdapter(
  folder: string,
  { config, parameters }: { readonly config: TransformerConfig; readonly parameters: Parameters },
): Promise<{ readonly config: TransformerConfig; readonly parameters: Parameters }> {
  const file = join(folder, CONFIG);
  const said = await readNeededJsonFile(file, configSchema);
  const targets = said.target_modules.map((name) => targetOf(name, file));
  const ordered = adapterTargets.filter((target) => targets.includes(target));
  const own: TransformerConfig = {
    ...config,
    adapter: { rank: said.r, alpha: said.lora_alpha, targets: ordered },
  };
  const { arrays } = decodeBundle(await bytesOf(join(folder, WEIGHTS)), join(folder, WEIGHTS));
  const parts = adapterParts(own);
  checkPlaces(arrays, parts, join(folder, WEIGHTS));
  const further: Record<string, HostTensor> = {};
  for (const part of parts) {
    const { into, out } = part;
    further[`${part.name}.a`] = tensorOf(arrays, tensorName(part, "A"), [said.r, into], folder);
    further[`${part.name}.b`] = tensorOf(arrays, tensorName(part, "B"), [out, said.r], folder);
  }
  return { config: own, parameters: { ...parameters, ...further } };
}

function configFile({ adapter }: TransformerConfig, base: string) {
  if (adapter === undefined) throw new RangeError("the model has no adapter");
  return {
    peft_type: "LORA",
    task_type: "CAUSAL_LM",
    base_model_name_or_path: base,
    r: adapter.rank,
    lora_alpha: adapter.alpha,
    lora_dropout: 0,
    target_modules: adapter.targets.map((target) => modules[target].split(".")[1]),
    bias: "none",
    fan_in_fan_out: false,
    inference_mode: true,
    init_lora_weights: true,
    modules_to_save: null,
    use_rslora: false,
    use_dora: false,
    rank_pattern: {},
    alpha_pattern: {},
  };
}

function tensorName({ layer, target }: AdapterPart, matrix: "A" | "B"): string {
  return `base_model.model.model.layers.${layer}.${modules[target]}.lora_${matrix}.weight`;
}

function targetOf(module: string, file: string): AdapterTarget {
  const found = adapterTargets.find((target) => modules[target].split(".")[1] === module);
  if (found !== undefined) return found;
  throw languageModelError({
    where: `${file}: target_modules`,
    expected: `some of ${Object.values(modules)
      .map((name) => name.split(".")[1])
      .join(", ")}`,
    received: module,
    mend: "Choose an adapter of these modules only.",
  });
}

function tensorOf(
  arrays: Readonly<Record<string, NamedArray>>,
  name: string,
  shape: readonly number[],
  folder: string,
): HostTensor {
  const found = arrays[name];
  if (found?.data instanceof Float32Array && found.shape.join() === shape.join())
    return transposed({ dtype: "float32", shape, data: found.data });
  throw languageModelError({
    where: `${join(folder, WEIGHTS)}: ${name}`,
    expected: `a tensor [${shape.join(",")}] of 16 or 32 bits`,
    received: found === undefined ? "none" : `${found.dtype}[${found.shape.join(",")}]`,
    mend: "Take the adapter and the model that it was trained on.",
  });
}

/** Tensors of further layers, biases or vectors would otherwise be left out in silence. */
function checkPlaces(
  arrays: Readonly<Record<string, NamedArray>>,
  parts: readonly AdapterPart[],
  file: string,
): void {
  const known = new Set(parts.flatMap((part) => [tensorName(part, "A"), tensorName(part, "B")]));
  const extra = Object.keys(arrays).find((name) => !known.has(name));
  if (extra === undefined) return;
  throw languageModelError({
    where: `${file}: ${extra}`,
    expected: `only the ${known.size} tensors of the adapted matrices of the model's layers`,
    received: "a tensor beside them",
    mend: "Take the adapter and the model that it was trained on.",
  });
}

function transposed({ shape, data }: HostTensor): HostTensor & NamedArray {
  const [rows, columns] = shape as [number, number];
  const values = new Float32Array(data.length);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      values[column * rows + row] = data[row * columns + column]!;
  return { dtype: "float32", shape: [columns, rows], data: values };
}

async function bytesOf(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    throw languageModelError({
      where: file,
      expected: "the weights of an adapter",
      received: messageOf(error),
      mend: "Fetch the adapter again from where it is published.",
      cause: error,
    });
  }
}
