import type { Tensor } from "../engine/index.ts";
import type { KeyValue } from "./attention.ts";
import type { Cache, SourceContext } from "./cached.ts";
import type { TransformerConfig } from "./config.ts";
import { type Weights, weight } from "./layers.ts";

/** A search between two positions. */
export interface SearchState {
  readonly context: SourceContext;
  readonly cache: Cache;
  /** int32 `[rows]`: the symbols just chosen. */
  readonly last: Tensor;
  /** int32 `[rows, symbols so far]`. */
  readonly history: Tensor | undefined;
  /** Beam search: totals `[sources, beams]`; else log-probabilities `[rows, symbols so far]`. */
  readonly scores: Tensor | undefined;
  /** Beam search with an end symbol: 1 where a hypothesis has ended, `[sources, beams]`. */
  readonly finished: Tensor | undefined;
}

/** The outputs of `packState` that only the next program reads. */
export function heldNames(config: TransformerConfig): string[] {
  const names = ["held.last", ...layerNames(config, "held.cache")];
  if (config.sourceLength === 0) return names;
  names.push(...layerNames(config, "held.context"));
  const masked = config.symbols.pad !== undefined;
  if (masked) names.push("held.mask");
  if (config.copy === true)
    names.push("held.copy.keys", "held.copy.symbols", ...(masked ? ["held.copy.mask"] : []));
  return names;
}

/** A program's outputs: `symbols`, `scores` and `finished` for the host, `held.…` for the next program unless this was the last. */
export function packState(state: SearchState, isLast: boolean): Record<string, Tensor> {
  const { context, cache, last, history, scores, finished } = state;
  const outputs: Record<string, Tensor> = { symbols: history!, scores: scores! };
  if (isLast) return outputs;
  if (finished !== undefined) outputs["finished"] = finished;
  outputs["held.last"] = last;
  packLayers(outputs, "held.cache", cache);
  packLayers(outputs, "held.context", context.layers);
  if (context.mask !== undefined) outputs["held.mask"] = context.mask;
  if (context.copy !== undefined) {
    outputs["held.copy.keys"] = context.copy.keys;
    outputs["held.copy.symbols"] = context.copy.symbols;
    if (context.copy.mask !== undefined) outputs["held.copy.mask"] = context.copy.mask;
  }
  return outputs;
}

/** The state that `packState` wrote, from a later program's inputs. */
export function unpackState(config: TransformerConfig, inputs: Weights, sources: number): SearchState {
  const copyKeys = inputs["held.copy.keys"];
  const copy = copyKeys && {
    keys: copyKeys,
    symbols: weight(inputs, "held.copy.symbols"),
    mask: inputs["held.copy.mask"],
  };
  return {
    context: {
      sources,
      layers: unpackLayers(config, inputs, "held.context"),
      mask: inputs["held.mask"],
      copy,
    },
    cache: unpackLayers(config, inputs, "held.cache"),
    last: weight(inputs, "held.last"),
    history: weight(inputs, "symbols"),
    scores: weight(inputs, "scores"),
    finished: inputs["finished"],
  };
}

function layerNames(config: TransformerConfig, name: string): string[] {
  return Array.from({ length: config.decoderLayers }, (_, layer) => [
    `${name}.${layer}.keys`,
    `${name}.${layer}.values`,
  ]).flat();
}

function packLayers(outputs: Record<string, Tensor>, name: string, layers: readonly KeyValue[]): void {
  for (const [layer, { keys, values }] of layers.entries()) {
    outputs[`${name}.${layer}.keys`] = keys;
    outputs[`${name}.${layer}.values`] = values;
  }
}

function unpackLayers(config: TransformerConfig, inputs: Weights, name: string): KeyValue[] {
  if (inputs[`${name}.0.keys`] === undefined) return [];
  return Array.from({ length: config.decoderLayers }, (_, layer) => ({
    keys: weight(inputs, `${name}.${layer}.keys`),
    values: weight(inputs, `${name}.${layer}.values`),
  }));
}
