import { explain } from "../errors/index.ts";
import {
  checkDecoding,
  defaultDecoding,
  type Proposal,
  proposalOf,
  type Selector,
  StrategyFailure,
} from "../selection/index.ts";
import { believingLimits } from "./again.ts";
import { converse } from "./conversation.ts";
import { type StrategyProcess, startProcess } from "./process.ts";
import type { RoundRequest, StrategyOptions, StrategyRound } from "./request.ts";
import { setUp } from "./setup.ts";

/** The submitted program as a selector: a process for every round. */
export function strategySelector(options: StrategyOptions): Selector {
  const { control } = options.entry.submission;
  return {
    offered: control === "ceiling" ? "truth" : "pool",
    select: (round) => runRound({ ...options, ...round }),
  };
}

/**
 * Runs a strategy on one round's pool; a failure by a limit is believed when it comes twice. Throws `StrategyFailure`
 * when it breaks a rule, and `BenchError` of other blame when something else does; no process of it is left either way.
 */
export async function runRound(request: RoundRequest): Promise<StrategyRound> {
  const { entry, choices, signal } = request;
  const ready = await setUp({ ...request, submission: entry.submission });
  const decoding = entry.decoding && checkDecoding(choices, entry.decoding);
  const proposed = entry.submission.manifest.generation
    ? undefined
    : await unlessAborted(signal, proposalOf(request, decoding ?? defaultDecoding(choices)));
  let remark: string | undefined;
  const round = await believingLimits(
    () => runOnce(request, { proposed, ready }, remark),
    (first) => {
      remark = `${first.code} (${first.message}): run again, and believed if it fails again`;
    },
  );
  return { ...round, ...(decoding && { decoding }) };
}

/** What a round begins with; undefined where there is no such thing before. */
interface Preparations {
  readonly proposed: Proposal | undefined;
  /** What the submission's setup made. */
  readonly ready: string | undefined;
}

async function runOnce(
  request: RoundRequest,
  { proposed, ready }: Preparations,
  remark: string | undefined,
): Promise<StrategyRound> {
  const { entry, limits, isolation, groups, logFile, hear, signal } = request;
  const { run } = entry.submission.manifest;
  const { folder } = entry.submission;
  await using process = await startProcess({
    ...{ run, folder, ready, limits, isolation, groups, logFile, hear, signal },
  });
  const { task, tier, round, regime } = request;
  process.log.remark(`${entry.id} on ${task} (${tier}), ${regime}, round ${round}`);
  if (remark !== undefined) process.log.remark(remark);
  try {
    return await unlessAborted(signal, converse(request, process, proposed));
  } catch (error) {
    process.fail(error);
    throw await traced(process, logFile);
  }
}

/** What `work` gives, or the signal's reason as soon as it is aborted: a verifier that computes for minutes is not waited for. */
async function unlessAborted<Result>(
  signal: AbortSignal | undefined,
  work: Promise<Result>,
): Promise<Result> {
  if (signal === undefined) return work;
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener("abort", abort);
  if (signal.aborted) abort();
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/** Its last words may come after the reason to end it. */
async function traced({ ended, failure, log }: StrategyProcess, logFile: string): Promise<unknown> {
  await ended.catch(() => undefined);
  log.remark(explain(failure));
  return failure instanceof StrategyFailure
    ? failure.tracedTo({ logFile, lastWords: log.lastWords() })
    : failure;
}
