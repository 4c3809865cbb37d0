import { BenchError } from "../errors/index.ts";
import type { CellInput } from "../loop/index.ts";
import { entriesOf, entriesOn, type Submission } from "../submission/index.ts";
import { type Task, type TierName, tierNames, tierOf } from "../task/index.ts";

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
 * Throws `BenchError` (blame usage) for a task or submission that does not exist, and for a choice without cells.
 */
export function listCells(
  tasks: readonly Task[],
  submissions: readonly Submission[],
  choice: CellChoice,
): readonly Cell[] {
  const chosenTasks = chooseTasks(tasks, choice);
  const entries = submissions.flatMap(entriesOf);
  checkNames("submission", choice.submissions, new Set(entries.flatMap((e) => [e.id, e.submission.slug])));
  const wantedOn = (task: Task) =>
    submissions
      .flatMap((submission) => entriesOn(task.name, submission))
      .filter(
        ({ id, submission }) =>
          choice.submissions?.some((name) => name === id || name === submission.slug) ?? true,
      );
  const cells = chosenTasks.flatMap((task) =>
    seedsOf(task, choice).flatMap((seed) =>
      wantedOn(task).map((entry) => cellOf({ task, tier: choice.tier, entry, seed })),
    ),
  );
  const taking = tasks.filter((task) => wantedOn(task).length > 0);
  if (cells.length === 0) throw noCells(choice, chosenTasks, taking);
  return cells.sort((a, b) => a.seed - b.seed);
}

function noCells(
  { tier, submissions = ["the submissions"] }: CellChoice,
  chosen: readonly Task[],
  taking: readonly Task[],
): BenchError {
  const names = taking.map(({ name }) => name).join(", ");
  const reason =
    chosen.length === 0
      ? `no task here has the tier ${tier}`
      : `${submissions.join(" and ")} can run on ${names === "" ? "no task" : names} only`;
  return new BenchError(`the choice matches no cell: ${reason}`, {
    code: "cells-none",
    blame: "usage",
    mend: "Choose others with --task, --submission or --tier.",
  });
}

/** The tasks of a choice. Throws `BenchError` (blame usage) for one that does not exist, or is named and lacks the tier. */
export function chooseTasks(
  tasks: readonly Task[],
  choice: Pick<CellChoice, "tier" | "tasks">,
): readonly Task[] {
  checkNames("task", choice.tasks, new Set(tasks.map((task) => task.name)));
  return tasks.filter((task) => hasTier(task, choice) && (choice.tasks?.includes(task.name) ?? true));
}

/** Seeds are numbered from 0 to this. */
export const largestSeed = 999_999_999;

/** The cell of an id, one that `listCells` could list. Throws `BenchError` (blame usage) with what there is when the id names none. */
export function findCell(tasks: readonly Task[], submissions: readonly Submission[], id: string): Cell {
  const [taskName, tier, entryName, seedText, ...rest] = id.split("/");
  if (seedText === undefined || rest.length > 0)
    throw unknownCell(id, "task/tier/entry/seed, e.g. gaussian-mixture/smoke/oracle/0");
  const task = tasks.find(({ name }) => name === taskName);
  if (task === undefined)
    throw unknownCell(
      id,
      oneOf(
        "a task",
        tasks.map(({ name }) => name),
      ),
    );
  const known = tierNames.filter((name) => task.file.tiers[name] !== undefined);
  const found = known.find((name) => name === tier);
  if (found === undefined) throw unknownCell(id, `a tier of ${task.name}: ${known.join(", ")}`);
  const entries = submissions.flatMap((submission) => entriesOn(task.name, submission));
  const entry = entries.find((one) => one.id === entryName);
  if (entry === undefined)
    throw unknownCell(
      id,
      oneOf(
        `an entry of ${task.name}`,
        entries.map((one) => one.id),
      ),
    );
  const seed = Number(seedText);
  if (!/^(0|[1-9]\d*)$/.test(seedText) || seed > largestSeed)
    throw unknownCell(id, `a seed from 0 to ${largestSeed}`);
  return cellOf({ task, tier: found, entry, seed });
}

function oneOf(what: string, names: readonly string[]): string {
  return `${what}: ${names.toSorted().join(", ")}`;
}

function unknownCell(id: string, expected: string): BenchError {
  return new BenchError(`no cell is named "${id}"`, {
    code: "cell-unknown",
    blame: "usage",
    expected,
    mend: "Take an id from `collapse-bench plan`.",
  });
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
