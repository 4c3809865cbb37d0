import { BenchError } from "../../errors/index.ts";
import type { Tokenizer } from "../../models/language/index.ts";
import { probes } from "../probes.ts";
import { COMPLETION_FORM, type TokenEntry } from "./completion.ts";
import { serverError } from "./problem.ts";
import { forms, type ReadingForm, readTexts, type ServedModel } from "./reading.ts";

const [PLAIN, MIXED] = probes;
/** A text's log-probability may differ by so much between a request of its own and one with others: servers add in other orders. */
const STEADY = 0.25;

/** What was found out about a server before it is used. */
export interface Probe {
  readonly form: ReadingForm;
  /** Log-probability of a fixed text: tells whether it is the same model the next time. */
  readonly canary: number;
  readonly notes: readonly string[];
}

/**
 * Asks for the symbols of two texts, alone and together. Throws `server-no-logprobs`, `server-tokenizes` (symbols do not make up the text, or
 * are not those of its tokenizer), `server-unsteady`, and what asking throws.
 */
export async function probeServer(served: ServedModel): Promise<Probe> {
  const { tokenizer } = served;
  const { form, entries: alone } = await formOf(served);
  const both = (await readTexts(served, form, [PLAIN, MIXED]))!.entries;
  const [plain, mixed] = both as [readonly TokenEntry[], readonly TokenEntry[]];
  if (form === "echo") checkSpelling(plain, served);
  if (tokenizer !== undefined) {
    checkTokenizer(plain, PLAIN, tokenizer, served);
    checkTokenizer(mixed, MIXED, tokenizer, served);
  }
  const [canary, again] = [totalOf(alone), totalOf(plain)];
  const difference = Math.abs(canary - again);
  if (difference > STEADY)
    throw serverError("server-unsteady", {
      where: served.where,
      expected: `${canary.toFixed(3)} within ${STEADY}, as when it was asked alone`,
      received: again.toFixed(3),
      mend: "Switch off prefix caching and chunked prefill, ask for smaller batches, or serve in bfloat16 or float32.",
    });
  return {
    form,
    canary,
    notes: [
      `log-probabilities of prompts: ${form === "echo" ? "by echo" : "by prompt_logprobs"}`,
      `one text alone and beside another: ${difference.toExponential(1)} apart`,
      tokenizer === undefined ? "its tokenizer was not compared" : "its tokenizer cuts as the given one does",
    ],
  };
}

/** The first form in which the server tells the symbols of a text, and those of the plain one. */
async function formOf(served: ServedModel): Promise<{ form: ReadingForm; entries: readonly TokenEntry[] }> {
  let refusal: unknown;
  for (const form of Object.keys(forms) as ReadingForm[])
    try {
      const entries = (await readTexts(served, form, [PLAIN]))?.entries[0];
      // A server that knows no echo tells of what it wrote itself, if of anything.
      if (entries !== undefined && entries.length > 1) return { form, entries };
    } catch (error) {
      if (!isOfForm(error)) throw error;
      refusal ??= error;
    }
  throw serverError("server-no-logprobs", {
    where: served.where,
    expected: "an entry for every symbol of the prompt, by `echo` with `logprobs` or by `prompt_logprobs`",
    received: refusal instanceof BenchError ? `${refusal.received}` : "none",
    mend: "Serve the model with a program that gives them, such as vLLM; llama.cpp's server and most hosted ones do not.",
    cause: refusal,
  });
}

/** Whether the server only does not know a form; numbers that are none are another matter. */
function isOfForm(error: unknown): boolean {
  if (!(error instanceof BenchError)) return false;
  if (error.code === "server-refused") return /status 4(00|04|22)/.test(error.received ?? "");
  return error.code === "server-answer" && error.expected === COMPLETION_FORM;
}

function checkSpelling(entries: readonly TokenEntry[], { where }: ServedModel): void {
  const bare = (text: string) => text.replaceAll(/\s/g, "");
  const spelt = entries.map(({ token }) => token).join("");
  if (bare(spelt).endsWith(bare(PLAIN))) return;
  throw serverError("server-tokenizes", {
    where,
    expected: `symbols that make up "${PLAIN}"`,
    received: JSON.stringify(spelt.slice(0, 120)),
    mend: "Serve the model with its own tokenizer.",
  });
}

/** The server may put one symbol before a text. */
function checkTokenizer(
  entries: readonly TokenEntry[],
  text: string,
  tokenizer: Tokenizer,
  served: ServedModel,
): void {
  const bare = tokenizer.encode(text);
  const whole = tokenizer.encode(text, true);
  const counts = [bare.length, whole.length, bare.length + 1];
  const own = Array.from(bare, (id) => tokenizer.decode([id]).trim());
  const theirs = entries.slice(entries.length - bare.length).map(({ token }) => token.trim());
  const differs = own.findIndex(
    (token, place) => /^[!-~]+$/.test(token) && !isAlike(token, bare[place]!, theirs[place]),
  );
  if (counts.includes(entries.length) && differs < 0) return;
  throw serverError("server-tokenizes", {
    where: served.where,
    expected: `${bare.length} symbols of "${text}", as the given tokenizer has it`,
    received:
      differs >= 0 && counts.includes(entries.length)
        ? `"${theirs[differs]}" in place of "${own[differs]}"`
        : `${entries.length} symbols`,
    mend: "Give the tokenizer of the model that is served, or serve the model that is meant.",
  });
}

/** Servers name a symbol by its text or by its number; of the first one some say nothing. */
function isAlike(token: string, id: number, theirs: string | undefined): boolean {
  return theirs === "" || theirs === token || theirs === String(id) || theirs === `token_id:${id}`;
}

/** All but the first symbol, which follows nothing. */
function totalOf(entries: readonly TokenEntry[]): number {
  return entries.slice(1).reduce((sum, { logprob }) => sum + logprob, 0);
}
