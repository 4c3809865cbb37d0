/**
 * Selection: who selects from a pool, by which rules, behind which budgets.
 * In: one round (how to make its pool, verifiers, budgets, randomness). Out: a selection, what it cost, and φ, ψ, p⋆ of it.
 * A `Selector` is a contract: a sandboxed program keeps it (harness/strategy), and so does a rule in this process.
 */
export { type Ballot, openBallot } from "./ballot.ts";
export { candidatesOf, selectionOf } from "./candidates.ts";
export type { RoundSelection, SelectionRound, Selector } from "./contract.ts";
export { checkDecoding, defaultDecoding } from "./decoding.ts";
export {
  explainFailure,
  StrategyFailure,
  type StrategyFailureCode,
  strategyFailureCodes,
} from "./failure.ts";
export { type HumanSource, humanSourceOf, humanVerifier } from "./human.ts";
export { type Feedback, type Meter, type MeterRequest, openMeter, unlimitedFeedback } from "./meter.ts";
export { noisyScores } from "./noisy.ts";
export { type Proposal, proposalOf } from "./proposal.ts";
export { breakdownPoint, type KeepRates, keepRates } from "./rates.ts";
export { type Roster, rosterOf } from "./roster.ts";
export { type Rule, type RuleInput, ruleSelector } from "./rule.ts";
export { highest, type RuleName, ruleNamed, ruleNames, rules, type ScoreSource } from "./rules.ts";
