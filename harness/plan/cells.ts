import { BenchError } from "../errors/index.ts";
import type { CellInput } from "../loop/index.ts";
import { entriesOf, entriesOn, type Submission } from "../submission/index.ts";
import { type Task, type TierName, tierOf } from "../task/index.ts";

/** One unit of scheduling, named `task/tier/entry/seed`. */
export interface Cell extends CellInput {
  readonly id: string;
}

/** Which cells are wanted; what is left out means all. */
export interface CellChoice {
  readonly tier: TierName;
  /** Task names. */
  readonly tasks?: readonly string[];
  /** Slugs, or entries as `slug@variant`. */
  readonly submissions?: readonly string[];
  readonly seeds?: readonly number[];
}

/**
 * The cells of a choice, seed by seed so that a run stopped early has compared everybody on the same seeds.
 * Throws `BenchError` (blame usage) for a task or submission that does not exist.
 */
export function listCells(
  tasks: readonly Task[],
  submissions: readonly Submission[],
  choice: CellChoice,
): readonly Cell[] {
  const chosenTasks = chooseTasks(tasks, choice);
  const entries = submissions.flatMap(entriesOf);
  checkNames("submission", choice.submissions, new Set(entries.flatMap((e) => [e.id, e.submission.slug])));
  const wanted = (entry: (typeof entries)[number]) =>
    choice.submissions?.some((name) => name === entry.id || name === entry.submission.slug) ?? true;
  const cells = chosenTasks.flatMap((task) =>
    seedsOf(task, choice).flatMap((seed) =>
      submissions
        .flatMap((submission) => entriesOn(task.name, submission))
        .filter(wanted)
        .map((entry) => cellOf({ task, tier: choice.tier, entry, seed })),
    ),
  );
  return cells.sort((a, b) => a.seed - b.seed);
}

/** The tasks of a choice. Throws `BenchError` (blame usage) for one that does not exist, or is named and lacks the tier. */
export function chooseTasks(
  tasks: readonly Task[],
  choice: Pick<CellChoice, "tier" | "tasks">,
): readonly Task[] {
  checkNames("task", choice.tasks, new Set(tasks.map((task) => task.name)));
  return tasks.filter((task) => hasTier(task, choice) && (choice.tasks?.includes(task.name) ?? true));
}

/** The cell of an id. Throws `BenchError` (blame usage) when the id names none. */
export function findCell(tasks: readonly Task[], submissions: readonly Submission[], id: string): Cell {
  const [taskName, tier, entryId, seedText] = id.split("/");
  const task = tasks.find((found) => found.name === taskName);
  const entry = submissions.flatMap(entriesOf).find((found) => found.id === entryId);
  const seed = Number(seedText);
  if (task === undefined || entry === undefined || !/^\d+$/.test(seedText ?? ""))
    throw new BenchError(`no cell is named "${id}"`, {
      code: "cell-unknown",
      blame: "usage",
      expected: "task/tier/entry/seed, e.g. gaussian-mixture/smoke/oracle/0",
      mend: "Take an id from `collapse-bench plan`.",
    });
  tierOf(task, tier as TierName);
  return cellOf({ task, tier: tier as TierName, entry, seed });
}

function cellOf(input: CellInput): Cell {
  return { id: `${input.task.name}/${input.tier}/${input.entry.id}/${input.seed}`, ...input };
}

/** A task named outright must have the tier; among all tasks, those without it are left out. */
function hasTier(task: Task, choice: Pick<CellChoice, "tier" | "tasks">): boolean {
  if (choice.tasks?.includes(task.name)) tierOf(task, choice.tier);
  return task.file.tiers[choice.tier] !== undefined;
}

function seedsOf(task: Task, choice: CellChoice): readonly number[] {
  return choice.seeds ?? Array.from({ length: tierOf(task, choice.tier).shown.seeds }, (_, seed) => seed);
}

function checkNames(what: string, names: readonly string[] | undefined, known: ReadonlySet<string>): void {
  const unknown = names?.find((name) => !known.has(name));
  if (unknown === undefined) return;
  throw new BenchError(`there is no ${what} "${unknown}"`, {
    code: `${what}-unknown`,
    blame: "usage",
    expected: [...known].sort().join(", "),
    mend: `Name one of these with --${what}.`,
  });
}
