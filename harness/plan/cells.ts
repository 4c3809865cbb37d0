import { BenchError } from "../errors/index.ts";
import type { CellInput } from "../loop/index.ts";
import { publicSeason, type Season } from "../season/index.ts";
import { absenceOf, type Entry, entriesOf, entriesOn, type Submission } from "../submission/index.ts";
import { extentOf, offerOf, type Task, type TierName, tierNames, tierOf } from "../task/index.ts";

/** One unit of scheduling, named `task/tier/entry/seed`. */
export interface Cell extends CellInput {
  readonly id: string;
}

/** Which cells are wanted; what is left out means all, but for variants of tasks, which want to be named. */
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
  season: Season = publicSeason,
): readonly Cell[] {
  const chosenTasks = chooseTasks(tasks, choice);
  const entries = submissions.flatMap(entriesOf);
  checkNames("submission", choice.submissions, new Set(entries.flatMap((e) => [e.id, e.submission.slug])));
  const wanted = entries.filter(
    ({ id, submission }) =>
      choice.submissions?.some((name) => name === id || name === submission.slug) ?? true,
  );
  const cells = chosenTasks.flatMap((task) => {
    const offer = offerOf(task, choice.tier);
    const taking = wanted.filter((entry) => absenceOf(entry, offer) === undefined);
    return seedsOf(task, choice).flatMap((seed) =>
      taking.map((entry) => cellOf({ task, tier: choice.tier, entry, season, seed })),
    );
  });
  if (cells.length === 0) throw noCells(choice, chosenTasks, wanted);
  return cells.sort((a, b) => a.seed - b.seed);
}

function noCells({ tier }: CellChoice, chosen: readonly Task[], wanted: readonly Entry[]): BenchError {
  const absences = chosen.flatMap((task) =>
    wanted.map((entry) => `${entry.id} ${absenceOf(entry, offerOf(task, tier))}`),
  );
  const nobody = wanted.length === 0 ? "there is no submission" : [...new Set(absences)].join("; ");
  const reason = chosen.length === 0 ? `no task here has the tier ${tier}` : nobody;
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
  // On a language model that was brought in there may be nothing but variants.
  const hasPlain = tasks.some(({ variantOf }) => variantOf === undefined);
  const isChosen = ({ name, variantOf }: Task) =>
    choice.tasks?.includes(name) ?? (variantOf === undefined || !hasPlain);
  return tasks.filter((task) => isChosen(task) && hasTier(task, choice));
}

/** Seeds are numbered from 0 to this. */
export const largestSeed = 999_999_999;

/** The cell of an id, one that `listCells` could list. Throws `BenchError` (blame usage) with what there is when the id names none. */
export function findCell(
  tasks: readonly Task[],
  submissions: readonly Submission[],
  id: string,
  season: Season = publicSeason,
): Cell {
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
  const offer = offerOf(task, found);
  const entry = submissions.flatMap(entriesOf).find((one) => one.id === entryName);
  const absence = entry && absenceOf(entry, offer);
  if (entry === undefined || absence !== undefined) {
    const taking = submissions.flatMap((submission) => entriesOn(offer, submission)).map((one) => one.id);
    throw unknownCell(id, oneOf(`an entry of ${task.name}`, taking), absence && `${entryName} ${absence}`);
  }
  const seed = Number(seedText);
  if (!/^(0|[1-9]\d*)$/.test(seedText) || seed > largestSeed)
    throw unknownCell(id, `a seed from 0 to ${largestSeed}`);
  return cellOf({ task, tier: found, entry, season, seed });
}

function oneOf(what: string, names: readonly string[]): string {
  return `${what}: ${names.toSorted().join(", ")}`;
}

function unknownCell(id: string, expected: string, reason?: string): BenchError {
  const why = reason === undefined ? "" : `: ${reason}`;
  return new BenchError(`no cell is named "${id}"${why}`, {
    code: "cell-unknown",
    blame: "usage",
    expected,
    mend: "Take an id from `collapse-bench plan`.",
  });
}

function cellOf(input: Omit<CellInput, "extent">): Cell {
  const { task, tier, entry, seed } = input;
  return {
    id: `${task.name}/${tier}/${entry.id}/${seed}`,
    ...input,
    extent: extentOf(task, tier, seed, entry.id),
  };
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
