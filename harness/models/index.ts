/**
 * Models: transformers and a linear classifier, written once in the tfjs API; search with a cache; parameter files.
 * In: a configuration, parameters by name, sources. Out: losses for the engine's training, candidates with exact log-probabilities, safetensors.
 * Programs are pure functions of named tensors; the same parameters and stream give the same bytes on one device kind.
 */
export type { Candidates } from "./candidates.ts";
export type { Decoding } from "./choice.ts";
export { checkTransformerConfig, type SpecialSymbols, type TransformerConfig } from "./config.ts";
export { type Decoder, type DecoderOptions, openDecoder } from "./decoder.ts";
export { type LinearConfig, linearLogits, linearLoss, linearParameterSpecs } from "./linear-classifier.ts";
export { type Batch, targetLogits, targetNll, transformerLoss } from "./loss.ts";
export { checkParameters, loadParameters, saveParameters } from "./parameter-file.ts";
export {
  initialise,
  initialiseTransformer,
  type ParameterSpec,
  type Parameters,
  transformerParameterSpecs,
} from "./parameters.ts";
