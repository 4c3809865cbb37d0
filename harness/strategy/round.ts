import type { RandomPath } from "../random/index.ts";
import type { Entry } from "../submission/index.ts";
import type {
  Budget,
  Choice,
  Decoding,
  Limits,
  Pool,
  Selection,
  VerifierName,
  Verify,
} from "../task/index.ts";
import { converse } from "./conversation.ts";
import { defaultDecoding } from "./decoding.ts";
import type { Isolation } from "./isolation.ts";
import { startProcess } from "./process.ts";
import { proposalOf } from "./proposal.ts";
import type { Hello } from "./wire.ts";

export interface RoundRequest {
  readonly entry: Entry;
  readonly hello: Hello;
  readonly budget: Budget;
  readonly limits: Limits;
  /** The task's decoding choices. */
  readonly choices: Readonly<Record<string, Choice>>;
  /** Makes the pool; called once, after the strategy has chosen its decoding settings. */
  propose(decoding: Decoding): Promise<Pool>;
  /** The task's verifiers; `noisy` is made of the truth here. */
  readonly verify: Readonly<Partial<Record<VerifierName, Verify>>>;
  /** Seeds the noisy verifier's errors. */
  readonly noise: RandomPath;
  readonly isolation: Isolation;
  /** Grows by each round's standard error. */
  readonly logFile: string;
  readonly signal?: AbortSignal;
}

export interface RoundResult {
  readonly pool: Pool;
  readonly selection: Selection;
  /** Candidates scored, per verifier asked. */
  readonly feedback: Readonly<Partial<Record<VerifierName, number>>>;
  /** Present when the entry takes part in generation. */
  readonly decoding?: Decoding;
  /** `select` is the strategy's own time: waiting for the generator or a verifier is not in it. */
  readonly seconds: { readonly generate: number; readonly select: number };
  /** Highest seen, ten times a second, over all the strategy's processes. */
  readonly peakMemoryMiB: number;
}

/**
 * Runs a strategy on one round's pool. Throws `StrategyFailure` when it breaks a rule, and `BenchError` of other
 * blame when something else does; no process of it is left either way.
 */
export async function runRound(request: RoundRequest): Promise<RoundResult> {
  const { entry, limits, isolation, logFile, signal } = request;
  const { run, generation } = entry.submission.manifest;
  const proposed = generation ? undefined : await proposalOf(request, defaultDecoding(request.choices));
  const { folder } = entry.submission;
  await using process = await startProcess({ run, folder, limits, isolation, logFile, signal });
  const { task, tier, round, regime } = request.hello;
  process.log.remark(`${entry.id} on ${task} (${tier}), ${regime}, round ${round}`);
  try {
    return await converse(request, process, proposed);
  } catch (error) {
    process.fail(error);
    throw process.failure;
  }
}
