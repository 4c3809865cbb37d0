/**
 * GGUF: language models of llama.cpp's files, read and run by an optional package.
 * In: a file. Out: its tokenizer, and log-probabilities of every symbol after any other, in float64.
 * They are exact: keys and values are kept in float32, the whole vocabulary is asked for, and no tail is cut off.
 * Nothing is compiled, fetched or trained.
 */
export type { GgufDescription } from "./description.ts";
export { type GgufModel, type GgufOptions, openGguf } from "./model.ts";
export { startLlama } from "./peer.ts";
export { ggufError } from "./problem.ts";
