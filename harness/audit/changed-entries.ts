import { absenceOf, type Discovered, type Entry, entriesOf, strategyHash } from "../submission/index.ts";
import { offerOf, type Task, tierNames } from "../task/index.ts";
import type { Observation } from "./contract.ts";

/** Names submissions and variants that are gone or renamed, that take part in less, or are not what they were. */
export function changesOfEntries(
  before: Discovered,
  after: Discovered,
  tasks: readonly Task[],
): readonly Observation[] {
  const now = new Map(after.submissions.flatMap(entriesOf).map((entry) => [entry.id, entry]));
  const unusable = new Set(after.problems.map(({ slug }) => slug));
  const changed = before.submissions.flatMap(entriesOf).flatMap((entry): Observation[] => {
    const { slug } = entry.submission;
    const found = (what: string): Observation => ({
      grade: "changed",
      where: `submissions/${slug}`,
      what: `${entry.id} ${what}`,
    });
    const present = now.get(entry.id);
    if (present !== undefined) return differencesOf(entry, present, tasks).map(found);
    if (unusable.has(slug)) return [found("cannot be used any more")];
    const heir = [...now.values()].find((one) => strategyHash(one) === strategyHash(entry));
    if (heir !== undefined) return [found(`was renamed to ${heir.id}`)];
    return [found("was removed")];
  });
  const known = new Set(before.submissions.map(({ slug }) => slug));
  const begun = after.submissions
    .filter(({ slug }) => !known.has(slug))
    .map(({ slug }): Observation => ({ grade: "told", where: `submissions/${slug}`, what: "is new" }));
  return [...changed, ...begun];
}

function differencesOf(before: Entry, after: Entry, tasks: readonly Task[]): readonly string[] {
  const all: string[] = [];
  const [old, own] = [before.submission, after.submission];
  if (strategyHash(before) !== strategyHash(after))
    all.push("has another strategy hash, so its results are outdated");
  if (old.manifest.division !== own.manifest.division)
    all.push(`is of division ${own.manifest.division}, and was of ${old.manifest.division}`);
  if (old.control !== own.control) all.push(`is the control ${own.control}, and was ${old.control}`);
  for (const task of tasks)
    for (const tier of tierNames) {
      if (task.file.tiers[tier] === undefined) continue;
      const offer = offerOf(task, tier);
      const [was, is] = [before, after].map((entry) => absenceOf(entry, offer) === undefined);
      if (was !== is)
        all.push(`${is ? "takes part" : "takes no part any more"} in ${task.name} at tier ${tier}`);
    }
  return all;
}
