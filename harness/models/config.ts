import { BenchError } from "../errors/index.ts";

/** Symbols with a meaning of their own; ids below `vocabulary`. */
export interface SpecialSymbols {
  /** What the decoder reads before the first target symbol. */
  readonly start: number;
  /** Ends a target; without it every target has exactly `targetLength` symbols. */
  readonly end?: number;
  /** Fills short sources and targets: masked as a key, weightless in the loss. Without it nothing is masked. */
  readonly pad?: number;
}

/** Everything that fixes a transformer's shape; one vocabulary serves source, target and output. */
export interface TransformerConfig {
  /** `decoder-only` reads source, start and target as one causal sequence. */
  readonly kind: "encoder-decoder" | "decoder-only";
  readonly vocabulary: number;
  readonly width: number;
  readonly heads: number;
  readonly feedForward: number;
  /** 0 in a decoder-only model. */
  readonly encoderLayers: number;
  readonly decoderLayers: number;
  readonly activation: "relu" | "gelu";
  readonly positions: "learned" | "rotary";
  /** Longest source; targets of a decoder-only model start at this position whatever the source's own length. */
  readonly sourceLength: number;
  readonly targetLength: number;
  /** True: the output matrix is the embedding itself (Press and Wolf, 2017). */
  readonly tiedOutput: boolean;
  readonly symbols: SpecialSymbols;
  /** The symbols possible at each target position; loss and decoding see only these. Absent: all, everywhere. */
  readonly allowed?: readonly (readonly number[])[];
  /** True: an output may also copy a source symbol (pointer head of See et al., 2017). */
  readonly copy?: boolean;
}

/** Throws `BenchError` with code `model-config` for the first rule a configuration breaks. */
export function checkTransformerConfig(config: TransformerConfig): void {
  for (const name of [
    "vocabulary",
    "width",
    "heads",
    "feedForward",
    "decoderLayers",
    "targetLength",
  ] as const) {
    require(Number.isInteger(config[name]) && config[name] > 0, name, "a positive integer", config[name]);
  }
  const { width, heads, encoderLayers, kind, symbols } = config;
  require(width % heads === 0, "heads", `a divisor of the width ${width}`, heads);
  if (config.positions === "rotary") {
    require((width / heads) % 2 === 0, "width", "an even width per head for rotary positions", width / heads);
  }
  if (kind === "decoder-only") {
    require(encoderLayers === 0, "encoderLayers", "0 in a decoder-only model", encoderLayers);
    require(config.copy !== true, "copy", "a copy head only in an encoder-decoder", config.copy);
    require(config.sourceLength >= 0, "sourceLength", "0 or more", config.sourceLength);
  } else {
    require(encoderLayers > 0, "encoderLayers", "at least 1 in an encoder-decoder", encoderLayers);
    require(config.sourceLength > 0, "sourceLength", "at least 1", config.sourceLength);
  }
  for (const [name, symbol] of Object.entries(symbols)) requireSymbol(config, `symbols.${name}`, symbol);
  checkAllowed(config);
}

function checkAllowed(config: TransformerConfig): void {
  const { allowed, targetLength, symbols } = config;
  if (allowed === undefined) return;
  require(config.copy !== true, "copy", "no copy head beside constrained positions", config.copy);
  require(allowed.length === targetLength, "allowed", `${targetLength} sets, one a position`, allowed.length);
  for (const [position, set] of allowed.entries()) {
    const where = `allowed[${position}]`;
    require(set.length > 0, where, "at least one symbol", 0);
    for (const symbol of set) requireSymbol(config, where, symbol);
    require(new Set(set).size === set.length, where, "every symbol once", "a symbol twice");
    if (symbols.end !== undefined) {
      require(set.includes(symbols.end), where, "the end symbol among those allowed", "none");
    }
  }
}

function requireSymbol(config: TransformerConfig, where: string, symbol: unknown): void {
  const inside =
    Number.isInteger(symbol) && (symbol as number) >= 0 && (symbol as number) < config.vocabulary;
  require(inside, where, `a symbol id below ${config.vocabulary}`, symbol);
}

function require(holds: boolean, where: string, expected: string, received: unknown): void {
  if (holds) return;
  throw new BenchError("a model cannot have this shape", {
    code: "model-config",
    blame: "task",
    where,
    expected,
    received: String(received),
    mend: `Change \`${where}\` in the model's configuration.`,
  });
}
