import type { Tensor } from "../engine/index.ts";
import { attendPast, tf } from "../engine/index.ts";
import { outputRows } from "./allowed.ts";
import {
  attend,
  causalMask,
  crossKeyValue,
  type KeyValue,
  mergeHeads,
  mixValues,
  paddingMask,
  productsWithKeys,
  selfProjections,
} from "./attention.ts";
import type { TransformerConfig } from "./config.ts";
import { type CopySource, copyingLogProbabilities, copySource } from "./copy.ts";
import { embed, feedForward, linear, norm, type Weights } from "./layers.ts";
import { addPositions, rotate } from "./positions.ts";
import { crossAttention, encode } from "./transformer.ts";

/** What every row of a source shares while it is decoded: one pair of keys and values a layer, `[sources, heads, length, depth]`. */
export interface SourceContext {
  readonly sources: number;
  /** Cross-attention's, or the prompt's in a decoder-only model; empty when there is no prompt. */
  readonly layers: readonly KeyValue[];
  readonly mask: Tensor | undefined;
  readonly copy: CopySource | undefined;
}

/** Keys and values of the symbols a row has read so far, one pair a layer; empty before the first. */
export type Cache = readonly KeyValue[];

/** Reads the sources once: int32 `[sources, sourceLength]`. */
export function readSources(
  config: TransformerConfig,
  weights: Weights,
  source: Tensor | undefined,
  sources: number,
): SourceContext {
  if (config.kind === "decoder-only") return readPrompts(config, weights, source, sources);
  const memory = encode(config, weights, source!);
  const layers = layerNames(config).map((name) =>
    crossKeyValue(config, weights, `${name}.cross`, memory.states, sources),
  );
  const copy = config.copy === true ? copySource(config, weights, memory) : undefined;
  return { sources, layers, mask: memory.mask, copy };
}

/** One step: int32 `symbols` `[rows]` at target position `position` − 1 (`start` at 0) → states `[rows, width]` for `position`, and the longer cache. */
export function nextStates(
  config: TransformerConfig,
  weights: Weights,
  context: SourceContext,
  cache: Cache,
  symbols: Tensor,
  position: number,
): { states: Tensor; cache: Cache } {
  const rows = symbols.shape[0]!;
  const place = config.kind === "decoder-only" ? config.sourceLength + position : position;
  let x = addPositions(config, weights, "decoder", embed(config, weights, symbols), place, 1);
  const longer: KeyValue[] = [];
  for (const [layer, name] of layerNames(config).entries()) {
    const normal = norm(config, weights, `${name}.self.norm`, x);
    const { queries, keys, values } = selfProjections(config, weights, `${name}.self`, normal, rows);
    const now = { keys: rotate(config, keys, place), values };
    const shared = config.kind === "decoder-only" ? context.layers[layer] : undefined;
    const turned = rotate(config, queries, place);
    const [mixed, own] =
      shared === undefined
        ? attendOwn(turned, now, cache[layer])
        : attendBoth(turned, append(cache[layer], now), shared, context.mask);
    longer.push(own);
    x = tf.add(x, linear(config, weights, `${name}.self.output`, mergeHeads(mixed)));
    if (config.kind === "encoder-decoder") {
      const { sources, layers, mask } = context;
      x = tf.add(x, crossAttention(config, weights, `${name}.cross`, x, sources, layers[layer]!, mask));
    }
    x = tf.add(x, feedForward(config, weights, `${name}.feedForward`, x));
  }
  return { states: norm(config, weights, "decoder.norm", x), cache: longer };
}

/** Log-probabilities `[rows, symbols]` over a position's allowed symbols. */
export function nextLogProbabilities(
  config: TransformerConfig,
  weights: Weights,
  context: SourceContext,
  states: Tensor,
  symbols: readonly number[] | undefined,
): Tensor {
  const matrix = outputRows(config, weights, symbols);
  if (context.copy !== undefined)
    return copyingLogProbabilities(config, weights, states, matrix, context.copy);
  return tf.logSoftmax(tf.matMul(states, matrix, false, true));
}

/** The cache whose row r is the old row `parents[r]`. */
export function pickRows(cache: Cache, parents: Tensor): Cache {
  return cache.map(({ keys, values }) => ({
    keys: tf.gather(keys, parents),
    values: tf.gather(values, parents),
  }));
}

function readPrompts(
  config: TransformerConfig,
  weights: Weights,
  source: Tensor | undefined,
  sources: number,
): SourceContext {
  const { sourceLength } = config;
  if (sourceLength === 0) return { sources, layers: [], mask: undefined, copy: undefined };
  const padding = paddingMask(config, source!);
  const causal = causalMask(sourceLength);
  const mask = padding === undefined ? causal : tf.add(causal, padding);
  let x = addPositions(config, weights, "decoder", embed(config, weights, source!), 0, sourceLength);
  const layers = layerNames(config).map((name) => {
    const normal = norm(config, weights, `${name}.self.norm`, x);
    const { queries, keys, values } = selfProjections(config, weights, `${name}.self`, normal, sources);
    const keyValue = { keys: rotate(config, keys, 0), values };
    const mixed = mergeHeads(attend(rotate(config, queries, 0), keyValue, mask));
    x = tf.add(x, linear(config, weights, `${name}.self.output`, mixed));
    x = tf.add(x, feedForward(config, weights, `${name}.feedForward`, x));
    return keyValue;
  });
  return { sources, layers, mask: padding, copy: undefined };
}

/** Attention to a row's own past and to itself, and that past made longer. The first position sees only its own value. */
function attendOwn(queries: Tensor, now: KeyValue, past: KeyValue | undefined): [Tensor, KeyValue] {
  const [heads, groups] = [queries.shape[1]!, now.values.shape[1]!];
  if (past === undefined)
    return [heads === groups ? now.values : repeatHeads(now.values, heads / groups), now];
  if (heads !== groups) {
    const own = append(past, now);
    return [attend(queries, own), own];
  }
  const [mixed, keys, values] = attendPast(queries, now.keys, now.values, past.keys, past.values);
  return [mixed, { keys, values }];
}

/** One softmax over the prompt, which a source's rows share, and a row's own past; queries `[rows, heads, 1, depth]`. */
function attendBoth(
  queries: Tensor,
  own: KeyValue,
  shared: KeyValue,
  mask: Tensor | undefined,
): [Tensor, KeyValue] {
  const [rows, heads, , depth] = queries.shape as [number, number, number, number];
  const [sources, , prompt] = shared.keys.shape as [number, number, number];
  const beams = rows / sources;
  const scaled = tf.mul(queries, depth ** -0.5);
  const together = swap(tf.reshape(scaled, [sources, beams, heads, depth]));
  const toPrompt = productsWithKeys(together, shared.keys);
  const masked = swap(mask === undefined ? toPrompt : tf.add(toPrompt, mask));
  const toOwn = productsWithKeys(scaled, own.keys);
  const length = toOwn.shape[3]!;
  const scores = tf.concat([tf.reshape(masked, [rows, heads, 1, prompt]), toOwn], 3);
  const [promptShares, ownShares] = tf.split(tf.softmax(scores), [prompt, length], 3) as [Tensor, Tensor];
  const grouped = swap(tf.reshape(promptShares, [sources, beams, heads, prompt]));
  const fromPrompt = swap(mixValues(grouped, shared.values));
  const fromOwn = mixValues(ownShares, own.values);
  return [tf.add(tf.reshape(fromPrompt, [rows, heads, 1, depth]), fromOwn), own];
}

/** `[rows, heads, 1, depth]`, each head `times` times in a row. */
function repeatHeads(x: Tensor, times: number): Tensor {
  const [rows, heads, , depth] = x.shape as [number, number, number, number];
  const copies = tf.broadcastTo(tf.reshape(x, [rows, heads, 1, depth]), [rows, heads, times, depth]);
  return tf.reshape(copies, [rows, heads * times, 1, depth]);
}

function swap(x: Tensor): Tensor {
  return tf.transpose(x, [0, 2, 1, 3]);
}

function append(past: KeyValue | undefined, now: KeyValue): KeyValue {
  if (past === undefined) return now;
  return { keys: tf.concat([past.keys, now.keys], 2), values: tf.concat([past.values, now.values], 2) };
}

function layerNames(config: TransformerConfig): string[] {
  return Array.from({ length: config.decoderLayers }, (_, layer) => `decoder.${layer}`);
}
