import { BenchError } from "../errors/index.ts";
import type { RandomPath } from "../random/index.ts";
import { type Division, divisionOf, isAbove } from "../submission/index.ts";
import {
  type Budget,
  type CandidateList,
  type Pool,
  type VerifierName,
  type Verifiers,
  verifierNames,
} from "../task/index.ts";
import { StrategyFailure } from "./failure.ts";
import { defaultErrorRate, noisyScores } from "./noisy.ts";
import type { Roster } from "./roster.ts";

/** A verifier's answer, and what is left of its budget. */
export interface Feedback {
  /** NaN where `human` has no answer. */
  readonly scores: Float64Array;
  readonly left: number;
}

/** Verifiers behind their budgets. */
export interface Meter {
  /** Candidates scored so far, per verifier asked. */
  readonly spent: Partial<Record<VerifierName, number>>;
  /**
   * Throws `StrategyFailure` when the verifier is not this entry's to ask, a pair is not in the pool, or the budget
   * does not suffice.
   */
  ask(verifier: string, error: number | undefined, list: CandidateList): Promise<Feedback>;
}

export interface MeterRequest {
  readonly pool: Pool;
  readonly roster: Roster;
  readonly division: Division;
  readonly feedback: Budget["feedback"];
  readonly verifiers: Verifiers;
  readonly noise: RandomPath;
}

/** A budget for whoever tries rules: every verifier that a task has, and `noisy`, as often as asked. */
export function unlimitedFeedback(verifiers: Verifiers): Budget["feedback"] {
  const names = verifierNames.filter((name) => name === "noisy" || verifiers[name] !== undefined);
  return Object.fromEntries(names.map((name) => [name, Number.MAX_SAFE_INTEGER]));
}

/** Puts a task's verifiers behind this round's budgets. */
export function openMeter({ pool, roster, division, feedback, verifiers, noise }: MeterRequest): Meter {
  const spent: Partial<Record<VerifierName, number>> = {};

  async function ask(name: string, error: number | undefined, list: CandidateList): Promise<Feedback> {
    const verifier = offered(name, feedback);
    if (isAbove(verifier, division)) throw aboveDivision(verifier, division);
    roster.numbersOf(list);
    // People's answers are there already, and only those that there are cost: they are looked up first.
    const answered = verifier === "human" ? await taskScores(verifier, verifiers, pool, list) : undefined;
    const cost = answered?.filter((score) => !Number.isNaN(score)).length ?? list.items.length;
    const budget = feedback[verifier]!;
    const total = (spent[verifier] ?? 0) + cost;
    if (total > budget) throw overFeedbackBudget(verifier, budget, total);
    spent[verifier] = total;
    const scores =
      answered ??
      (verifier === "noisy"
        ? noisyScores(pool, list, error ?? defaultErrorRate, noise)
        : await taskScores(verifier, verifiers, pool, list));
    return { scores, left: budget - total };
  }

  return { spent, ask };
}

function offered(name: string, feedback: Budget["feedback"]): VerifierName {
  const verifier = verifierNames.find((known) => known === name);
  if (verifier !== undefined && feedback[verifier] !== undefined) return verifier;
  const names = verifierNames.filter((known) => feedback[known] !== undefined);
  throw new StrategyFailure("verifier-not-offered", "asks a verifier that this task does not offer", {
    expected: names.length === 0 ? "no query" : `one of ${names.join(", ")}`,
    mend: "Ask only the verifiers named in `hello.budget`.",
  });
}

async function taskScores(
  verifier: VerifierName,
  verifiers: Verifiers,
  pool: Pool,
  list: CandidateList,
): Promise<Float64Array> {
  const scores = await verifiers[verifier]?.(pool, list);
  const isAnswer = (score: number) => Number.isFinite(score) || (verifier === "human" && Number.isNaN(score));
  if (scores?.length === list.items.length && scores.every(isAnswer)) return scores;
  throw new BenchError(`the "${verifier}" verifier did not give a finite score for each candidate`, {
    code: "verifier-scores",
    blame: "task",
    mend: "Let the task implement every verifier in its budget, with one finite score for each candidate.",
  });
}

function aboveDivision(verifier: VerifierName, division: Division): StrategyFailure {
  return new StrategyFailure(
    "verifier-above-division",
    `asks the "${verifier}" verifier, which is stronger than its division, "${division}"`,
    { mend: `Declare \`division: ${divisionOf[verifier]}\`, or ask a weaker verifier.` },
  );
}

function overFeedbackBudget(verifier: VerifierName, budget: number, asked: number): StrategyFailure {
  return new StrategyFailure("over-feedback-budget", `asks more of the "${verifier}" verifier than allowed`, {
    expected: `at most ${budget} candidates in one round`,
    received: `${asked} so far`,
    mend: "Keep count with `left` in `feedback`.",
  });
}
