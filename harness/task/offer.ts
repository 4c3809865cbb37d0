import { verifierNames } from "./contract.ts";
import { type Task, tierOf } from "./discover.ts";
import type { TierName } from "./file.ts";

/** What an entry may be unable to do without: a verifier, or items that have more than one candidate. */
export const askable = [...verifierNames, "several-candidates"] as const;
export type Askable = (typeof askable)[number];

/** What a task offers at a tier, as far as it decides who takes part. */
export interface Offer {
  readonly task: string;
  readonly tier: TierName;
  readonly has: ReadonlySet<Askable>;
  /** Whether there is a decoding choice to be made. */
  readonly decoding: boolean;
}

/** What a task offers at a tier. Throws `BenchError` when it has no such tier. */
export function offerOf(task: Task, tier: TierName): Offer {
  const { budget, generation } = tierOf(task, tier).frozen;
  const verifiers = verifierNames.filter((name) => (budget.feedback[name] ?? 0) > 0);
  const several = task.file.shown.candidates === "several" ? (["several-candidates"] as const) : [];
  return {
    task: task.name,
    tier,
    has: new Set([...verifiers, ...several]),
    decoding: Object.keys(generation).length > 0,
  };
}
