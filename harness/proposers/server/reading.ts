import type { Tokenizer } from "../../models/language/index.ts";
import { ask, type ServerLine } from "./ask.ts";
import { completionOf, entriesOf, promptEntriesOf, type TokenEntry, unusable } from "./completion.ts";

/**
 * How a server tells the log-probabilities of a text it is given: by an `echo` with `logprobs`, as OpenAI's completions did, or by
 * `prompt_logprobs` of vLLM, with which it has to write at least one symbol.
 */
export const forms = {
  echo: { echo: true, logprobs: 1, max_tokens: 0 },
  "prompt-logprobs": { prompt_logprobs: 0, max_tokens: 1 },
} as const;
export type ReadingForm = keyof typeof forms;

/** A text, or its symbols by number: exact, where the tokenizer is known. */
export type SentPrompt = string | readonly number[];

/** A server, and the model that is asked there. */
export interface ServedModel {
  readonly line: ServerLine;
  readonly model: string;
  readonly where: string;
  /** Cuts prompts before they are sent; absent: the server does it. */
  readonly tokenizer?: Tokenizer;
}

/** A prompt as it is sent. */
export function promptOf({ tokenizer }: ServedModel, text: string): SentPrompt {
  return tokenizer === undefined ? text : [...tokenizer.encode(text, true)];
}

export interface ReadTexts {
  /** For each prompt its symbols, from the first on. */
  readonly entries: readonly (readonly TokenEntry[])[];
  readonly promptTokens: number;
}

/** Every symbol of some prompts with its log-probability, in one request; undefined where the server gives none. Throws `server-answer`. */
export async function readTexts(
  { line, model, where }: ServedModel,
  form: ReadingForm,
  prompts: readonly SentPrompt[],
): Promise<ReadTexts | undefined> {
  const body = { model, prompt: prompts, temperature: 0, ...forms[form] };
  const completion = completionOf(await ask(line, "/completions", body), prompts.length, where);
  const entries = completion.choices.map((choice, place) => {
    if (form !== "echo") return promptEntriesOf(choice, completion, where);
    const prompt = prompts[place]!;
    const isEchoed = typeof prompt !== "string" || choice.text.startsWith(prompt);
    return isEchoed ? entriesOf(choice, where) : undefined;
  });
  if (!entries.every((list) => list !== undefined)) return undefined;
  const total = entries.reduce((sum, list) => sum + list.length, 0);
  const promptTokens = completion.usage?.prompt_tokens ?? total;
  if (promptTokens !== total)
    throw unusable(where, `one log-probability for each of ${promptTokens} symbols`, `${total}`);
  return { entries, promptTokens };
}
