/**
 * Models: transformers, written once in the tfjs API; training, search and scoring.
 * In: a configuration, weighted examples, sources. Out: parameters by name, candidates with exact log-probabilities.
 * A task opens a `Laboratory`; what it is made of is exported for benchmarks and tests.
 * Programs are pure functions of named tensors; the same parameters and stream give the same bytes on one device kind.
 */
export { type AdapterPart, adapterParts, mergeAdapter, unmergeAdapter } from "./adapter.ts";
export { beside, type Candidates } from "./candidates.ts";
export { checkParameters } from "./check-parameters.ts";
export type { Search } from "./choice.ts";
export {
  type AdapterShape,
  type AdapterTarget,
  adapterTargets,
  llamaFamily,
  type TransformerConfig,
} from "./config.ts";
export { type Decoder, type DecoderOptions, openDecoder } from "./decoder.ts";
export { type Examples, joinExamples, pickExamples } from "./examples.ts";
export { type Laboratory, openLaboratory } from "./laboratory.ts";
export { targetNll, transformerLoss } from "./loss.ts";
export {
  initialiseTransformer,
  isTrained,
  type ParameterSpec,
  type Parameters,
  transformerParameterSpecs,
  withFreshAdapter,
} from "./parameters.ts";
export { type Proposing, proposingOf } from "./proposing.ts";
export {
  type FixedRecipe,
  fixedRecipeSchema,
  type PassesRecipe,
  passesRecipeSchema,
  type Recipe,
  type Stop,
  type StoppedRecipe,
  scheduleOf,
  stepsOf,
  stoppedRecipeSchema,
  stopSchema,
} from "./recipe.ts";
export { joinRows, pickRows } from "./rows.ts";
export { openScorer, type Scorer } from "./scorer.ts";
export type { Trained } from "./training.ts";
