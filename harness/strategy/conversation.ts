import {
  type Ballot,
  checkDecoding,
  type Meter,
  openBallot,
  openMeter,
  type Proposal,
  proposalOf,
  type Roster,
  rosterOf,
  StrategyFailure,
} from "../selection/index.ts";
import type { Decoding, Pool } from "../task/index.ts";
import { complaintAbout, type Said } from "./ending.ts";
import { type OutputLine, splitLines } from "./lines.ts";
import { quoted } from "./log.ts";
import { parseMessage, type StrategyMessage } from "./message.ts";
import type { StrategyProcess } from "./process.ts";
import type { RoundRequest, StrategyRound } from "./request.ts";
import { feedbackLine, helloLine, planLine, poolChunks } from "./wire.ts";

/** Longest line a strategy may print. */
export const maxLineBytes = 16 * 2 ** 20;

/** One round on the wire, and the two that talk. */
interface Conversation {
  readonly request: RoundRequest;
  readonly process: StrategyProcess;
  readonly lines: AsyncGenerator<OutputLine>;
}

/**
 * Speaks the protocol with a running strategy; `proposed` is undefined when the strategy first chooses how to
 * generate. Throws at the first broken rule.
 */
export async function converse(
  request: RoundRequest,
  process: StrategyProcess,
  proposed: Proposal | undefined,
): Promise<StrategyRound> {
  const { limits } = request;
  const lines = splitLines(process.stdout, { maxLineBytes, maxBytes: limits.outputMiB * 2 ** 20 });
  const conversation = { request, process, lines };
  const roster = proposed === undefined ? undefined : rosterOf(proposed.pool);
  process.send(helloLine(request, keepOf(request, roster)));
  if (proposed !== undefined) return choose(conversation, proposed, roster!);
  const decoding = await plan(conversation);
  const planned = await offTheClock(process, () => proposalOf(request, decoding));
  return { ...(await choose(conversation, planned, rosterOf(planned.pool))), decoding };
}

/** The control that keeps everything is bounded by the pool alone. */
function keepOf({ entry, budget }: RoundRequest, roster: Roster | undefined): number {
  const keepsEverything = entry.submission.manifest.control === "everything";
  return keepsEverything && roster !== undefined ? roster.size : budget.keep;
}

async function plan({ request, process, lines }: Conversation): Promise<Decoding> {
  process.send(planLine(request.choices));
  const next = await lines.next();
  if (next.done) throw await reasonOfEnd(process, { lines: 0, isDone: false });
  return blaming(request, process, next.value, async (message) => {
    if (message.type !== "decoding") throw outOfOrder("answers `plan` by something other than `decoding`");
    return checkDecoding(request.choices, message.choices);
  });
}

async function choose(
  conversation: Conversation,
  { pool, seconds }: Proposal,
  roster: Roster,
): Promise<StrategyRound> {
  const { request, process } = conversation;
  const { verifiers, noise, budget, entry } = request;
  const { division } = entry.submission.manifest;
  const meter = openMeter({ pool, roster, division, feedback: budget.feedback, verifiers, noise });
  const ballot = openBallot(roster, keepOf(request, roster));
  sendPool(process, pool).catch((error: unknown) => process.fail(error));
  await listen(conversation, meter, ballot);
  return {
    pool,
    selection: ballot.close(),
    feedback: meter.spent,
    seconds: { generate: seconds, select: process.clock.seconds() },
    processorSeconds: process.processorSeconds,
    peakMemoryMiB: process.peakMemoryMiB,
    enforcement: process.enforcement,
  };
}

/** Writes no faster than the strategy reads, and makes the next piece while it does. */
async function sendPool(process: StrategyProcess, pool: Pool): Promise<void> {
  const chunks = poolChunks(pool);
  const make = () => whileHeld(process, () => chunks.next());
  for (let next = make(); !next.done && process.isListening; ) {
    const hasRoom = process.send(next.value);
    next = make();
    if (!hasRoom) await process.drained();
  }
}

/** The time to make a piece is the harness's, not the strategy's. */
function whileHeld<T>(process: StrategyProcess, work: () => T): T {
  process.clock.hold();
  const result = work();
  process.clock.release();
  return result;
}

async function listen(
  { request, process, lines }: Conversation,
  meter: Meter,
  ballot: Ballot,
): Promise<void> {
  let count = 0;
  let isDone = false;
  for await (const line of lines) {
    count++;
    await blaming(request, process, line, async (message) => {
      if (isDone) throw outOfOrder("says something after `done`");
      if (message.type !== "done") return accept(message, process, meter, ballot);
      isDone = true;
      process.closeInput();
    });
  }
  const reason = await reasonOfEnd(process, { lines: count, isDone });
  if (reason !== undefined) throw reason;
}

async function accept(
  message: Exclude<StrategyMessage, { type: "done" }>,
  process: StrategyProcess,
  meter: Meter,
  ballot: Ballot,
): Promise<void> {
  if (message.type === "decoding") throw outOfOrder("sends `decoding` when it was not asked");
  if (message.type === "select") return ballot.add(message.pairs);
  const { verifier, error, pairs } = message;
  process.send(feedbackLine(await offTheClock(process, () => meter.ask(verifier, error, pairs))));
}

/** Does the harness's own work without counting it as the strategy's time. */
async function offTheClock<T>(process: StrategyProcess, work: () => Promise<T>): Promise<T> {
  process.clock.hold();
  try {
    return await work();
  } finally {
    process.clock.release();
  }
}

/** Handles one line; a failure names it, and the log quotes it. */
async function blaming<T>(
  { entry }: RoundRequest,
  process: StrategyProcess,
  { number, bytes }: OutputLine,
  handle: (message: StrategyMessage) => Promise<T>,
): Promise<T> {
  try {
    return await handle(parseMessage(bytes));
  } catch (error) {
    if (!(error instanceof StrategyFailure)) throw error;
    process.log.remark(`${error.code} at line ${number} of standard output: ${quoted(bytes)}`);
    throw error.atLine(number, entry.id);
  }
}

async function reasonOfEnd(process: StrategyProcess, said: Said): Promise<unknown> {
  const ending = await process.ended;
  return process.failure ?? complaintAbout(ending, said);
}

function outOfOrder(message: string): StrategyFailure {
  return new StrategyFailure("message-out-of-order", message, {
    mend: "Keep to the order of messages in docs/protocol.md.",
  });
}
