/**
 * Graph: a program as plain data.
 * In: operations, one at a time. Out: a `Graph` with the shape and dtype of every value, and its text.
 * Equal operations are one; shapes are checked as they are added. No operation computes anything here.
 */
export { buildGraph, type Graph, type GraphBuilder, outputsOf } from "./builder.ts";
export type * from "./operators.ts";
export { printGraph } from "./print.ts";
