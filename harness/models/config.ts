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

/** How angles of rotary positions are stretched beyond the lengths a model was first trained on. */
export type RotaryScaling =
  /** Every position divided by `factor` (Chen et al., 2023). */
  | { readonly kind: "linear"; readonly factor: number }
  /**
   * Llama 3.1: wavelengths above `originalLength / lowFrequencyFactor` are stretched by `factor`, those below
   * `originalLength / highFrequencyFactor` left, and between the two in proportion.
   */
  | {
      readonly kind: "llama3";
      readonly factor: number;
      readonly lowFrequencyFactor: number;
      readonly highFrequencyFactor: number;
      readonly originalLength: number;
    };

/** Rotary positions other than those of Su et al., 2021, §3.4.2. */
export interface Rotary {
  /** Default 10,000. */
  readonly base?: number;
  readonly scaling?: RotaryScaling;
}

/** Matrices of a decoder's layer that can be adapted; queries, keys and values are parts of one. */
export const adapterTargets = ["query", "key", "value", "output", "gate", "up", "down"] as const;
export type AdapterTarget = (typeof adapterTargets)[number];

/** Low-rank additions to matrices that themselves stay as they are: x·W + (alpha / rank)·x·A·B (LoRA; Hu et al., 2021). */
export interface AdapterShape {
  readonly rank: number;
  readonly alpha: number;
  readonly targets: readonly AdapterTarget[];
  /**
   * `float16`: the matrices that stay as they are, in all programs of this model rounded to float16 and, on devices that have it, in half
   * the memory; computed with in float32. Absent: as they are.
   */
  readonly base?: "float16";
}

/** Everything that fixes a transformer's shape; one vocabulary serves source, target and output. */
export interface TransformerConfig {
  /** `decoder-only` reads source, start and target as one causal sequence. */
  readonly kind: "encoder-decoder" | "decoder-only";
  readonly vocabulary: number;
  readonly width: number;
  readonly heads: number;
  /** Heads of keys and values, each shared by heads / keyValueHeads queries (Ainslie et al., 2023). Absent: as many as `heads`. */
  readonly keyValueHeads?: number;
  readonly feedForward: number;
  /** 0 in a decoder-only model. */
  readonly encoderLayers: number;
  readonly decoderLayers: number;
  /** `swiglu`: the inner values are those of `up` times silu of those of `gate` (Shazeer, 2020). */
  readonly activation: "relu" | "gelu" | "swiglu";
  readonly positions: "learned" | "rotary";
  readonly rotary?: Rotary;
  /** `rms` scales by the root mean square, without mean and shift (Zhang and Sennrich, 2019). Absent: `layer`. */
  readonly norm?: "layer" | "rms";
  /** Added to the variance or mean square under the root. Absent: 1e-5. */
  readonly normEpsilon?: number;
  /** True: queries, keys and values of self-attention have a bias. */
  readonly attentionBias?: boolean;
  /** False: rows of the embedding enter as they are, not times √width. */
  readonly scaledEmbedding?: boolean;
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
  /** Of a decoder-only model: its further parameters are all that is trained. */
  readonly adapter?: AdapterShape;
}

/** What all models of the Llama family have in common (Touvron et al., 2023, section 2.2). */
export const llamaFamily = {
  kind: "decoder-only",
  encoderLayers: 0,
  activation: "swiglu",
  positions: "rotary",
  norm: "rms",
  scaledEmbedding: false,
} as const satisfies Partial<TransformerConfig>;

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
  const { encoderLayers, kind, symbols } = config;
  checkHeads(config);
  checkRotary(config);
  const { normEpsilon = 1e-5 } = config;
  require(normEpsilon > 0 && normEpsilon < 1, "normEpsilon", "a number between 0 and 1", normEpsilon);
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
  checkAdapter(config);
}

function checkHeads({ kind, width, heads, keyValueHeads = heads }: TransformerConfig): void {
  require(width % heads === 0, "heads", `a divisor of the width ${width}`, heads);
  const divides = Number.isInteger(keyValueHeads) && keyValueHeads > 0 && heads % keyValueHeads === 0;
  require(divides, "keyValueHeads", `a divisor of the ${heads} heads`, keyValueHeads);
  const groups = keyValueHeads < heads;
  require(!groups || kind === "decoder-only", "keyValueHeads", "groups in a decoder-only model", kind);
}

function checkRotary({ positions, rotary, width, heads }: TransformerConfig): void {
  if (positions !== "rotary") {
    require(rotary === undefined, "rotary", "nothing beside learned positions", "settings");
    return;
  }
  require((width / heads) % 2 === 0, "width", "an even width per head for rotary positions", width / heads);
  const { base = 10_000, scaling } = rotary ?? {};
  require(base > 1, "rotary.base", "a number above 1", base);
  if (scaling === undefined) return;
  const { factor } = scaling;
  require(factor >= 1, "rotary.scaling.factor", "a number of at least 1", factor);
  if (scaling.kind === "linear") return;
  const { lowFrequencyFactor: low, highFrequencyFactor: high, originalLength } = scaling;
  require(low > 0, "rotary.scaling.lowFrequencyFactor", "a number above 0", low);
  require(high > low, "rotary.scaling.highFrequencyFactor", `a number above ${low}`, high);
  require(originalLength > 0, "rotary.scaling.originalLength", "a number above 0", originalLength);
}

function checkAdapter({ kind, activation, adapter }: TransformerConfig): void {
  if (adapter === undefined) return;
  const { rank, alpha, targets, base = "float16" } = adapter;
  require(kind === "decoder-only", "adapter", "an adapter only in a decoder-only model", kind);
  require(Number.isInteger(rank) && rank > 0, "adapter.rank", "a positive integer", rank);
  require(alpha > 0 && Number.isFinite(alpha), "adapter.alpha", "a number above 0", alpha);
  require(base === "float16", "adapter.base", "float16, or nothing", base);
  require(targets.length > 0, "adapter.targets", "at least one matrix", "none");
  require(new Set(targets).size === targets.length, "adapter.targets", "every matrix once", targets);
  for (const target of targets) {
    const known: readonly string[] = adapterTargets;
    require(known.includes(target), "adapter.targets", `some of ${known.join(", ")}`, target);
  }
  const hasGate = activation === "swiglu" || !targets.includes("gate");
  require(hasGate, "adapter.targets", "no gate where the activation has none", activation);
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
