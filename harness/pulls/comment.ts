import { visible } from "../errors/index.ts";
import { duration, fixed, gainFormatterOf } from "../format/index.ts";
import type { PullReport, PullRow } from "./report.ts";

/** First line of our comment, by which the next check finds and replaces it. */
export const commentMark = "<!-- collapse-bench check -->";

const heads: { readonly [State in PullReport["state"]]: string } = {
  "would-pass": "The check passes.",
  "would-not-pass": "The check does not pass yet.",
  "for-maintainers": "This is for a maintainer to look at.",
};

const kinds: { readonly [Kind in PullReport["kind"]]: string } = {
  submission: "A submission",
  withdrawal: "A withdrawal",
  "skeptical-report": "A skeptical report",
  benchmark: "A change of the benchmark itself",
  refused: "Not as a pull request can be",
};

const mostRows = 60;

/** What is said of a check, in Markdown. Whatever came with the report is shown as code, so that it links, mentions and closes nothing. */
export function commentOf({ commit, kind, subject, state, reasons, tier, rows }: PullReport): string {
  const what = subject === null ? kinds[kind] : `${kinds[kind]}: ${asCode(subject)}`;
  const list = reasons.map((reason) => `- ${asCode(reason)}`);
  const table =
    rows.length === 0 ? [] : ["", `Tier ${tier}; it finds mistakes, and ranks nobody.`, "", ...tableOf(rows)];
  const more =
    rows.length > mostRows ? [`${rows.length - mostRows} more rows are in the report of the check.`] : [];
  const parts = [commentMark, `**${heads[state]}** ${what}, at ${asCode(commit.slice(0, 12))}.`, "", ...list];
  return `${[...parts, ...table, ...more].join("\n").trimEnd()}\n`;
}

function tableOf(rows: readonly PullRow[]): readonly string[] {
  const gain = gainFormatterOf("plain");
  const lines = rows
    .slice(0, mostRows)
    .map(({ task, entry, role, seed, kept, pStar, value, overFloor, selectSeconds, outcome, ...row }) => [
      ...[asCode(task), asCode(entry) + (role === "own" ? "" : ` (${role})`), String(seed)],
      ...[kept === null ? "–" : String(kept), fixed(pStar, 3), fixed(value, 3)],
      ...[gain(row.gain), role === "floor" ? "–" : gain(overFloor), duration(selectSeconds), outcome],
    ]);
  const head = [
    "task",
    "entry",
    "seed",
    "kept",
    "p⋆",
    "metric",
    "gain",
    "over floor",
    "selects in",
    "outcome",
  ];
  return [head, head.map(() => "---"), ...lines].map((cells) => `| ${cells.join(" | ")} |`);
}

/** A code span that the text cannot leave. */
function asCode(text: string): string {
  const plain = visible(text).replaceAll(/\s+/g, " ").replaceAll("`", "'").replaceAll("|", "¦").trim();
  return plain === "" ? "" : `\`${plain}\``;
}
