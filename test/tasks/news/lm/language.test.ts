import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { trainTokenizer } from "../../../../harness/models/language/index.ts";
import { languageCodec, promptOf } from "../../../../tasks/news/lm/codec.ts";
import { folderLanguage } from "../../../../tasks/news/lm/language.ts";
import { failsWith, testFolder } from "../../../inbound/folder.ts";
import { tinyTokenizer, writeTinyModel } from "../../../models/llama-folder.ts";

const texts = ["A fox ran over the hill. In short: a fox ran", "The hill is high and the fox ran"];
const file = trainTokenizer(texts, 275);
const SIZE = Object.keys((file["model"] as { vocab: object }).vocab).length;
const lengths = { sourceLength: 40, targetLength: 12 };

interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly special: boolean;
}

/** A model whose last symbol is a word, and which names nothing to fill with. */
async function opened(
  t: TestContext,
  change: (added: readonly AddedToken[]) => readonly AddedToken[],
  vocabulary = SIZE,
) {
  const folder = await testFolder(t);
  await writeTinyModel(folder, { config: { vocab_size: vocabulary } });
  const added = change(file["added_tokens"] as AddedToken[]);
  await writeFile(join(folder, "tokenizer.json"), JSON.stringify({ ...file, added_tokens: added }));
  await writeFile(join(folder, "generation_config.json"), JSON.stringify({ eos_token_id: 2 }));
  const language = await folderLanguage("tiny", folder);
  const prompt = promptOf(language.tokenizer, "\n\nIn short:");
  return { language, prompt, model: await language.open({ ...lengths, start: prompt.last }) };
}

test("what fills is a special symbol that is in no text, so that the last word of a vocabulary is read, written and scored", async (t) => {
  const { language, prompt, model } = await opened(t, (added) => added);
  assert.equal(model.config.symbols.pad, 0);
  const word = language.tokenizer.decode([SIZE - 1]);
  assert.deepEqual([...language.tokenizer.encode(word)], [SIZE - 1]);
  const codec = languageCodec(language, model, prompt);
  const text = `a${word}`;
  const { source, encode, decode } = codec.read(text);
  assert.ok(source.includes(SIZE - 1));
  assert.equal(decode(encode(text)), text.trim());
  assert.ok(encode(text).includes(SIZE - 1));
});

test("a row that no symbol has comes first", async (t) => {
  const { model } = await opened(t, (added) => added, SIZE + 3);
  assert.equal(model.config.symbols.pad, SIZE + 2);
});

test("where every special symbol starts or ends texts, or is written for what is unknown, nothing can fill", async (t) => {
  await assert.rejects(
    opened(t, (added) => added.map((one) => ({ ...one, special: one.id > 0 }))),
    failsWith("language-model", /tokenizer\.json none Add a special symbol/),
  );
  const folder = await testFolder(t);
  await writeTinyModel(folder, { config: { vocab_size: Object.keys(tinyTokenizer.model.vocab).length } });
  await writeFile(join(folder, "generation_config.json"), JSON.stringify({ eos_token_id: 2 }));
  const language = await folderLanguage("tiny", folder);
  await assert.rejects(language.open({ ...lengths, start: 6 }), failsWith("language-model"));
});
