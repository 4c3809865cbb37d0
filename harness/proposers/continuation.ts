import type { Tokenizer } from "../models/language/index.ts";
import type { TextPair } from "./contract.ts";

/** A prompt's symbols, and those of the text after it. */
export interface Continuation {
  readonly before: readonly number[];
  readonly own: readonly number[];
}

/** As the tokenizer cuts prompt and text together, unless they melt into one another: then each is cut alone. */
export function continuationOf(
  tokenizer: Pick<Tokenizer, "encode">,
  { prompt, text }: TextPair,
): Continuation {
  const before = [...tokenizer.encode(prompt, true)];
  if (text === "") return { before, own: [] };
  const together = [...tokenizer.encode(prompt + text, true)];
  const isClean = together.length > before.length && before.every((id, place) => together[place] === id);
  return { before, own: isClean ? together.slice(before.length) : [...tokenizer.encode(text)] };
}
