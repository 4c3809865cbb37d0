import { z } from "zod";
import { type ArtifactStore, canonicalHash, keptValue } from "../../artifacts/index.ts";
import type { Tokenizer } from "../../models/language/index.ts";
import { answersOf, type KeptAnswers } from "../answers.ts";
import type { ProposedText, TextModel, TextPair, TextProposing, TextScore } from "../contract.ts";
import { ask, type ServerLine } from "./ask.ts";
import { unusable } from "./completion.ts";
import { probeServer } from "./probe.ts";
import { serverError } from "./problem.ts";
import { proposeTexts } from "./proposing.ts";
import type { ReadingForm, ServedModel } from "./reading.ts";
import { scorePairs } from "./scoring.ts";

/** Which server, and how patiently it is asked. */
export interface ServerOptions {
  /** With its version: `http://host:8000/v1`. */
  readonly address: string;
  /** As the server names it; default: its only one. */
  readonly model?: string;
  readonly apiKey?: string;
  /** What it must cut texts like. */
  readonly tokenizer?: Tokenizer;
  /** Keeps answers. */
  readonly store: Pick<ArtifactStore, "bundle">;
  /** Longest wait for one answer; default 120,000. */
  readonly timeoutMs?: number;
  /** Attempts for one answer; default 5. */
  readonly attempts?: number;
  /** Pause before the second, doubled each time; default 1,000. */
  readonly pauseMs?: number;
  /** Prompts in one request; default 8: large batches change figures in their last digits. */
  readonly batch?: number;
  /** Requests at a time; default 4. */
  readonly lanes?: number;
  /** Told how far a call has come. */
  progress?(line: string): void;
}

/** The key of servers that want one, from the variable `COLLAPSE_BENCH_SERVER_KEY`. */
export function serverKey(): Pick<ServerOptions, "apiKey"> {
  const apiKey = process.env["COLLAPSE_BENCH_SERVER_KEY"];
  return apiKey === undefined ? {} : { apiKey };
}

/** A server's model, with what the check at its start found out. */
export interface Server extends TextModel {
  readonly notes: readonly string[];
}

/** Difference in a fixed text's log-probability by which two models of one name are told apart. */
const SAME_MODEL = 0.25;
/** A text's log-probability may differ by so much for each symbol between writing and reading it. */
const SAME_TOKEN = 0.02;

/**
 * Checks a server and opens its model. Throws `server-unreachable`, `server-silent`, `server-refused`, `server-answer`,
 * `server-no-logprobs`, `server-tokenizes`, `server-unsteady`.
 */
export async function openServer(options: ServerOptions): Promise<Server> {
  const line: ServerLine = {
    address: options.address.replace(/\/+$/, ""),
    timeoutMs: options.timeoutMs ?? 120_000,
    attempts: options.attempts ?? 5,
    pauseMs: options.pauseMs ?? 1000,
    ...(options.apiKey !== undefined && { apiKey: options.apiKey }),
  };
  const model = options.model ?? (await onlyModel(line));
  const { tokenizer } = options;
  const where = `${line.address}/completions (${model})`;
  const served: ServedModel = { line, model, where, ...(tokenizer !== undefined && { tokenizer }) };
  const { form, canary, notes } = await probeServer(served);
  const id = canonicalHash({ server: line.address, model });
  await checkSame(options.store, id, canary, served);
  const answers = answersOf(options.store, id);
  const { batch = 8, lanes = 4, progress = () => {} } = options;
  const pace = { batch, lanes, progress };
  const score = (pairs: readonly TextPair[]) => scorePairs(served, form, answers, pace, pairs);
  const isExact = await writesExactly(served, form);

  async function propose(prompts: readonly string[], proposing: TextProposing): Promise<ProposedText[][]> {
    const written = await proposeTexts(served, answers, pace, prompts, proposing);
    if (isExact) return written;
    const pairs = written.flatMap((texts, row) => texts.map(({ text }) => ({ prompt: prompts[row]!, text })));
    const scores = (await score(pairs)).values();
    return written.map((texts) => texts.map((text) => ({ ...text, ...scores.next().value! })));
  }

  const written = isExact
    ? "log-probabilities of what it writes are the model's own"
    : "log-probabilities of what it writes are not the model's own: every text is scored again";
  return {
    identity: { kind: "server", name: `${model} at ${line.address}`, id, countsEnd: false },
    notes: [...notes, written],
    propose,
    score,
    get cost() {
      return answers.cost;
    },
    get kept() {
      return answers.kept;
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

const modelsSchema = z.object({ data: z.array(z.object({ id: z.string() })) });

async function onlyModel(line: ServerLine): Promise<string> {
  const where = `${line.address}/models`;
  const parsed = modelsSchema.safeParse(await ask(line, "/models"));
  if (!parsed.success)
    throw unusable(where, "a list of models", parsed.error.issues[0]?.message ?? "something else");
  const names = parsed.data.data.map(({ id }) => id);
  if (names.length === 1) return names[0]!;
  throw serverError("server-answer", {
    where,
    expected: "one model, or to be told which",
    received: names.join(", ") || "none",
    mend: "Name one of them with --served.",
  });
}

/** Answers that are kept must be those of the model that is there now. */
async function checkSame(
  store: ServerOptions["store"],
  id: string,
  canary: number,
  { where }: ServedModel,
): Promise<void> {
  const before = await keptValue(store, { what: "text model's canary", of: id }, async () => canary);
  if (Math.abs(before - canary) <= SAME_MODEL) return;
  throw serverError("server-unsteady", {
    where,
    expected: `${before.toFixed(3)} for a fixed text, as when its answers were kept`,
    received: canary.toFixed(3),
    mend: "Serve the model that was served then, or start with an empty --cache.",
  });
}

/** Whether what a server says of its own writing, at another temperature than 1, is what it says when it reads it. */
async function writesExactly(served: ServedModel, form: ReadingForm): Promise<boolean> {
  const prompt = "The mayor opened the new bridge on Monday.\n";
  const drawing = {
    search: "sample",
    candidates: 5,
    temperature: 0.5,
    topP: 0.9,
    maxTokens: 12,
    seed: 1,
  } as const;
  const pace = { batch: 1, lanes: 1, progress: () => {} };
  const [texts = []] = await proposeTexts(served, unkept, pace, [prompt], drawing);
  const drawn = texts.slice(1);
  const scores = await scorePairs(
    served,
    form,
    unkept,
    pace,
    drawn.map(({ text }) => ({ prompt, text })),
  );
  // A text may be cut otherwise when it is read than it was written: that says nothing of its figures.
  const alike = drawn.flatMap((text, place) =>
    text.tokens === scores[place]!.tokens ? [[text, scores[place]!]] : [],
  );
  const isSame = ([text, read]: readonly TextScore[]) =>
    Math.abs(text!.logprob - read!.logprob) <= SAME_TOKEN * Math.max(1, read!.tokens);
  return alike.length > 0 && alike.every(isSame);
}

/** Answers to the check are asked for each time. */
const unkept: Pick<KeptAnswers, "to"> = { to: async (_, asked) => (await asked()).value };
