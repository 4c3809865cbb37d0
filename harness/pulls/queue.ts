import { z } from "zod";
import { parseJsonFile } from "../config/index.ts";
import { visible } from "../errors/index.ts";
import type { PullFacts } from "./facts.ts";
import { type PullReport, pullReportSchema } from "./report.ts";

/** Where a pull request stands, the furthest from the board first. */
export const queueStates = [
  "draft",
  "to be checked",
  "to be mended",
  "to be read",
  "to be run",
  "running",
  "to be published",
] as const;

const queueLine = z.strictObject({
  number: z.int().positive(),
  title: z.string(),
  author: z.string(),
  /** Its page at the host; null where the host gave none. */
  address: z.url({ protocol: /^https$/ }).nullable(),
  commit: z.string(),
  /** Day on which it was opened. */
  since: z.iso.date(),
  kind: pullReportSchema.shape.kind.nullable(),
  state: z.enum(queueStates),
  /** One sentence: why it is there, or what it waits for. */
  reason: z.string(),
});
/** One pull request, for the queue. */
export type QueueLine = z.infer<typeof queueLine>;

const queueSchema = z.strictObject({
  schema: z.literal(1),
  /** When the host was asked. */
  at: z.iso.datetime(),
  pulls: z.array(queueLine),
});
/** Every pull request that is open, or merged and waiting, at a moment. */
export type Queue = z.infer<typeof queueSchema>;

/** Reads a queue that `pull queue` wrote. Throws `BenchError` (blame environment) naming file and field. */
export function readQueue(file: string): Queue {
  const mend = "Let `pull queue` write it again, or remove it.";
  return parseJsonFile(file, queueSchema, { kind: "queue", blame: "environment", mend });
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
        address: pull.html_url,
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
