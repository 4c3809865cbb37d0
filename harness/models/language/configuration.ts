import {
  llamaFamily,
  type Rotary,
  type RotaryScaling,
  type SpecialSymbols,
  type TransformerConfig,
} from "../config.ts";
import type { Architecture, ConfigFile, RotarySettings } from "./config-file.ts";
import { languageModelError } from "./problem.ts";

/** How long a decoder's programs are, and the symbols that its user chooses. */
export interface Lengths {
  /** Longest prompt; shorter ones are filled with `pad` on the left, which changes nothing. 0: no prompt. */
  readonly sourceLength: number;
  readonly targetLength: number;
  /** Read after the prompt, before the first symbol to be predicted. Default: the model's own first symbol. */
  readonly start?: number;
  /** Ends a text. Default: the first of the model's own. */
  readonly end?: number;
  /** Fills; must be neither `start` nor `end`. Default: the model's own, where it is neither. */
  readonly pad?: number;
}

/** The publisher's special symbols, from `generation_config.json` where it says, else from `config.json`. */
export interface OwnSymbols {
  readonly start: number | undefined;
  /** Every symbol that ends a text. */
  readonly ends: readonly number[];
  readonly pad: number | undefined;
}

/** The decoder's configuration for a checked `config.json`. Throws `language-model`. */
export function configurationOf(
  raw: ConfigFile,
  architecture: Architecture,
  own: OwnSymbols,
  lengths: Lengths,
  file: string,
): TransformerConfig {
  checkLengths(raw, lengths, file);
  const symbols = symbolsOf(own, lengths, file);
  const rotary = rotaryOf(raw, file);
  return {
    ...llamaFamily,
    vocabulary: raw.vocab_size,
    width: raw.hidden_size,
    heads: raw.num_attention_heads,
    keyValueHeads: raw.num_key_value_heads ?? raw.num_attention_heads,
    feedForward: raw.intermediate_size,
    decoderLayers: raw.num_hidden_layers,
    rotary,
    normEpsilon: raw.rms_norm_eps,
    attentionBias: architecture.attentionBias,
    sourceLength: lengths.sourceLength,
    targetLength: lengths.targetLength,
    tiedOutput: raw.tie_word_embeddings,
    symbols,
  };
}

function checkLengths(raw: ConfigFile, { sourceLength, targetLength }: Lengths, file: string): void {
  const { max_position_embeddings: most = Number.POSITIVE_INFINITY } = raw;
  if (sourceLength + targetLength <= most) return;
  throw languageModelError({
    where: `${file}: max_position_embeddings`,
    expected: `at least ${sourceLength + targetLength} positions, ${sourceLength} of a prompt and ${targetLength} after it`,
    received: `${most}`,
    mend: "Ask for shorter prompts or continuations.",
  });
}

function symbolsOf(own: OwnSymbols, lengths: Lengths, file: string): SpecialSymbols {
  const { start = own.start, end = own.ends[0] } = lengths;
  if (start === undefined)
    throw languageModelError({
      where: `${file}: bos_token_id`,
      expected: "the symbol a text starts with",
      received: "none",
      mend: "Give `start`, the symbol that is read before the first one to be predicted.",
    });
  const isFree = own.pad !== start && own.pad !== end;
  const pad = lengths.pad ?? (isFree ? own.pad : undefined);
  return { start, ...(end === undefined ? {} : { end }), ...(pad === undefined ? {} : { pad }) };
}

function rotaryOf(raw: ConfigFile, file: string): Rotary {
  const field = raw.rope_parameters ? "rope_parameters" : "rope_scaling";
  const settings = raw[field] ?? {};
  const base = settings.rope_theta ?? raw.rope_theta ?? 10_000;
  const scaling = scalingOf(settings, `${file}: ${field}`);
  return { base, ...(scaling === undefined ? {} : { scaling }) };
}

function scalingOf(settings: RotarySettings, where: string): RotaryScaling | undefined {
  const kind = settings.rope_type ?? settings.type ?? "default";
  const needed = (
    name: "factor" | "low_freq_factor" | "high_freq_factor" | "original_max_position_embeddings",
  ) => settings[name] ?? missing(`${where}.${name}`);
  if (kind === "default") return undefined;
  if (kind === "linear") return { kind, factor: needed("factor") };
  if (kind === "llama3")
    return {
      kind,
      factor: needed("factor"),
      lowFrequencyFactor: needed("low_freq_factor"),
      highFrequencyFactor: needed("high_freq_factor"),
      originalLength: needed("original_max_position_embeddings"),
    };
  throw languageModelError({
    where: `${where}.rope_type`,
    expected: "default, linear or llama3",
    received: kind,
    mend: "Choose a model with one of these rotary scalings.",
  });
}

function missing(where: string): never {
  throw languageModelError({
    where,
    expected: "a number",
    received: "none",
    mend: "Fetch the file again from where the model is published.",
  });
}
