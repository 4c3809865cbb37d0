import { join } from "node:path";
import * as tokenizers from "@huggingface/tokenizers";
import { z } from "zod";
import { messageOf } from "../../errors/index.ts";
import { readJsonFile, readNeededJsonFile } from "./json-file.ts";
import { languageModelError } from "./problem.ts";

const anyObject = z.record(z.string(), z.unknown());

/** A model's own cutting of texts into symbols. */
export interface Tokenizer {
  /** Ids of a text, without the symbols a model puts around texts unless `isWhole`. */
  encode(text: string, isWhole?: boolean): Int32Array;
  /** The text of ids; special symbols are left out. */
  decode(ids: Iterable<number>): string;
  /** One more than the highest id. */
  readonly size: number;
}

/** What a `tokenizer.json` says. */
export type TokenizerFile = Readonly<Record<string, unknown>>;

/** Reads `tokenizer.json` and, where it is there, `tokenizer_config.json`. Throws `language-model`. */
export async function openTokenizer(folder: string): Promise<Tokenizer> {
  const file = join(folder, "tokenizer.json");
  const description = await readNeededJsonFile(file, anyObject);
  const settings = (await readJsonFile(join(folder, "tokenizer_config.json"), anyObject)) ?? {};
  return tokenizerOf(description, settings, file);
}

/** The tokenizer that a `tokenizer.json` describes; `file` names it in errors. Throws `language-model`. */
export function tokenizerOf(
  description: TokenizerFile,
  settings: TokenizerFile = {},
  file = "tokenizer.json",
): Tokenizer {
  try {
    const cutting = withAllDigits(description["pre_tokenizer"]);
    return wrapped(new tokenizers.Tokenizer({ ...description, pre_tokenizer: cutting }, settings));
  } catch (error) {
    throw languageModelError({
      where: file,
      expected: "a tokenizer of the hub's format",
      received: messageOf(error),
      mend: "Fetch the file again from where the model is published.",
      cause: error,
    });
  }
}

/** The package's `Digits` knows 0 to 9 alone; the format means every number of Unicode, which `Split` can say. */
function withAllDigits(cutting: unknown): unknown {
  const parsed = anyObject.safeParse(cutting);
  if (!parsed.success) return cutting;
  const { type, individual_digits: isEachAlone, pretokenizers: steps } = parsed.data;
  if (type === "Sequence" && Array.isArray(steps))
    return { ...parsed.data, pretokenizers: steps.map(withAllDigits) };
  if (type !== "Digits") return cutting;
  const pattern = { Regex: isEachAlone === true ? "\\p{N}" : "\\p{N}+" };
  return { type: "Split", pattern, behavior: "Isolated", invert: false };
}

function wrapped(tokenizer: tokenizers.Tokenizer): Tokenizer {
  let size = 0;
  for (const id of tokenizer.get_vocab(true).values()) size = Math.max(size, id + 1);
  return {
    encode: (text, isWhole = false) =>
      Int32Array.from(tokenizer.encode(text, { add_special_tokens: isWhole }).ids),
    decode: (ids) => textOf(tokenizer, [...ids]),
    size,
  };
}

/** The package takes no empty list, which is what a model writes that ends at once. */
function textOf(tokenizer: tokenizers.Tokenizer, ids: number[]): string {
  if (ids.length === 0) return "";
  return tokenizer.decode(ids, { skip_special_tokens: true, clean_up_tokenization_spaces: false });
}
