import { execFileSync } from "node:child_process";
import { globSync, lstatSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { parseJsonFile } from "../config/index.ts";
import { BenchError, explain } from "../errors/index.ts";
import { type Examined, examine, rehearse } from "../intake/index.ts";
import { measureMachine } from "../plan/index.ts";
import {
  changesOfFiles,
  commentOf,
  confirmed,
  kindOf,
  type PullReport,
  type PullRow,
  parseChanges,
  pullFactsSchema,
  pullFileSchema,
  pullReportSchema,
  type Queue,
  queueOf,
  readPullReport,
} from "../pulls/index.ts";
import { checkSubmission } from "../submission/index.ts";
import type { TierName } from "../task/index.ts";
import { complaintAbout, rehearsalComplaints } from "./check.ts";
import { say } from "./execute.ts";
import { type ExitCode, exitCodes } from "./exit.ts";
import { reportIn } from "./report.ts";
import { catchSignals } from "./stopping.ts";
import type { Workspace } from "./workspace.ts";

/** Where a pull request is, and what it departs from. */
export interface PullPlace {
  /** A checkout of its head; nothing of it runs outside the sandbox. */
  readonly proposed: string;
  /** The commit it departs from, and its own. */
  readonly base: string;
  readonly commit: string;
}

export interface PullCheckOptions extends PullPlace {
  /** Where the report goes. */
  readonly out: string;
  readonly tier: TierName;
}

/** Checks what a pull request brings with the code of this checkout, and writes a report in any case. */
export async function checkPull(workspace: Workspace, options: PullCheckOptions): Promise<ExitCode> {
  const { commit, tier, out } = options;
  const found = await foundIn(workspace, options).catch((error: unknown) => {
    if (!(error instanceof BenchError) || error.blame === "environment" || error.blame === "harness")
      throw error;
    const { kind, subject } = kindOf(changesOf(options));
    return { kind, subject, state: "would-not-pass" as const, reasons: [explain(error)], rows: [] };
  });
  const reasons = found.reasons.map((reason) =>
    reason.replaceAll(path.resolve(options.proposed) + path.sep, ""),
  );
  const shown = reasons.slice(0, 50).map((reason) => reason.slice(0, 1000));
  const report = pullReportSchema.parse({ schema: 1, commit, tier, ...found, reasons: shown });
  writeFileSync(out, `${JSON.stringify(report, null, 1)}\n`);
  for (const reason of reasons) say(reason);
  say(`${report.kind}: ${report.state}`);
  return report.state === "would-not-pass" ? exitCodes.failedCells : exitCodes.ok;
}

type Found = Pick<PullReport, "kind" | "subject" | "state" | "reasons" | "rows">;

async function foundIn(workspace: Workspace, options: PullCheckOptions): Promise<Found> {
  const pull = kindOf(changesOf(options));
  const { kind, subject } = pull;
  const nothing = { kind, subject, reasons: [], rows: [] };
  if (pull.kind === "refused") return { ...nothing, state: "would-not-pass", reasons: [pull.reason] };
  if (pull.kind === "benchmark" || pull.kind === "withdrawal")
    return { ...nothing, state: "for-maintainers" };
  if (pull.kind === "skeptical-report") {
    const { about, claim } = reportIn(workspace, path.join(options.proposed, pull.subject));
    return { ...nothing, state: "for-maintainers", reasons: [`${claim}: ${about}`] };
  }
  return { ...nothing, ...(await submissionFound(workspace, pull.subject, options)) };
}

function changesOf({ proposed, base, commit }: PullPlace) {
  for (const sha of [base, commit])
    if (!/^[0-9a-f]{40}$/.test(sha))
      throw new BenchError("this is no commit", {
        code: "pull-commit",
        blame: "usage",
        received: sha,
        mend: "Give 40 hexadecimal digits.",
      });
  const args = ["diff", "--name-status", "--no-renames", "--no-ext-diff", "-z", `${base}...${commit}`, "--"];
  return parseChanges(execFileSync("git", args, { cwd: proposed, encoding: "utf8", maxBuffer: 2 ** 26 }));
}

/** The same as `check` does, for a folder of a checkout that is not believed. */
async function submissionFound(
  { root, tasks, submissions, cache }: Workspace,
  slug: string,
  { proposed, tier }: PullCheckOptions,
): Promise<Pick<Found, "state" | "reasons" | "rows">> {
  const submission = checkSubmission(submissionFolder(proposed, slug), submissions, tasks);
  const { device, isolation } = await measureMachine({ root, device: "auto", isolation: "bubblewrap" });
  using stopping = catchSignals();
  const { signal } = stopping;
  const request = { submission, tasks, submissions, tier, seeds: [0], cache, device, isolation, signal };
  const unheard = rehearsalComplaints(await Array.fromAsync(rehearse(request)));
  if (unheard.length > 0) return { state: "would-not-pass", reasons: [...unheard], rows: [] };
  const all: Examined[] = [];
  for await (const one of examine(request, ({ task, entry }) => say(`${task.name}: ${entry.id}`)))
    all.push(one);
  const complaints = all.flatMap((one) => {
    const text = complaintAbout(one);
    return text === undefined ? [] : [`${one.scene.task.name}, ${one.scene.entry.id}: ${text}`];
  });
  if (all.every(({ isControl }) => isControl)) complaints.push("no task here has what its entries ask for");
  const state = complaints.length === 0 ? "would-pass" : "would-not-pass";
  return { state, reasons: complaints, rows: all.map((one) => rowOf(one, all)) };
}

function submissionFolder(proposed: string, slug: string): string {
  const folder = path.join(proposed, "submissions", slug);
  if (lstatSync(folder).isDirectory()) return folder;
  throw new BenchError("this is no folder", {
    code: "submission-link",
    blame: "submission",
    where: folder,
    mend: "Replace the link by the folder.",
  });
}

function rowOf(one: Examined, all: readonly Examined[]): PullRow {
  const { scene, isControl, played, difference } = one;
  const { task, entry, seed } = scene;
  const { control } = entry.submission;
  const floor = all.find(
    (other) =>
      other.isControl && other.scene.entry.submission.control === "floor" && other.scene.task === task,
  );
  const [own, least] = [gainOf(one), floor && gainOf(floor)];
  const last = lastRound(one);
  const failed = played.repeatable.outcome.status === "failed";
  return {
    task: task.name,
    entry: entry.id,
    role: isControl && (control === "floor" || control === "ceiling") ? control : "own",
    seed,
    kept: last?.selected.candidates ?? null,
    pStar: last?.pStar ?? null,
    value: last?.metrics[task.file.frozen.metric] ?? null,
    gain: own,
    overFloor: own === null || least === null || least === undefined ? null : own - least,
    selectSeconds: played.selectSeconds,
    outcome: failed ? "failed" : difference === undefined ? "ok" : "does-not-repeat",
  };
}

function lastRound({ scene, played }: Examined) {
  const { regime } = scene.task.file.shown.headline;
  return played.repeatable.outcome.status === "ok" ? played.repeatable.regimes[regime]?.at(-1) : undefined;
}

function gainOf(one: Examined): number | null {
  const { metric } = one.scene.task.file.frozen;
  const [start, end] = [one.played.repeatable.generator[metric], lastRound(one)?.metrics[metric]];
  return start === undefined || end === undefined ? null : end - start;
}

const host = { kind: "pull-request", blame: "environment" } as const;

/**
 * Writes what is said of a check, from its report. The report is of this commit, or it is not believed; neither is it where the files, as the host lists
 * them, are not what it says: a pull request can change the workflow that checks it.
 */
export function writeComment(
  file: string,
  { commit, files, out }: { readonly commit: string; readonly files: string; readonly out: string },
): ExitCode {
  const report = readPullReport(file, commit);
  const { kind, subject } = kindOf(changesOfFiles(parseJsonFile(files, z.array(pullFileSchema), host)));
  const isTrue = kind === report.kind && subject === report.subject;
  const reasons = [
    `the report of its check says ${report.kind}, and its files ${kind}: a maintainer looks at both`,
  ];
  const said = isTrue
    ? report
    : { ...report, kind, subject, state: "for-maintainers" as const, reasons, rows: [] };
  writeFileSync(out, JSON.stringify({ body: commentOf(said) }));
  return exitCodes.ok;
}

/** Holds an approval against what the host says of the pull request now. */
export function confirmPull(
  file: string,
  { commit, branch }: { readonly commit: string; readonly branch: string },
): ExitCode {
  const { number } = confirmed(parseJsonFile(file, pullFactsSchema, host), commit, branch);
  say(`Pull request ${number} is at ${commit}.`);
  return exitCodes.ok;
}

/** Writes the queue: every open pull request of the host's list, with what is known of its check. */
export function writeQueue(
  file: string,
  { reports, out }: { readonly reports: string; readonly out: string },
): ExitCode {
  const pulls = parseJsonFile(file, z.array(pullFactsSchema), host);
  const known = globSync("*.json", { cwd: reports }).flatMap((name) => {
    try {
      return [readPullReport(path.join(reports, name), path.basename(name, ".json"))];
    } catch (error) {
      if (!(error instanceof BenchError)) throw error;
      say(explain(error));
      return [];
    }
  });
  const queue: Queue = { schema: 1, at: new Date().toISOString(), pulls: [...queueOf(pulls, known)] };
  writeFileSync(out, `${JSON.stringify(queue, null, 1)}\n`);
  return exitCodes.ok;
}

/** Prints the slug of the submission that a commit brought. */
export function nameOfPull(place: PullPlace): ExitCode {
  const pull = kindOf(changesOf(place));
  if (pull.kind !== "submission")
    throw new BenchError("this commit brings no submission to run", {
      code: "pull-kind",
      blame: "usage",
      received: pull.kind,
      mend: "Approve pull requests that add or change one folder of submissions/.",
    });
  console.log(pull.subject);
  return exitCodes.ok;
}
