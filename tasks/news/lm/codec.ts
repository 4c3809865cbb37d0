import { canonicalHash } from "../../../harness/artifacts/index.ts";
import type { TransformerConfig } from "../../../harness/models/index.ts";
import type { Tokenizer } from "../../../harness/models/language/index.ts";
import type { Codec } from "../../../harness/sequence/index.ts";
import type { Language, OpenLanguage } from "./language.ts";

/** What stands between an article and its summary, in a tokenizer's symbols. */
export interface Prompt {
  readonly before: readonly number[];
  /** Its last symbol, which is read before the first one of the summary. */
  readonly last: number;
}

/** The symbols of a prompt. */
export function promptOf(tokenizer: Tokenizer, text: string): Prompt {
  const symbols = [...tokenizer.encode(text)];
  return { before: symbols.slice(0, -1), last: symbols.at(-1)! };
}

/** Articles as prompts, filled on the left, and summaries as what comes after them. */
export function languageCodec(
  { tokenizer, identity }: Pick<Language, "tokenizer" | "identity">,
  { config, begin, ends }: Pick<OpenLanguage, "config" | "begin" | "ends">,
  prompt: Prompt,
): Codec<string, string> {
  const { sourceLength, targetLength } = config;
  const { pad, end } = specialOf(config);
  const first = begin === undefined ? [] : [begin];
  const room = sourceLength - first.length - prompt.before.length;
  return {
    id: canonicalHash({ tokenizer: identity.tokenizer, sourceLength, targetLength, prompt, pad, end }),
    read(article) {
      const read = [...first, ...tokenizer.encode(article).subarray(0, room), ...prompt.before];
      const source = new Int32Array(sourceLength).fill(pad);
      source.set(read, sourceLength - read.length);
      return {
        source,
        encode(summary) {
          const written = tokenizer.encode(` ${summary}`).subarray(0, targetLength - 1);
          const symbols = new Int32Array(targetLength).fill(pad);
          symbols.set(written);
          symbols[written.length] = end;
          return symbols;
        },
        decode(symbols) {
          const last = symbols.findIndex((symbol) => symbol === pad || ends.includes(symbol));
          return tokenizer.decode(last < 0 ? symbols : symbols.subarray(0, last)).trim();
        },
      };
    },
  };
}

function specialOf({ symbols }: TransformerConfig): { pad: number; end: number } {
  const { pad, end } = symbols;
  if (pad === undefined || end === undefined)
    throw new RangeError("the model has no end, or nothing to fill with");
  return { pad, end };
}
