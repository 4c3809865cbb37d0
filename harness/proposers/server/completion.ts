import { z } from "zod";
import { serverError } from "./problem.ts";

/** One symbol of a text, as a server reports it. */
export interface TokenEntry {
  /** The server's name of the symbol: its text, or its number. */
  readonly token: string;
  /** NaN for the first symbol of all, which follows nothing. */
  readonly logprob: number;
}

const logprob = z.number().nullable();
const entry = z.record(z.string(), z.object({ logprob: z.number() })).nullable();
const choiceSchema = z.object({
  text: z.string(),
  index: z.int().nonnegative(),
  finish_reason: z.string().nullish(),
  logprobs: z.object({ tokens: z.array(z.string()), token_logprobs: z.array(logprob) }).nullish(),
  /** What some servers give of prompts in place of an echo. */
  prompt_logprobs: z.array(entry).nullish(),
});
const completionSchema = z.object({
  choices: z.array(choiceSchema),
  usage: z
    .object({ prompt_tokens: z.int().nonnegative(), completion_tokens: z.int().nonnegative().nullish() })
    .nullish(),
  prompt_logprobs: z.array(entry).nullish(),
});

export type Completion = z.infer<typeof completionSchema>;
export type CompletionChoice = z.infer<typeof choiceSchema>;

/** What is expected of an answer's form; a server that does not know what it was asked for may answer in another. */
export const COMPLETION_FORM = "a completion as OpenAI's interface has it";

/** A completion with so many choices, in their order. Throws `server-answer`. */
export function completionOf(raw: unknown, choices: number, where: string): Completion {
  const parsed = completionSchema.safeParse(raw);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = issue?.path.join(".") ?? "";
    throw unusable(where, COMPLETION_FORM, `${field}: ${issue?.message ?? "something else"}`);
  }
  const ordered = parsed.data.choices.toSorted((a, b) => a.index - b.index);
  const isWhole = ordered.length === choices && ordered.every(({ index }, place) => index === place);
  if (!isWhole)
    throw unusable(
      where,
      `choices 0 to ${choices - 1}`,
      ordered.map(({ index }) => index).join(", ") || "none",
    );
  return { ...parsed.data, choices: ordered };
}

/** The entries of `logprobs`; undefined where there are none. Throws `server-answer` unless they are logarithms of probabilities. */
export function entriesOf({ logprobs }: CompletionChoice, where: string): readonly TokenEntry[] | undefined {
  if (!logprobs) return undefined;
  const { tokens, token_logprobs: values } = logprobs;
  if (tokens.length !== values.length)
    throw unusable(where, "one log-probability a symbol", `${values.length} of ${tokens.length}`);
  return tokens.map((token, place) => ({ token, logprob: checked(values[place]!, place, where) }));
}

/** The same for `prompt_logprobs`, in which symbols are named by their numbers. */
export function promptEntriesOf(
  choice: CompletionChoice,
  completion: Completion,
  where: string,
): readonly TokenEntry[] | undefined {
  const list = choice.prompt_logprobs ?? completion.prompt_logprobs;
  return list?.map((found, place) => {
    const named = Object.entries(found ?? {});
    if (named.length > 1)
      throw unusable(where, "each symbol of the prompt alone", `${named.length} at place ${place}`);
    const [token, value] = named[0] ?? ["", undefined];
    return { token, logprob: checked(value?.logprob ?? null, place, where) };
  });
}

/** Room for rounding in a logarithm that must not be above 0. */
const ROUNDING = 1e-3;

function checked(value: number | null, place: number, where: string): number {
  if (value === null && place === 0) return Number.NaN;
  if (value !== null && Number.isFinite(value) && value <= ROUNDING) return Math.min(0, value);
  throw unusable(where, "finite log-probabilities, none above 0", `${value} of symbol ${place}`);
}

/** The error of an answer that is JSON and no completion. */
export function unusable(where: string, expected: string, received: string) {
  return serverError("server-answer", {
    where,
    expected,
    received,
    mend: "Look for the cause in the server; what it answered before is kept.",
  });
}
