import { BenchError } from "../errors/index.ts";
import type { Feedback } from "../selection/index.ts";
import type { Candidate, DecodingChoice, Pool } from "../task/index.ts";
import type { RoundRequest } from "./request.ts";

const chunkLength = 2 ** 16;

/** The first line: what a strategy is told of the round, and how many candidates it may keep. */
export function helloLine(request: RoundRequest, keep: number): string {
  const { task, tier, round, rounds, regime, seed, fields, budget, entry } = request;
  const about = { task, tier, round, regime, rounds, seed, fields };
  const allowed = { keep, ...budget.feedback };
  return `${JSON.stringify({ type: "hello", protocol: 1, ...about, budget: allowed, params: entry.params })}\n`;
}

/** Asks for decoding choices. */
export function planLine(choices: Readonly<Record<string, DecodingChoice>>): string {
  return `${JSON.stringify({ type: "plan", choices })}\n`;
}

/** Answers one query; what has no answer is null. */
export function feedbackLine({ scores, left }: Feedback): string {
  const list = scores.join(",").replaceAll("NaN", "null");
  return `{"type":"feedback","scores":[${list}],"left":${left}}\n`;
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
