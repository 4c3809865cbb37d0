/**
 * Model store: language models of others, kept by name in the cache.
 * In: a folder in the hub's layout, a GGUF file, or a repository of a hub. Out: a stored model: its files, their SHA-256, its licence.
 * Every file is checked before a model is kept; one appears and is replaced in one step, by one process at a time.
 * What was fetched is what the hub promised; a stopped fetch goes on where it was.
 */
export { type FetchModelOptions, fetchModel } from "./fetch.ts";
export { knownModels } from "./hub.ts";
export { type ImportModelOptions, importModel } from "./import.ts";
export { ggufName, type ModelInfo, type StoredModel, storedModel } from "./info.ts";
export { listModels, readModelInfo, removeModel, verifyModel, writingModels } from "./store.ts";
