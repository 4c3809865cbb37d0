import { BenchError } from "../errors/index.ts";
import { checkDecoding, StrategyFailure } from "../selection/index.ts";
import { type DecodingChoice, type Task, type TierName, tierOf } from "../task/index.ts";

type Choices = Record<string, DecodingChoice>;

/** Numbers of a tier that are tried in place of its own. */
export interface NumberChanges {
  readonly rounds?: number;
  /** Most candidates that are kept in a round. */
  readonly keep?: number;
  /** Decoding choices in place of the defaults. */
  readonly decoding?: Readonly<Record<string, unknown>>;
  /** Values of the task's own setting by their places, such as `training.steps`. */
  readonly set?: Readonly<Record<string, unknown>>;
}

/** The task with a tier changed: another task, whose results are kept apart. Throws `BenchError` for what the task does not allow. */
export function changedTask(task: Task, name: TierName, changes: NumberChanges): Task {
  const tier = tierOf(task, name);
  const { rounds, budget, generation, setting } = tier.frozen;
  const { decoding = {}, set = {} } = changes;
  const frozen = {
    ...tier.frozen,
    rounds: changes.rounds ?? rounds,
    budget: { ...budget, keep: changes.keep ?? budget.keep },
    generation: withDefaults(generation, decoding),
    setting: withValues(task, setting, set),
  };
  const { keep: _, ...ofWork } = changes;
  return {
    ...task,
    file: { ...task.file, tiers: { ...task.file.tiers, [name]: { ...tier, frozen } } },
    // Else it would take generators of the numbers that were changed.
    ...(task.worksAs && { worksAs: changedTask(task.worksAs, name, ofWork) }),
  };
}

/** The number at a place of a setting. Throws `BenchError` where there is none. */
export function numberAt(setting: unknown, place: string): number {
  const value = place.split(".").reduce((inner, name) => entriesOf(inner)[name], setting);
  if (typeof value === "number") return value;
  throw changeError(`the setting has no number "${place}"`, place);
}

function withDefaults(choices: Choices, decoding: Readonly<Record<string, unknown>>): Choices {
  try {
    const chosen = Object.entries(checkDecoding(choices, decoding));
    return Object.fromEntries(
      chosen.map(([name, value]) => [name, { ...choices[name], default: value } as DecodingChoice]),
    );
  } catch (error) {
    if (error instanceof StrategyFailure) throw changeError(error.message, "decoding", error.expected);
    throw error;
  }
}

function withValues(task: Task, setting: unknown, set: Readonly<Record<string, unknown>>): unknown {
  const changed = structuredClone(setting);
  for (const [place, value] of Object.entries(set)) {
    const names = place.split(".");
    const last = names.pop()!;
    const holder = entriesOf(names.reduce((inner, name) => entriesOf(inner)[name], changed as unknown));
    if (!Object.hasOwn(holder, last)) throw changeError(`the setting has no "${place}"`, place);
    holder[last] = value;
  }
  const checked = task.definition.setting.safeParse(changed);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  throw changeError(issue!.message, issue!.path.join("."));
}

function entriesOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function changeError(message: string, where: string, expected?: string): BenchError {
  return new BenchError(message, {
    code: "number-change",
    blame: "usage",
    where,
    ...(expected === undefined ? {} : { expected }),
    mend: "The tier's numbers are in task.yaml; name one of them, with a value that its schema allows.",
  });
}
