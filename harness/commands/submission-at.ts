import { existsSync, realpathSync } from "node:fs";
import path from "node:path";
import { BenchError } from "../errors/index.ts";
import { absenceOf, checkSubmission, entriesOf, type Submission } from "../submission/index.ts";
import { offerOf, type Task, type TierName } from "../task/index.ts";
import { say } from "./execute.ts";
import type { Workspace } from "./workspace.ts";

/** The submission in a folder of the checkout, or anywhere, checked. Throws `BenchError` naming file, line and fix. */
export function submissionAt({ root, tasks, submissions, problems }: Workspace, folder: string): Submission {
  if (!existsSync(folder))
    throw new BenchError("there is no such folder", {
      code: "folder-missing",
      blame: "usage",
      where: folder,
      mend: "Name a submission's folder; `npx collapse-bench new NAME` makes one.",
    });
  const place = realpathSync(folder);
  const slug = path.basename(place);
  if (path.dirname(place) !== realpathSync(path.join(root, "submissions")))
    return checkSubmission(place, submissions, tasks);
  const problem = problems.find((one) => one.slug === slug);
  if (problem !== undefined) throw problem.error;
  return submissions.find((one) => one.slug === slug) ?? checkSubmission(place, submissions, tasks);
}

/** Entries that a task cannot offer what they ask for are not played on it. Throws when that leaves none. */
export function tellAbsences(submission: Submission, tasks: readonly Task[], tier: TierName): void {
  const offers = tasks
    .filter(({ file }) => file.tiers[tier] !== undefined)
    .map((task) => offerOf(task, tier));
  const absences = entriesOf(submission).flatMap((entry) =>
    offers.map((offer) => ({ entry, offer, text: absenceOf(entry, offer) })),
  );
  const told = absences.filter(({ text }) => text !== undefined);
  for (const { entry, offer, text } of told) say(`${offer.task}: not ${entry.id}, which ${text}`);
  if (told.length < absences.length) return;
  throw new BenchError(`no task here has what ${submission.slug} asks for`, {
    code: "submission-nowhere",
    blame: "submission",
    where: path.relative(process.cwd(), path.join(submission.folder, "submission.yaml")),
    mend: "Name tasks that offer what `asks`, `asksMore`, `generation` and `decoding` say, or ask for less.",
  });
}
