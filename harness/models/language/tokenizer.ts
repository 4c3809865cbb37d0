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

/** Reads `tokenizer.json` and, where it is there, `tokenizer_config.json`. Throws `language-model`. */
export async function openTokenizer(folder: string): Promise<Tokenizer> {
  const file = join(folder, "tokenizer.json");
  const description = await readNeededJsonFile(file, anyObject);
  const settings = (await readJsonFile(join(folder, "tokenizer_config.json"), anyObject)) ?? {};
  try {
    return wrapped(new tokenizers.Tokenizer(description, settings));
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

function wrapped(tokenizer: tokenizers.Tokenizer): Tokenizer {
  let size = 0;
  for (const id of tokenizer.get_vocab(true).values()) size = Math.max(size, id + 1);
  return {
    encode: (text, isWhole = false) =>
      Int32Array.from(tokenizer.encode(text, { add_special_tokens: isWhole }).ids),
    decode: (ids) =>
      tokenizer.decode([...ids], { skip_special_tokens: true, clean_up_tokenization_spaces: false }),
    size,
  };
}
