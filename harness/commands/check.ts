import { duration, withPlainBlanks } from "../format/index.ts";
import { type Examined, type ExamRequest, examine, type Scene } from "../intake/index.ts";
import { type Job, measureMachine } from "../plan/index.ts";
import type { Submission } from "../submission/index.ts";
import type { TierName } from "../task/index.ts";
import { examTable } from "./exam-table.ts";
import { say } from "./execute.ts";
import { type ExitCode, exitCodes } from "./exit.ts";
import { catchSignals } from "./stopping.ts";
import { submissionAt, tellAbsences } from "./submission-at.ts";
import type { Workspace } from "./workspace.ts";

export interface CheckOptions {
  readonly tier: TierName;
  readonly seeds?: readonly number[];
  readonly device: string;
  readonly isolation: Job["isolation"];
}

/** What is in the way of a pull request. */
interface Finding {
  readonly scene: Scene;
  readonly text: string;
}

/**
 * Checks a submission's folder as a pull request with it is checked: manifest and files, then every entry twice on each
 * of its tasks beside the floor and the ceiling. The last line says whether it would pass.
 */
export async function check(workspace: Workspace, folder: string, options: CheckOptions): Promise<ExitCode> {
  const submission = submissionAt(workspace, folder);
  console.log(`${submission.slug}: its manifest and files are in order.`);
  const { root, tasks, submissions, cache } = workspace;
  const { tier, seeds = [0] } = options;
  const start = performance.now();
  const { device, isolation, notes } = await measureMachine({ root, ...options });
  for (const note of notes) say(note);
  using stopping = catchSignals();
  const { signal } = stopping;
  tellAbsences(submission, tasks, tier);
  if (submission.manifest.setup.length > 0) say("its setup runs first, unless what it makes is kept already");
  const request = { submission, tasks, submissions, tier, seeds, cache, device, isolation, signal };
  try {
    const findings = await findingsOf(request);
    const seconds = withPlainBlanks(duration((performance.now() - start) / 1000));
    if (tier === "smoke") console.log(`\n${smokeIsSmall}`);
    for (const { scene, text } of findings) console.log(`\n${scene.task.name}, ${scene.entry.id}: ${text}`);
    console.log(`\n${verdict(submission, findings.length, isolation === "none")} (${seconds})`);
    return findings.length > 0 ? exitCodes.failedCells : exitCodes.ok;
  } catch (error) {
    if (!signal.aborted) throw error;
    return stopping.code();
  }
}

const smokeIsSmall =
  "Tier smoke is for finding mistakes: its numbers are too small to order anything, the two controls included.\n" +
  "`check --tier trial` takes a few minutes for each task, and has the controls in order.";

/** Examines, and prints what came of each task as soon as it is known. */
async function findingsOf(request: ExamRequest): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  let rows: Examined[] = [];
  const printRows = () => {
    if (rows.length > 0) console.log(`\n${examTable(rows)}`);
    rows = [];
  };
  for await (const examined of examine(request, ({ task, entry }) => say(`${task.name}: ${entry.id}`))) {
    if (rows[0]?.scene.task !== examined.scene.task) printRows();
    rows.push(examined);
    const text = complaintAbout(examined);
    if (text !== undefined) findings.push({ scene: examined.scene, text });
  }
  printRows();
  return findings;
}

const repeat =
  "Take all randomness from the round's seed, and order nothing by time, by addresses or by what other threads do.";

/** What is in the way of an entry, in words; undefined when nothing is. */
export function complaintAbout({ played, difference }: Examined): string | undefined {
  const { outcome } = played.repeatable;
  if (outcome.status === "failed")
    return `failed in round ${outcome.round}. ${played.explanation ?? outcome.message}`;
  if (difference === undefined) return undefined;
  return `it does not repeat. Played twice, ${difference}. ${repeat} (logs: ${played.logFile} and beside it)`;
}

function verdict({ slug, manifest }: Submission, findings: number, isBare: boolean): string {
  if (findings > 0)
    return `${slug} would not pass: ${findings} ${findings === 1 ? "thing" : "things"} to mend`;
  const bare = isBare ? ", as far as can be told without the sandbox" : "";
  const isUnsigned = manifest.authors.some(({ name }) => name === "Your name");
  return `${slug} would pass${bare}${isUnsigned ? "; put your name in its manifest" : ""}`;
}
