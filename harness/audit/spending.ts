import type { ResultRecord, RoundRecord } from "../record/index.ts";
import { type Entry, isAbove } from "../submission/index.ts";
import type { Budget, Tier, VerifierName } from "../task/index.ts";
import type { Doubt } from "./contract.ts";
import { roundsOf } from "./shape.ts";

/** Whether what a record says was kept and asked is within the budgets, the division, and what the entry declares. */
export function doubtsOfSpending(
  { regimes, strategy }: ResultRecord,
  { frozen }: Tier,
  entry: Entry | undefined,
): readonly Doubt[] {
  const { division, control } = strategy;
  const needs = control === "ceiling" ? [] : verifiersNeeded(entry);
  return [...roundsOf({ regimes })].flatMap(({ round, name }) => {
    const free = control === "everything" || control === "ceiling";
    const all = [
      ...keptDoubts(round, free ? undefined : frozen.budget),
      ...askedDoubts(round, frozen.budget),
    ];
    for (const verifier of Object.keys(round.feedback) as VerifierName[])
      if (isAbove(verifier, division)) all.push(`asked ${verifier}, which is above the division ${division}`);
    for (const verifier of needs)
      if ((round.feedback[verifier] ?? 0) === 0)
        all.push(`asked nothing of ${verifier}, without which the entry cannot do`);
    return all.map((what): Doubt => ["wrong", `${name}: ${what}`]);
  });
}

function verifiersNeeded(entry: Entry | undefined): readonly VerifierName[] {
  if (entry === undefined) return [];
  const { asks, asksMore } = entry.submission.manifest;
  const all = [...asks, ...((entry.variant !== null && asksMore[entry.variant]) || [])];
  return all.filter((need): need is VerifierName => need !== "several-candidates");
}

function keptDoubts({ pool, selected }: RoundRecord, budget: Budget | undefined): string[] {
  const doubts: string[] = [];
  if (budget !== undefined && selected.candidates > budget.keep)
    doubts.push(`kept ${selected.candidates} candidates of ${budget.keep} that may be`);
  if (selected.candidates > pool.candidates)
    doubts.push(`kept ${selected.candidates} candidates of a pool of ${pool.candidates}`);
  if (selected.items > selected.candidates || selected.items > pool.items || pool.items > pool.candidates)
    doubts.push("more items than candidates, or than the pool has");
  if (selected.candidates > 0 && !(selected.weight > 0)) doubts.push("what was kept weighs nothing");
  return doubts;
}

function askedDoubts({ feedback }: RoundRecord, budget: Budget): string[] {
  return (Object.entries(feedback) as [VerifierName, number][])
    .filter(([verifier, spent]) => spent > (budget.feedback[verifier] ?? 0))
    .map(([verifier, spent]) => `asked ${verifier} for ${spent} scores of ${budget.feedback[verifier] ?? 0}`);
}
