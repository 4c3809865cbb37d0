/**
 * Reference: graphs evaluated in float64, one value at a time.
 * In: a graph, or one operation with its inputs. Out: the exact-as-can-be values of its outputs.
 * Folds constants, and is what compiled programs and gradients are tested against; far too slow for anything else.
 */
export { evaluate, evaluateOperation } from "./evaluate.ts";
export type { Reference } from "./moving.ts";
