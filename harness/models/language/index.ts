/**
 * Language models: decoders of the Llama family, read from a folder in the hub's layout and written into one; adapters likewise.
 * In: a folder with `config.json`, `*.safetensors`, `tokenizer.json`; how long prompts and continuations may be.
 * Out: a `TransformerConfig` and parameters for the decoder that every task uses, a tokenizer, the publisher's settings.
 * Nothing is fetched. What the decoder would compute otherwise than the publisher's code is refused, with the field.
 */
export { readAdapter, writeAdapter } from "./adapter-files.ts";
export { type CheckedModel, checkLanguageModel } from "./check.ts";
export { fillingSymbol } from "./filling.ts";
export { type HubFiles, hubFiles, type WritableModel, writeHubFiles } from "./hub-files.ts";
export { identityOf, identityOfFiles, identityOfHashes, type ModelIdentity } from "./identity.ts";
export {
  type DescribedModel,
  describeLanguageModel,
  type LanguageModel,
  type Lengths,
  openLanguageModel,
} from "./language-model.ts";
export { openTokenizer, type Tokenizer, type TokenizerFile, tokenizerOf } from "./tokenizer.ts";
export { madeSymbols, trainTokenizer } from "./tokenizer-training.ts";
