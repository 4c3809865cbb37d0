/**
 * Simplify: the same program, cheaper.
 * In: a recorded graph. Out: a graph with the same inputs and outputs, fewer operations and no written-out constants.
 * Folds constants, drops dead and repeated operations, and replaces what tfjs's gradients write clumsily.
 */
export { recomputeSegments } from "./segments.ts";
export { simplify } from "./simplify.ts";
