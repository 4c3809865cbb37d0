import path from "node:path";
import { type BenchError, explain } from "../../../harness/errors/index.ts";
import { type ResultRecord, readRecords } from "../../../harness/record/index.ts";
import { type Board, type BoardInput, scoreBoard, scoreRounds } from "../../../harness/score/index.ts";
import { entriesOf, entriesOn, type Submission } from "../../../harness/submission/index.ts";
import type { Task, TierName } from "../../../harness/task/index.ts";
import { generatorScaled } from "./generator.ts";
import type { TaskResults, TierResults } from "./types.ts";

interface TierInput {
  readonly version: string;
  readonly tier: TierName;
  readonly results: string;
  readonly tasks: readonly Task[];
  readonly submissions: readonly Submission[];
}

type ScoringInputs = BoardInput["tasks"][number];

/** Reads and scores one tier. Records that cannot be read are left out and named. */
export function tierResults(input: TierInput): Omit<TierResults, "path"> {
  const { version, tier, results, submissions } = input;
  const { records, problems } = readRecords(results, tier);
  const all = records.map(({ record }) => record);
  const tasks = input.tasks.filter((task) => task.file.tiers[tier] !== undefined);
  const inputs = tasks.map((task) => scoringInput(task, tier, submissions, all));
  const board = scoreBoard({ version, tier, tasks: inputs });
  const slugs = slugsOf(submissions);
  return {
    tier,
    board,
    problems: problems.map((problem) => explainedIn(results, problem)),
    tasks: tasks.map((task, place) => taskResults(task, inputs[place]!, board, slugs)),
  };
}

/** One paragraph that names the file by its place in the results, wherever those lie. */
function explainedIn(results: string, problem: BenchError): string {
  return explain(problem).replaceAll(path.dirname(results) + path.sep, "");
}

function taskResults(
  task: Task,
  input: ScoringInputs,
  board: Board,
  slugs: ReadonlyMap<string, string>,
): TaskResults {
  const entries = board.tasks[task.name]!;
  return {
    task,
    tier: task.file.tiers[board.tier]!,
    about: board.about[task.name]!,
    entries,
    rounds: scoreRounds(input),
    records: input.records,
    generatorScaled: generatorScaled(entries, input.records, task.file.metric.name),
    slugs,
  };
}

function scoringInput(
  { name, file }: Task,
  tier: TierName,
  submissions: readonly Submission[],
  records: readonly ResultRecord[],
): ScoringInputs {
  const entries = submissions
    .flatMap((submission) => entriesOn(name, submission))
    .map(({ id, submission, variant }) => ({ id, name: entryName(submission, variant) }));
  return {
    title: file.title,
    metric: file.metric,
    task: { name, metric: file.metric.name, regime: file.headline.regime, seeds: file.tiers[tier]!.seeds },
    records: records.filter(({ cell }) => cell.task === name),
    entries,
  };
}

function entryName({ manifest }: Submission, variant: string | null): string {
  return variant === null ? manifest.name : `${manifest.name}, ${variant}`;
}

function slugsOf(submissions: readonly Submission[]): ReadonlyMap<string, string> {
  return new Map(
    submissions.flatMap((submission) => entriesOf(submission).map(({ id }) => [id, submission.slug])),
  );
}
