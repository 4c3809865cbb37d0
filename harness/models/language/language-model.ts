import { join } from "node:path";
import { z } from "zod";
import type { TransformerConfig } from "../config.ts";
import { type Parameters, transformerParameterSpecs } from "../parameters.ts";
import { type ConfigFile, readConfigFile, symbolsSchema } from "./config-file.ts";
import { configurationOf, type Lengths, type OwnSymbols } from "./configuration.ts";
import { readJsonFile } from "./json-file.ts";
import { languageModelError } from "./problem.ts";
import { openTokenizer, type Tokenizer } from "./tokenizer.ts";
import { readWeights } from "./weights.ts";

export type { Lengths };

const generationSchema = z.object({
  bos_token_id: symbolsSchema,
  eos_token_id: symbolsSchema,
  pad_token_id: symbolsSchema,
  do_sample: z.boolean().default(false),
  temperature: z.number().positive().nullish(),
  top_k: z.int().nonnegative().nullish(),
  top_p: z.number().positive().max(1).nullish(),
});

/** How a model's publisher would have it write. */
export interface OwnGeneration {
  readonly isSampled: boolean;
  readonly temperature?: number;
  readonly topK?: number;
  readonly topP?: number;
}

/** A model from a folder, ready for the decoder, the scorer and the trainer of every task. */
export interface LanguageModel {
  readonly config: TransformerConfig;
  readonly parameters: Parameters;
  readonly tokenizer: Tokenizer;
  /** Every special symbol the publisher names; the configuration has one end, the first, unless told otherwise. */
  readonly symbols: OwnSymbols;
  readonly generation: OwnGeneration;
}

/**
 * Reads a model in the hub's layout. Throws `language-model` for what is missing, contradicts itself or cannot be computed,
 * `safetensors-format` for broken weights, `model-config` for impossible lengths.
 */
export async function openLanguageModel(folder: string, lengths: Lengths): Promise<LanguageModel> {
  const { config, tokenizer, symbols, generation } = await describeLanguageModel(folder, lengths);
  const parameters = await readWeights(folder, config);
  return { config, parameters, tokenizer, symbols, generation };
}

/** All of a model but its weights, which are not looked at. */
export type DescribedModel = Omit<LanguageModel, "parameters"> & {
  readonly architecture: string;
  /** Positions that it was made for, where its publisher says. */
  readonly positions?: number;
};

/** Reads what a folder says of its model. Throws `language-model`, `model-config`. */
export async function describeLanguageModel(folder: string, lengths: Lengths): Promise<DescribedModel> {
  const { file, raw, architecture } = await readConfigFile(folder);
  const said = await readJsonFile(join(folder, "generation_config.json"), generationSchema);
  const symbols = ownSymbols(raw, said);
  const config = configurationOf(raw, architecture, symbols, lengths, file);
  transformerParameterSpecs(config);
  const tokenizer = await openTokenizer(folder);
  checkVocabulary(tokenizer, config, folder);
  return {
    config,
    tokenizer,
    symbols,
    generation: ownGeneration(said),
    architecture: architecture.name,
    ...(raw.max_position_embeddings !== undefined && { positions: raw.max_position_embeddings }),
  };
}

function ownSymbols(raw: ConfigFile, said: z.infer<typeof generationSchema> | undefined): OwnSymbols {
  const all = (field: "bos_token_id" | "eos_token_id" | "pad_token_id") =>
    [said?.[field] ?? raw[field] ?? []].flat();
  return { start: all("bos_token_id")[0], ends: all("eos_token_id"), pad: all("pad_token_id")[0] };
}

function ownGeneration(said: z.infer<typeof generationSchema> | undefined): OwnGeneration {
  if (said === undefined) return { isSampled: false };
  const { do_sample: isSampled, temperature, top_k: topK, top_p: topP } = said;
  return {
    isSampled,
    ...(temperature ? { temperature } : {}),
    ...(topK ? { topK } : {}),
    ...(topP ? { topP } : {}),
  };
}

function checkVocabulary(tokenizer: Tokenizer, config: TransformerConfig, folder: string): void {
  if (tokenizer.size <= config.vocabulary) return;
  throw languageModelError({
    where: join(folder, "tokenizer.json"),
    expected: `ids below ${config.vocabulary}, the vocab_size of config.json`,
    received: `ids up to ${tokenizer.size - 1}`,
    mend: "Take tokenizer and weights from one version of the model.",
  });
}
