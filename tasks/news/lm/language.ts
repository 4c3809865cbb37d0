import type { Parameters, TransformerConfig } from "../../../harness/models/index.ts";
import {
  fillingSymbol,
  identityOf,
  type ModelIdentity,
  openLanguageModel,
  openTokenizer,
  type Tokenizer,
} from "../../../harness/models/language/index.ts";

/** How long prompts and summaries are, and the last symbol of every prompt. */
export interface ReadingLengths {
  readonly sourceLength: number;
  readonly targetLength: number;
  readonly start: number;
}

/** A model ready to be asked for summaries; its configuration has an end and something to fill with. */
export interface OpenLanguage {
  readonly config: TransformerConfig;
  readonly parameters: Parameters;
  /** Begins a text, where the publisher says so. */
  readonly begin: number | undefined;
  /** Every symbol that ends a text. */
  readonly ends: readonly number[];
}

/** A language model that can stand where the task has a model: made here, or from a folder. */
export interface Language {
  readonly name: string;
  readonly identity: ModelIdentity;
  readonly tokenizer: Tokenizer;
  open(lengths: ReadingLengths): Promise<OpenLanguage>;
}

/** The model of a folder in the hub's layout. Throws `language-model`. */
export async function folderLanguage(name: string, folder: string): Promise<Language> {
  return {
    name,
    identity: await identityOf(folder),
    tokenizer: await openTokenizer(folder),
    async open(lengths) {
      const { config, parameters, symbols } = await openLanguageModel(folder, lengths);
      const taken = [symbols.start, ...symbols.ends, config.symbols.start, config.symbols.end];
      const { pad = await fillingSymbol(folder, config.vocabulary, taken) } = config.symbols;
      return {
        config: { ...config, symbols: { ...config.symbols, pad } },
        parameters,
        begin: symbols.start,
        ends: symbols.ends,
      };
    },
  };
}
