import { visible } from "../errors/index.ts";
import type { PullFacts } from "./facts.ts";
import type { PullReport } from "./report.ts";

/** One pull request, for the queue. */
export interface QueueLine {
  readonly number: number;
  readonly title: string;
  readonly author: string;
  readonly commit: string;
  /** Day on which it was opened. */
  readonly since: string;
  readonly kind: PullReport["kind"] | null;
  readonly state:
    | "draft"
    | "to be checked"
    | "to be mended"
    | "to be read"
    | "to be run"
    | "running"
    | "to be published";
  /** One sentence: why it is there, or what it waits for. */
  readonly reason: string;
}

/** Labels that only maintainers can give, the furthest first: what a merged submission waits for. */
const labelled = [
  ["results-in", "to be published", "its results are there, and are being looked at"],
  ["running", "running", "its cells are being computed"],
  ["to-run", "to be run", "it was read and merged; its run waits for a machine"],
] as const;

const mostTitle = 120;

/**
 * Every pull request that is open, or merged and waiting, with its state and the reason for it, the oldest first. A report counts only for the
 * commit it is of.
 */
export function queueOf(pulls: readonly PullFacts[], reports: readonly PullReport[]): readonly QueueLine[] {
  return pulls
    .filter((pull) => pull.state === "open" || waitOf(pull) !== undefined)
    .toSorted((a, b) => a.number - b.number)
    .map((pull) => {
      const report = reports.find(({ commit }) => commit === pull.head.sha);
      return {
        number: pull.number,
        title: shortened(pull.title),
        author: shortened(pull.user.login),
        commit: pull.head.sha,
        since: pull.created_at.slice(0, 10),
        kind: report?.kind ?? null,
        ...stateOf(pull, report),
      };
    });
}

function stateOf(pull: PullFacts, report: PullReport | undefined): Pick<QueueLine, "state" | "reason"> {
  const wait = waitOf(pull);
  if (wait !== undefined) return wait;
  if (pull.draft) return { state: "draft", reason: "its author is still at it" };
  if (report === undefined)
    return { state: "to be checked", reason: "the check of its last commit has not ended" };
  if (report.state === "would-not-pass")
    return { state: "to be mended", reason: shortened(report.reasons[0] ?? "the check does not pass") };
  return { state: "to be read", reason: "the check passes; a maintainer reads it next" };
}

/** What a merged pull request waits for; undefined when it waits for nothing. */
function waitOf({ merged_at, labels }: PullFacts): Pick<QueueLine, "state" | "reason"> | undefined {
  if (merged_at === null) return undefined;
  const [, state, reason] = labelled.find(([label]) => labels.some(({ name }) => name === label)) ?? [];
  return state === undefined ? undefined : { state, reason: reason! };
}

function shortened(text: string): string {
  const plain = visible(text).replaceAll(/\s+/g, " ").trim();
  return plain.length <= mostTitle ? plain : `${plain.slice(0, mostTitle - 1)}…`;
}
