import { statSync } from "node:fs";
import { duration, withPlainBlanks } from "../format/index.ts";
import { type Examined, type ExamRequest, examine, type Rehearsed, rehearse } from "../intake/index.ts";
import { type Job, measureMachine } from "../plan/index.ts";
import type { Submission } from "../submission/index.ts";
import type { TierName } from "../task/index.ts";
import { examTable } from "./exam-table.ts";
import { say } from "./execute.ts";
import { type ExitCode, exitCodes } from "./exit.ts";
import { checkReport } from "./report.ts";
import { catchSignals } from "./stopping.ts";
import { submissionAt, tellAbsences } from "./submission-at.ts";
import type { Workspace } from "./workspace.ts";

export interface CheckOptions {
  readonly tier: TierName;
  readonly seeds?: readonly number[];
  readonly device: string;
  readonly isolation: Job["isolation"];
}

/**
 * Checks a submission's folder as a pull request with it is checked: manifest and files; golden messages; then every entry, asked twice in every
 * round, on each of its tasks beside the floor and the ceiling. What fails one step is not taken to the next. The last line says whether it
 * would pass. A file in place of a folder is a skeptical report.
 */
export async function check(workspace: Workspace, folder: string, options: CheckOptions): Promise<ExitCode> {
  if (statSync(folder, { throwIfNoEntry: false })?.isFile()) return checkReport(workspace, folder);
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
    const unheard = await rehearsalFindings(request);
    const findings = unheard.length > 0 ? unheard : await findingsOf(request);
    const seconds = withPlainBlanks(duration((performance.now() - start) / 1000));
    if (tier === "smoke" && unheard.length === 0) console.log(`\n${smokeIsSmall}`);
    for (const finding of findings) console.log(`\n${finding}`);
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

/** Lets every entry hear golden messages, and says how that went. */
async function rehearsalFindings(request: ExamRequest): Promise<readonly string[]> {
  const start = performance.now();
  const rehearsed = await Array.fromAsync(rehearse(request));
  const seconds = withPlainBlanks(duration((performance.now() - start) / 1000));
  const tasks = new Set(rehearsed.map(({ task }) => task.name));
  const findings = rehearsalComplaints(rehearsed);
  if (findings.length === 0 && tasks.size > 0)
    console.log(
      `${request.submission.slug}: golden messages of ${[...tasks].join(", ")}: answered as they must be (${seconds}).`,
    );
  return findings;
}

/** What entries did wrong when they heard golden messages, in words. */
export function rehearsalComplaints(rehearsed: readonly Rehearsed[]): readonly string[] {
  return rehearsed.flatMap(({ task, entry, failure }) =>
    failure === undefined ? [] : [`${task.name}, ${entry.id}, golden messages: ${failure}`],
  );
}

/** Examines, and prints what came of each task as soon as it is known. */
async function findingsOf(request: ExamRequest): Promise<readonly string[]> {
  const findings: string[] = [];
  let rows: Examined[] = [];
  const printRows = () => {
    if (rows.length > 0) console.log(`\n${examTable(rows)}`);
    rows = [];
  };
  for await (const examined of examine(request, ({ task, entry }) => say(`${task.name}: ${entry.id}`))) {
    if (rows[0]?.scene.task !== examined.scene.task) printRows();
    rows.push(examined);
    const text = complaintAbout(examined);
    const { task, entry } = examined.scene;
    if (text !== undefined) findings.push(`${task.name}, ${entry.id}: ${text}`);
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
  return `it does not repeat. Asked twice about one pool, ${difference}. ${repeat} (log: ${played.logFile})`;
}

function verdict({ slug, manifest }: Submission, findings: number, isBare: boolean): string {
  if (findings > 0)
    return `${slug} would not pass: ${findings} ${findings === 1 ? "thing" : "things"} to mend`;
  const bare = isBare ? ", as far as can be told without the sandbox" : "";
  const isUnsigned = manifest.authors.some(({ name }) => name === "Your name");
  return `${slug} would pass${bare}${isUnsigned ? "; put your name in its manifest" : ""}`;
}
