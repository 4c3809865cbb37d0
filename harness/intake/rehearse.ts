import { rm } from "node:fs/promises";
import path from "node:path";
import { seedOf } from "../random/index.ts";
import { explainFailure, humanSourceOf, humanVerifier, StrategyFailure } from "../selection/index.ts";
import { checkNeeds, strategySelector } from "../strategy/index.ts";
import { type Entry, entriesOn, type Submission } from "../submission/index.ts";
import { type Budget, offerOf, type Task, type TierName, tierOf } from "../task/index.ts";
import { type Golden, goldenPool, goldenVerifiers, readGolden } from "./golden.ts";
import { type Stage, setupsIn } from "./play.ts";

/** What is to be rehearsed. */
export interface RehearsalRequest extends Stage {
  readonly submission: Submission;
  readonly tasks: readonly Task[];
  readonly tier: TierName;
}

/** What came of one entry and the golden messages of one task; `failure`, in words, where it did not do as it must. */
export interface Rehearsed {
  readonly task: Task;
  readonly entry: Entry;
  readonly failure?: string;
}

/**
 * Lets every entry of a submission hear the golden messages of each of its tasks, and holds what it answers against the protocol. It takes a moment,
 * because nothing is generated or trained. Throws for what is not the submission's own failure.
 */
export async function* rehearse(request: RehearsalRequest): AsyncGenerator<Rehearsed> {
  const { submission, tasks, tier } = request;
  await checkNeeds(submission);
  for (const task of tasks) {
    if (task.file.tiers[tier] === undefined) continue;
    const golden = readGolden(task);
    if (golden === undefined) continue;
    for (const entry of entriesOn(offerOf(task, tier), submission))
      yield { task, entry, ...(await failureOf(request, { task, entry, golden })) };
  }
}

interface Rehearsal {
  readonly task: Task;
  readonly entry: Entry;
  readonly golden: Golden;
}

async function failureOf(
  { tier, cache, isolation, signal }: RehearsalRequest,
  { task, entry, golden }: Rehearsal,
): Promise<Pick<Rehearsed, "failure">> {
  const logFile = path.join(cache, "intake", "logs", "golden", task.name, `${entry.id}.log`);
  await rm(logFile, { force: true });
  const { limits, frozen } = tierOf(task, tier);
  const { fields } = task.file.frozen;
  const place = { task: task.name, tier, fields, limits, logFile, ...setupsIn(cache) };
  const selector = strategySelector({ ...place, entry, isolation, signal });
  const human = humanSourceOf(task, tier);
  try {
    await selector.select({
      ...{ regime: task.file.shown.headline.regime, round: 1, rounds: frozen.rounds },
      choices: frozen.generation,
      budget: goldenBudget(frozen.budget, golden),
      propose: async () => goldenPool(golden),
      verifiers: {
        ...goldenVerifiers(task, golden),
        ...(human && { human: humanVerifier(human, ["golden", task.name, "annotator"]) }),
      },
      seed: seedOf("golden", task.name),
      noise: ["golden", task.name, "noise"],
    });
    return {};
  } catch (error) {
    if (!(error instanceof StrategyFailure)) throw error;
    return { failure: explainFailure(error) };
  }
}

/** A quarter may be kept; whoever is offered scores every candidate once. */
function goldenBudget({ feedback }: Budget, { items }: Golden): Budget {
  const candidates = items.reduce((sum, item) => sum + item.candidates.length, 0);
  const offered = Object.entries(feedback).filter(([, budget]) => budget > 0);
  return {
    keep: Math.ceil(candidates / 4),
    feedback: Object.fromEntries(offered.map(([name]) => [name, candidates])),
  };
}
