import { BenchError } from "../errors/index.ts";
import type { RecordOutline } from "../record/index.ts";
import {
  type Compare,
  type ScoredView,
  type ScoringInput,
  scoreOneView,
  scoreRounds,
  scoreTask,
  type View,
} from "../score/index.ts";
import {
  type Claimed,
  type Entry,
  entriesOn,
  entryId,
  type Standing,
  type Submission,
} from "../submission/index.ts";
import {
  boardExtents,
  headlineMetric,
  offerOf,
  type Task,
  type TierName,
  taskHash,
  tierOf,
} from "../task/index.ts";
import type { Curves, TaskBoard } from "./contract.ts";
import { standingNotes } from "./standings.ts";

/** What a task's board is made of besides the task. */
export interface TaskMaterial<Kept extends RecordOutline> {
  readonly tier: TierName;
  readonly submissions: readonly Submission[];
  /** The task's records, in any order. */
  readonly records: readonly Kept[];
  readonly slugs: TaskBoard["slugs"];
  readonly compare: Compare;
  /** Hash of an entry's strategy as it is now. */
  hashOf(entry: Entry): string;
  /** What became of the entry that a record is of. */
  standingOf(result: Claimed): Standing;
}

/** Scores one task; results that cannot be compared are its `problem`, and no other task's. */
export function taskBoard<Kept extends RecordOutline>(
  task: Task,
  material: TaskMaterial<Kept>,
): TaskBoard<Kept> {
  const { title, headline } = task.file.shown;
  const tier = tierOf(task, material.tier);
  const about = {
    title,
    version: task.file.frozen.version,
    hash: taskHash(task, material.tier),
    metric: headlineMetric(task),
    headline,
    rounds: tier.frozen.rounds,
  };
  const records = Map.groupBy(material.records.toSorted(bySeed), ({ cell }) => entryId(cell));
  const shared = { task, tier, records, slugs: material.slugs };
  const { value, problem } = attempt(() => {
    const input = scoringInput(task, material, records);
    return { input, ...scoreTask(input) };
  });
  const { input, views, unscored, notes } = value ?? nothing;
  const told = [...notes, ...standingNotes(records, material.standingOf)];
  return {
    ...shared,
    about: { ...about, unscored, notes: told },
    views: headed(views, headline),
    input,
    problem,
  };
}

const nothing = { input: null, views: [], unscored: [], notes: [] };

/** The headline, the other protocol in its regime, then the other regimes. */
function headed(views: readonly ScoredView[], { protocol, regime }: View): readonly ScoredView[] {
  const distance = (view: View) => 2 * Number(view.regime !== regime) + Number(view.protocol !== protocol);
  return views.toSorted((a, b) => distance(a) - distance(b));
}

/** Means over seeds of every entry, regime and round; they hold more than the board, and may have a problem of their own. */
export function curvesOf({ input }: Pick<TaskBoard, "input">): Curves {
  if (input === null) return { rounds: [], problem: null };
  const { value = [], problem } = attempt(() => scoreRounds(input));
  return { rounds: value, problem };
}

/**
 * The headline as the records say it that began on a day (`2026-11-24`, UTC) or before: what of them lies there now, for one that was replaced
 * since is not known any more. Undefined where they cannot be scored.
 */
export function headlineUntil(
  { input, about, views }: Pick<TaskBoard, "input" | "about" | "views">,
  day: string,
): ScoredView | undefined {
  if (input === null) return undefined;
  const records = input.records.filter(({ execution }) => execution.startedAt.slice(0, day.length) <= day);
  const { headline } = about;
  if (records.length === input.records.length)
    return views.find(({ protocol, regime }) => protocol === headline.protocol && regime === headline.regime);
  const task = { ...input.task, regimes: [headline.regime] };
  return attempt(() => scoreOneView({ ...input, task, records }, headline)).value;
}

function attempt<Value>(work: () => Value): { readonly value?: Value; readonly problem: BenchError | null } {
  try {
    return { value: work(), problem: null };
  } catch (problem) {
    if (problem instanceof BenchError) return { problem };
    throw problem;
  }
}

/** Strategies are hashed only where there are records to compare them with. */
function scoringInput(
  task: Task,
  { tier, submissions, records, compare, hashOf }: TaskMaterial<RecordOutline>,
  byEntry: TaskBoard<RecordOutline>["records"],
): ScoringInput {
  const { name } = task;
  const entries = submissions
    .flatMap((submission) => entriesOn(offerOf(task, tier), submission))
    .map((entry) => ({
      id: entry.id,
      name: entry.name,
      ...(byEntry.has(entry.id) ? { hash: hashOf(entry) } : {}),
    }));
  const { rounds, regimes } = tierOf(task, tier).frozen;
  const { name: metric, worst } = headlineMetric(task);
  const scored = { metric, worst, rounds, regimes, ...boardExtents(task, tier) };
  return { task: { name, ...scored, hash: taskHash(task, tier) }, records, entries, compare };
}

function bySeed(a: RecordOutline, b: RecordOutline): number {
  return a.cell.seed - b.cell.seed;
}
