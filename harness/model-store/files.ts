import { basename } from "node:path";
import type { FileRole } from "./info.ts";

const exact: Readonly<Record<string, FileRole>> = {
  "config.json": "configuration",
  "generation_config.json": "configuration",
  "tokenizer.json": "tokenizer",
  "tokenizer_config.json": "tokenizer",
  "model.safetensors": "weights",
  "model.safetensors.index.json": "weights",
};
/** What people and other programs want beside a model: its card, its terms, older forms of its tokenizer. */
const kept =
  /^(README\.md|(LICEN[CS]E|NOTICE|USE_POLICY|COPYING)[^/]*|tokenizer\.model|vocab\.json|merges\.txt|special_tokens_map\.json|added_tokens\.json|chat_template\.(json|jinja))$/i;
const shard = /^model-\d{5}-of-\d{5}\.safetensors$/;

/** What a file of this name is for in a model's folder; undefined for what is not kept. */
export function roleOf(name: string): FileRole | undefined {
  if (basename(name) !== name) return undefined;
  return exact[name] ?? (shard.test(name) ? "weights" : kept.test(name) ? "other" : undefined);
}
