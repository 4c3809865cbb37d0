import { type RandomStream, randomStream } from "../random/index.ts";
import type { CandidateList, Pool, RoundPosition, Selection, VerifierName } from "../task/index.ts";
import { openBallot } from "./ballot.ts";
import type { Selector } from "./contract.ts";
import { defaultDecoding } from "./decoding.ts";
import { openMeter } from "./meter.ts";
import { proposalOf } from "./proposal.ts";
import { rosterOf } from "./roster.ts";

/** What a rule may look at. */
export interface RuleInput {
  readonly pool: Pool;
  /** Most candidates to keep; the whole pool where the rule is one that may keep everything. */
  readonly keep: number;
  readonly random: RandomStream;
  /** Scores of candidates, by a verifier behind its budget; `error` is the noisy one's. */
  ask(verifier: VerifierName, list: CandidateList, error?: number): Promise<Float64Array>;
}

/** A strategy in this process, without protocol or sandbox. */
export interface Rule {
  /** Selects from the truth instead of the generator's pool. */
  readonly truth?: true;
  /** May keep the whole pool. */
  readonly everything?: true;
  select(input: RuleInput): Promise<Selection>;
}

/** A rule as a selector; `random` gives a round's stream where the round's own seed is not to be it. */
export function ruleSelector(rule: Rule, random?: (position: RoundPosition) => RandomStream): Selector {
  return {
    offered: rule.truth ? "truth" : "pool",
    async select(round) {
      const { pool, seconds: generate } = await proposalOf(round, defaultDecoding(round.choices));
      const { verifiers, noise, budget } = round;
      const roster = rosterOf(pool);
      const division = "oracle";
      const meter = openMeter({ pool, roster, division, feedback: budget.feedback, verifiers, noise });
      const start = performance.now();
      const keep = rule.everything ? roster.size : budget.keep;
      const ballot = openBallot(roster, keep);
      const chosen = await rule.select({
        pool,
        keep,
        random: random?.(round) ?? randomStream("rule", round.seed),
        ask: async (verifier, list, error) => (await meter.ask(verifier, error, list)).scores,
      });
      ballot.add(chosen);
      const selection = ballot.close();
      const seconds = { generate, select: (performance.now() - start) / 1000 };
      return { pool, selection, feedback: meter.spent, seconds, peakMemoryMiB: 0 };
    },
  };
}
