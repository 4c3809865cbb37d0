/** Twenty steps of Adam on tiny models of the Llama family, told to this program and to PyTorch alike. */
import { join } from "node:path";
import { noArtifacts } from "../../harness/artifacts/index.ts";
import { type Device, int32 } from "../../harness/engine/index.ts";
import { drawRows, type Examples } from "../../harness/models/examples.ts";
import {
  type AdapterShape,
  openLaboratory,
  type Parameters,
  type Recipe,
  type TransformerConfig,
  withFreshAdapter,
} from "../../harness/models/index.ts";
import { openLanguageModel, writeAdapter } from "../../harness/models/language/index.ts";
import { randomStream } from "../../harness/random/index.ts";
import { compute } from "./compute.ts";
import { type TinyModel, writeTinyModel } from "./llama-folder.ts";
import { targetLogits } from "./logits.ts";

export interface StepsCase {
  readonly model: TinyModel;
  readonly adapter?: AdapterShape;
  readonly parts?: number;
}

const CASES: Readonly<Record<string, StepsCase>> = {
  "all weights": { model: {} },
  "all weights, tied, in two parts a step": { model: { config: { tie_word_embeddings: true } }, parts: 2 },
  "all weights of a Qwen 2": {
    model: { config: { architectures: ["Qwen2ForCausalLM"], model_type: "qwen2" } },
  },
  "an adapter of queries and values": {
    model: {},
    adapter: { rank: 4, alpha: 8, targets: ["query", "value"] },
  },
  "an adapter of every matrix, in four parts a step": {
    model: { config: { num_key_value_heads: 1 } },
    adapter: {
      rank: 2,
      alpha: 3,
      targets: ["query", "key", "value", "output", "gate", "up", "down"],
    },
    parts: 4,
  },
};

const steps = 20;
const recipe = {
  steps,
  schedule: "constant",
  batch: 4,
  learningRate: 0.003,
  warmupSteps: 0,
  clipNorm: 1,
} as const;
const lengths = { sourceLength: 6, targetLength: 5, start: 10, pad: 0, end: 2 };
const random = () => randomStream("test-llama-steps");

/** Prompts and continuations of several lengths; 0 fills, 2 ends. */
const pairs = Array.from({ length: 7 }, (_, row) => {
  const drawn = random().split("pair", row);
  const some = (most: number) => Array.from({ length: 1 + drawn.integer(most) }, () => 3 + drawn.integer(16));
  return { prompt: some(lengths.sourceLength), target: [...some(lengths.targetLength - 1), lengths.end] };
});

const filling = (count: number) => Array<number>(count).fill(lengths.pad);

export const examples: Examples = {
  count: pairs.length,
  sources: Int32Array.from(
    pairs.flatMap(({ prompt }) => [...filling(lengths.sourceLength - prompt.length), ...prompt]),
  ),
  targets: Int32Array.from(
    pairs.flatMap(({ target }) => [...target, ...filling(lengths.targetLength - target.length)]),
  ),
};

/** A case ready for both: the model's folder and, where it has one, its fresh adapter's beside it. */
export interface OpenedCase {
  readonly folder: string;
  readonly adapterFolder: string | null;
  readonly config: TransformerConfig;
  readonly parameters: Parameters;
  readonly recipe: Recipe;
}

/** Every case, in folders within this one. */
export async function openCases(folder: string): Promise<ReadonlyMap<string, OpenedCase>> {
  const cases = new Map<string, OpenedCase>();
  for (const [name, one] of Object.entries(CASES))
    cases.set(name, await openCase(join(folder, name.replaceAll(/\W+/g, "-")), one));
  return cases;
}

async function openCase(folder: string, { model, adapter, parts }: StepsCase): Promise<OpenedCase> {
  await writeTinyModel(folder, model);
  const opened = await openLanguageModel(folder, lengths);
  const config = { ...opened.config, ...(adapter && { adapter }) };
  const parameters = withFreshAdapter(config, opened.parameters, random().split("adapter"));
  const adapterFolder = adapter === undefined ? null : join(folder, "adapter");
  if (adapterFolder !== null) await writeAdapter(adapterFolder, { config, parameters }, "tiny");
  return { folder, adapterFolder, config, parameters, recipe: { ...recipe, ...(parts && { parts }) } };
}

/** Numbers of the pairs as the training meets them. */
const order = () => drawRows({ count: pairs.length }, random().split("train").split("order"));

/** What PyTorch is told: the same texts in the same order, without filling. */
export function toldPyTorch({ folder, adapterFolder }: OpenedCase, dtype: "float32" | "float64") {
  const rows = order();
  const batches = Array.from({ length: steps }, () =>
    Array.from({ length: recipe.batch }, () => {
      const { prompt, target } = pairs[rows.next().value]!;
      return [[...prompt, lengths.start], target];
    }),
  );
  const { learningRate: rate, clipNorm: clip } = recipe;
  return { folder, adapter: adapterFolder, dtype, batches, rate, clip };
}

export interface Steps {
  /** Mean of the last two steps. */
  readonly loss: number;
  /** Of the first text's continuation, after the last step. */
  readonly logits: readonly number[];
}

/** What PyTorch said, cut to what is compared. */
export function stepsOf(said: { losses: number[]; logits: number[][] }, opened: OpenedCase): Steps {
  const [prompt, target] = toldPyTorch(opened, "float32").batches[0]![0]!;
  const [before, last] = said.losses.slice(-2);
  const continued = said.logits.slice(prompt!.length - 1, prompt!.length - 1 + target!.length);
  return { loss: (before! + last!) / 2, logits: continued.flat() };
}

/** The same steps by the training that every task uses. */
export async function ownSteps(
  device: Device,
  opened: OpenedCase,
): Promise<Steps & { parameters: Parameters }> {
  const { config, parameters: start } = opened;
  await using laboratory = await openLaboratory("cpu", config, {
    recipe: opened.recipe,
    artifacts: noArtifacts,
  });
  const { parameters, loss } = await laboratory.train(examples, random().split("train"), start);
  return { loss, logits: await logitsOf(device, config, parameters), parameters };
}

/** Scores of the first text's continuation. */
export async function logitsOf(
  device: Device,
  config: TransformerConfig,
  parameters: Parameters,
): Promise<readonly number[]> {
  const row = order().next().value;
  const { sourceLength, targetLength } = lengths;
  const cut = (values: Int32Array, length: number) =>
    int32([1, length], values.subarray(row * length, (row + 1) * length));
  const feeds = {
    ...parameters,
    source: cut(examples.sources, sourceLength),
    target: cut(examples.targets, targetLength),
  };
  const { logits } = await compute(device, feeds, (inputs) => ({
    logits: targetLogits(config, inputs, inputs),
  }));
  return [...logits!].slice(0, pairs[row]!.target.length * config.vocabulary);
}
