import { BenchError, visible } from "../errors/index.ts";
import { type Scene, type Trying, trySelecting } from "../intake/index.ts";
import { type Job, measureMachine } from "../plan/index.ts";
import { publicSeason } from "../season/index.ts";
import { absenceOf, type Entry, entriesOf, entryId, type Submission } from "../submission/index.ts";
import { extentOf, offerOf, type Task, type TierName, tierOf } from "../task/index.ts";
import { say } from "./execute.ts";
import { type ExitCode, exitCodes } from "./exit.ts";
import { catchSignals } from "./stopping.ts";
import { submissionAt, tellAbsences } from "./submission-at.ts";
import { tryText } from "./try-text.ts";
import { taskNamed, type Workspace } from "./workspace.ts";

export interface TryOptions {
  readonly tier: TierName;
  readonly seed: number;
  /** All that it takes part in, if not said. */
  readonly task?: readonly string[];
  /** Only the submission as it is, if not said. */
  readonly variant?: readonly string[];
  readonly examples: number;
  readonly json: boolean;
  readonly device: string;
  readonly isolation: Job["isolation"];
}

/** Lets a submission select once from each task's stored pool, and prints what it would keep. Nothing is trained or recorded. */
export async function tryOut(workspace: Workspace, folder: string, options: TryOptions): Promise<ExitCode> {
  const submission = submissionAt(workspace, folder);
  const scenes = scenesOf(workspace, submission, options);
  const { root, cache } = workspace;
  const { device, isolation, notes } = await measureMachine({ root, ...options });
  for (const note of notes) say(note);
  using stopping = catchSignals();
  const { signal } = stopping;
  const { examples, json } = options;
  const hear = (line: string) => say(`  | ${visible(line)}`);
  const report: object[] = [];
  let hasFailed = false;
  try {
    for (const scene of scenes) {
      const { task, tier, entry, seed } = scene;
      say(`${task.name}, tier ${tier}, seed ${seed}: ${entry.id}`);
      const progress = () => say("making the pool; it is kept for the next time");
      const trying = await trySelecting(scene, {
        ...{ cache, device, isolation, signal },
        ...{ examples, hear, progress },
      });
      if ("failure" in trying) hasFailed = true;
      if (json) report.push(dataOf(scene, trying));
      else console.log(tryText(scene, trying));
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    return stopping.code();
  }
  if (json) console.log(JSON.stringify(report, null, 1));
  return hasFailed ? exitCodes.failedCells : exitCodes.ok;
}

function scenesOf(
  workspace: Workspace,
  submission: Submission,
  { tier, seed, task: names, variant }: TryOptions,
): readonly Scene[] {
  const wanted = names?.map((name) => taskNamed(workspace, name)) ?? workspace.tasks;
  const tasks = names === undefined ? wanted.filter(({ file }) => file.tiers[tier] !== undefined) : wanted;
  const entries = variant?.map((name) => variantOf(submission, name)) ?? [entriesOf(submission)[0]!];
  const scenes = tasks.flatMap((task: Task) =>
    entries
      .filter((entry) => absenceOf(entry, offerOf(task, tier)) === undefined)
      .map((entry) => ({
        ...{ task, tier, entry, season: publicSeason, seed },
        extent: extentOf(task, tier, seed, entry.id),
      })),
  );
  if (scenes.length === 0) tellAbsences(submission, tasks, tier);
  if (scenes.length === 0) throw nothingToTry(submission, entries);
  return scenes;
}

function variantOf(submission: Submission, variant: string): Entry {
  const found = entriesOf(submission).find(
    ({ id }) => id === entryId({ submission: submission.slug, variant }),
  );
  if (found !== undefined) return found;
  throw new BenchError(`${submission.slug} has no variant "${variant}"`, {
    code: "variant-unknown",
    blame: "usage",
    where: "--variant",
    expected: Object.keys(submission.manifest.variants).join(", ") || "none: the manifest names no variants",
    mend: "Name one of these.",
  });
}

/** Other entries of the submission take part in these tasks. */
function nothingToTry(submission: Submission, entries: readonly Entry[]): BenchError {
  const names = entries.map(({ id }) => id).join(", ");
  return new BenchError(`${names} takes part in none of these tasks`, {
    code: "nothing-to-try",
    blame: "usage",
    mend: `Name another entry of ${submission.slug} with --variant, or another task.`,
  });
}

function dataOf({ task, tier, entry, seed }: Scene, trying: Trying): object {
  const { budget } = tierOf(task, tier).frozen;
  return { task: task.name, tier, entry: entry.id, seed, budget, ...trying };
}
