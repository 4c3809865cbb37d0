/**
 * Models: transformers and a linear classifier, written once in the tfjs API; training, search and scoring; parameter files.
 * In: a configuration, weighted examples, sources. Out: parameters by name, candidates with exact log-probabilities, safetensors.
 * A task opens a `Laboratory`; what it is made of is exported for benchmarks and tests.
 * Programs are pure functions of named tensors; the same parameters and stream give the same bytes on one device kind.
 */
export type { Candidates } from "./candidates.ts";
export type { Decoding } from "./choice.ts";
export { checkTransformerConfig, type SpecialSymbols, type TransformerConfig } from "./config.ts";
export { type Decoder, type DecoderOptions, openDecoder } from "./decoder.ts";
export { type Examples, joinExamples } from "./examples.ts";
export { type Laboratory, openLaboratory } from "./laboratory.ts";
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
export { type Proposing, proposingOf } from "./proposing.ts";
export { pickRows } from "./rows.ts";
export { type Recipe, recipeSchema, type Trained } from "./training.ts";
