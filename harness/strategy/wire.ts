import { BenchError } from "../errors/index.ts";
import type { Params } from "../submission/index.ts";
import type { Budget, Candidate, Choice, Pool } from "../task/index.ts";
import type { Feedback } from "./meter.ts";

/** What a strategy is told of the round, besides its budget and parameters. */
export interface Hello {
  readonly task: string;
  readonly tier: string;
  /** From 1. */
  readonly round: number;
  readonly rounds: number;
  readonly regime: string;
  /** For the strategy's own randomness. */
  readonly seed: number;
  /** What `input` and `output` look like. */
  readonly fields: Readonly<Record<string, string>>;
}

const chunkLength = 2 ** 16;

/** The first line. */
export function helloLine(hello: Hello, keep: number, feedback: Budget["feedback"], params: Params): string {
  const message = { type: "hello", protocol: 1, ...hello, budget: { keep, ...feedback }, params };
  return `${JSON.stringify(message)}\n`;
}

/** Asks for decoding choices. */
export function planLine(choices: Readonly<Record<string, Choice>>): string {
  return `${JSON.stringify({ type: "plan", choices })}\n`;
}

/** Answers one query. */
export function feedbackLine({ scores, left }: Feedback): string {
  return `{"type":"feedback","scores":[${scores.join(",")}],"left":${left}}\n`;
}

/** A pool as `item` lines and `pool-end`, in pieces of about 64 KiB made on demand. */
export function* poolChunks(pool: Pool): Generator<string> {
  // Joined once: a string grown line by line is a tree of pieces that costs more to write.
  let lines: string[] = [];
  let length = 0;
  for (let item = 0; item < pool.items; item++) {
    const line = itemLine(pool, item);
    lines.push(line);
    length += line.length;
    if (length < chunkLength) continue;
    yield lines.join("");
    lines = [];
    length = 0;
  }
  yield `${lines.join("")}{"type":"pool-end","items":${pool.items}}\n`;
}

function itemLine(pool: Pool, id: number): string {
  const { input, candidates } = pool.item(id);
  let list = "";
  for (let candidate = 0; candidate < candidates.length; candidate++)
    list += `${candidate === 0 ? "" : ","}${candidateText(candidate, candidates[candidate]!)}`;
  return `{"type":"item","id":${id},"input":${JSON.stringify(input)},"candidates":[${list}]}\n`;
}

function candidateText(id: number, { output, logprob, tokens }: Candidate): string {
  if (!Number.isFinite(logprob)) throw badLogprob();
  return `{"id":${id},"output":${JSON.stringify(output)},"logprob":${logprob},"tokens":${tokens}}`;
}

function badLogprob(): BenchError {
  return new BenchError("a candidate's log-probability is not finite", {
    code: "pool-logprob",
    blame: "task",
    mend: "Let the task's generator give every candidate a finite log-probability.",
  });
}
