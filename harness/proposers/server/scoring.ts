import { type Answer, inLanes, type KeptAnswers, partsOf } from "../answers.ts";
import { continuationOf } from "../continuation.ts";
import type { TextPair, TextScore } from "../contract.ts";
import { serverError } from "./problem.ts";
import { type ReadingForm, readTexts, type SentPrompt, type ServedModel } from "./reading.ts";

/** What is asked together, and how many requests at a time. */
export interface Pace {
  readonly batch: number;
  readonly lanes: number;
  progress(line: string): void;
}

/**
 * The log-probability of each text after its prompt. Where the tokenizer is known prompt and text are sent as symbols; else as texts, and
 * the symbols of the prompt alone must be the first ones of both together. Throws `server-tokenizes` where they are not, or where symbols
 * are lost.
 */
export async function scorePairs(
  served: ServedModel,
  form: ReadingForm,
  answers: Pick<KeptAnswers, "to">,
  pace: Pace,
  pairs: readonly TextPair[],
): Promise<TextScore[]> {
  const written = pairs.filter(({ text }) => text !== "");
  const readings = await readAll(
    served,
    form,
    answers,
    pace,
    served.tokenizer === undefined
      ? [...new Set(written.flatMap(({ prompt, text }) => [prompt, prompt + text]))]
      : written.map((pair) => symbolsOf(served, pair).whole),
  );
  return pairs.map((pair) => {
    if (pair.text === "") return { logprob: 0, tokens: 0 };
    const rest =
      served.tokenizer === undefined ? restOf(pair, readings, served) : restBySymbols(pair, readings, served);
    return { logprob: rest.reduce((sum, [, logprob]) => sum + logprob!, 0), tokens: rest.length };
  });
}

/** Symbols as they are kept: names and log-probabilities; that of the first is null. */
type KeptEntries = readonly (readonly [token: string, logprob: number | null])[];

/** What was read, by what was sent. */
type Readings = ReadonlyMap<string, KeptEntries>;

async function readAll(
  served: ServedModel,
  form: ReadingForm,
  answers: Pick<KeptAnswers, "to">,
  { batch, lanes, progress }: Pace,
  prompts: readonly SentPrompt[],
): Promise<Readings> {
  let done = 0;
  const read = await inLanes(partsOf(prompts, batch), lanes, async (part) => {
    const entries = await answers.to({ read: part, form }, () => reading(served, form, part));
    done += part.length;
    progress(`scored ${done} of ${prompts.length} texts`);
    return entries;
  });
  return new Map(read.flat().map((entries, place) => [keyOf(prompts[place]!), entries]));
}

function keyOf(prompt: SentPrompt): string {
  return JSON.stringify(prompt);
}

async function reading(
  served: ServedModel,
  form: ReadingForm,
  part: readonly SentPrompt[],
): Promise<Answer<readonly KeptEntries[]>> {
  const { entries, promptTokens } = (await readTexts(served, form, part))!;
  const value = entries.map((list) =>
    list.map(({ token, logprob }, place) => [token, place === 0 ? null : logprob] as const),
  );
  return { value, cost: { requests: 1, promptTokens, tokens: 0 } };
}

/** Prompt and text in the tokenizer's symbols. */
function symbolsOf(
  served: ServedModel,
  pair: TextPair,
): { readonly whole: readonly number[]; readonly before: number } {
  const { before, own } = continuationOf(served.tokenizer!, pair);
  return { whole: [...before, ...own], before: before.length };
}

function restBySymbols(pair: TextPair, readings: Readings, served: ServedModel): KeptEntries {
  const { whole, before } = symbolsOf(served, pair);
  const entries = readings.get(keyOf(whole))!;
  if (entries.length === whole.length && before > 0) return entries.slice(before);
  throw serverError("server-tokenizes", {
    where: served.where,
    expected: `${whole.length} symbols, as many as were sent, after at least one of a prompt`,
    received: `${entries.length}`,
    mend: "Serve the model with a program that takes prompts as symbols as they are.",
  });
}

function restOf({ prompt, text }: TextPair, readings: Readings, { where }: ServedModel): KeptEntries {
  const [before, whole] = [readings.get(keyOf(prompt))!, readings.get(keyOf(prompt + text))!];
  const differs = before.findIndex(([token], place) => whole[place]?.[0] !== token);
  if (differs < 0 && before.length > 0 && whole.length > before.length) return whole.slice(before.length);
  const place = Math.max(differs, 0);
  throw serverError("server-tokenizes", {
    where,
    expected: `the ${before.length} symbols of the prompt first, and then those of ${JSON.stringify(text.slice(0, 40))}`,
    received: `"${whole[place]?.[0] ?? ""}" in place of "${before[place]?.[0] ?? ""}" at place ${place}`,
    mend: "Give the model's tokenizer, so that prompts can be sent as symbols, or end prompts with a line feed.",
  });
}
