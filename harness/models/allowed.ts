import type { Tensor } from "../engine/index.ts";
import { tf } from "../engine/index.ts";
import type { TransformerConfig } from "./config.ts";
import { type Weights, weight } from "./layers.ts";

/** Target positions that share one set of possible symbols. */
export interface PositionGroup {
  readonly positions: readonly number[];
  /** Symbol ids in the order of the logits; undefined: the whole vocabulary. */
  readonly symbols: readonly number[] | undefined;
}

/** Positions grouped by equal sets, in order of first position; one group without symbols when nothing is constrained. */
export function positionGroups(config: TransformerConfig): PositionGroup[] {
  const positions = Array.from({ length: config.targetLength }, (_, position) => position);
  if (config.allowed === undefined) return [{ positions, symbols: undefined }];
  const groups = new Map<string, { positions: number[]; symbols: readonly number[] }>();
  for (const position of positions) {
    const symbols = config.allowed[position]!;
    const key = symbols.join(",");
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { positions: [position], symbols });
    else group.positions.push(position);
  }
  return [...groups.values()];
}

/** Symbols possible at a target position; undefined: all. */
export function symbolsAt(config: TransformerConfig, position: number): readonly number[] | undefined {
  return config.allowed?.[position];
}

/** Rows of the output matrix for a set of symbols, `[symbols, width]`. */
export function outputRows(
  config: TransformerConfig,
  weights: Weights,
  symbols: readonly number[] | undefined,
): Tensor {
  const matrix = weight(weights, config.tiedOutput ? "embedding" : "output");
  if (symbols === undefined) return matrix;
  if (isRun(symbols)) return tf.slice(matrix, [symbols[0]!, 0], [symbols.length, config.width]);
  return tf.gather(matrix, tf.tensor1d([...symbols], "int32"));
}

/** Symbol ids (int32, any shape) → their places in a set; ids outside the set become 0. */
export function placesOf(
  config: TransformerConfig,
  ids: Tensor,
  symbols: readonly number[] | undefined,
): Tensor {
  if (symbols === undefined) return ids;
  const table = new Int32Array(config.vocabulary);
  for (const [place, symbol] of symbols.entries()) table[symbol] = place;
  return tf.gather(tf.tensor1d(table, "int32"), ids);
}

/** Places in a set (int32, any shape) → symbol ids. */
export function idsOf(places: Tensor, symbols: readonly number[] | undefined): Tensor {
  return symbols === undefined ? places : tf.gather(tf.tensor1d([...symbols], "int32"), places);
}

function isRun(symbols: readonly number[]): boolean {
  return symbols.every((symbol, place) => symbol === symbols[0]! + place);
}
