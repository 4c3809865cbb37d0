import { join } from "node:path";
import { z } from "zod";
import { readNeededJsonFile } from "./json-file.ts";
import { languageModelError } from "./problem.ts";

const tokenizerSchema = z.object({
  added_tokens: z
    .array(z.object({ id: z.int().nonnegative(), content: z.string(), special: z.boolean() }))
    .default([]),
  model: z.object({
    vocab: z.union([z.record(z.string(), z.int()), z.array(z.unknown())]),
    unk_token: z.string().nullish(),
    byte_fallback: z.boolean().default(false),
  }),
});

/**
 * A symbol of a folder's model that is in no text, to fill with: the last row that no symbol of the tokenizer has, or else the last special
 * symbol that is none of `taken` and stands for nothing. Whatever fills is hidden from attention and weighs nothing in a score, so a symbol
 * of texts must never. Throws `language-model` where there is none.
 */
export async function fillingSymbol(
  folder: string,
  vocabulary: number,
  taken: readonly (number | undefined)[],
): Promise<number> {
  const file = join(folder, "tokenizer.json");
  const { added_tokens: added, model } = await readNeededJsonFile(file, tokenizerSchema);
  const ids = Array.isArray(model.vocab) ? [...model.vocab.keys()] : Object.values(model.vocab);
  const symbols = new Set([...ids, ...added.map(({ id }) => id)]);
  for (let row = vocabulary - 1; row >= 0; row--) if (!symbols.has(row) && !taken.includes(row)) return row;
  const isInTexts = (content: string) => content === model.unk_token && !model.byte_fallback;
  const free = added.filter(
    ({ id, content, special }) => special && !taken.includes(id) && !isInTexts(content),
  );
  if (free.length > 0) return Math.max(...free.map(({ id }) => id));
  throw languageModelError({
    where: file,
    expected:
      "a symbol to fill with, that is in no text: a special one that neither starts nor ends texts, or a row beyond the tokenizer's",
    received: "none",
    mend: "Add a special symbol to added_tokens and name it as pad_token_id in config.json, with a row of its own in the weights.",
  });
}
