import { verifierNames } from "./contract.ts";
import { type Task, tierOf } from "./discover.ts";
import type { DecodingChoice, TierName } from "./file.ts";

/** What an entry may be unable to do without: a verifier, or items that have more than one candidate. */
export const askable = [...verifierNames, "several-candidates"] as const;
export type Askable = (typeof askable)[number];

/** What a task offers at a tier, as far as it decides who takes part. */
export interface Offer {
  readonly task: string;
  /** The task whose entries take part: itself, or the one that it is a variant of. */
  readonly entriesOf: string;
  readonly tier: TierName;
  readonly has: ReadonlySet<Askable>;
  /** Decoding choices that there are to be made. */
  readonly choices: Readonly<Record<string, DecodingChoice>>;
}

/** Whether a decoding choice may be made so. */
export function isAllowed(choice: DecodingChoice, value: unknown): value is number | string {
  if ("values" in choice) return choice.values.some((allowed) => allowed === value);
  const { min, max, integer = false } = choice;
  const isInRange = typeof value === "number" && value >= min && value <= max;
  return isInRange && (!integer || Number.isInteger(value));
}

/** What a task offers at a tier. Throws `BenchError` when it has no such tier. */
export function offerOf(task: Task, tier: TierName): Offer {
  const { shown, frozen } = tierOf(task, tier);
  const { budget, generation } = frozen;
  const verifiers = verifierNames.filter((name) => (budget.feedback[name] ?? 0) > 0);
  const candidates = shown.candidates ?? task.file.shown.candidates;
  const several = candidates === "several" ? (["several-candidates"] as const) : [];
  return {
    task: task.name,
    entriesOf: task.variantOf ?? task.name,
    tier,
    has: new Set([...verifiers, ...several]),
    choices: generation,
  };
}
