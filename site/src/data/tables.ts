import type { ScoredEntry, ScoredView } from "../../../harness/board/index.ts";
import { protocolText } from "../../../harness/format/index.ts";
import type { Column, TableData } from "../table/index.ts";
import type { OverviewRow } from "./overview.ts";
import type { TaskResults } from "./types.ts";

/** Where a board lies below its task: `recursion-replace`. */
export function viewName({ protocol, regime }: Pick<ScoredView, "protocol" | "regime">): string {
  return `${protocol}-${regime}`;
}

const reproducedTitle = "Runs reproduced on another processor";

/** Seven digits say more than any interval on a board. */
function shortened(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(7));
}

/** Candidates scored a cell, whatever the verifier. */
export function spentBy({ feedback }: Pick<ScoredEntry, "feedback">): number {
  return Object.values(feedback).reduce((sum, scored) => sum + (scored ?? 0), 0);
}

/** A board as its page's script has it; controls are among its rows. */
export function viewTable(
  { about, task, reproduced }: Pick<TaskResults, "about" | "task" | "reproduced">,
  view: ScoredView,
): TableData {
  const { entries } = view;
  const column = (name: string, title: string, of: (entry: ScoredEntry) => Column["values"][number]) => {
    const values = entries.map(of);
    return {
      name,
      title,
      values: values.map((value) => (typeof value === "number" ? shortened(value) : value)),
    };
  };
  const verifiers = [...new Set(entries.flatMap(({ feedback }) => Object.keys(feedback)))].sort();
  const seeds = [...new Set(entries.flatMap(({ cells }) => cells.map(({ seed }) => seed)))].sort(
    (a, b) => a - b,
  );
  return {
    key: `${task.name}/${viewName(view)}`,
    title: `${about.title}, ${protocolText(view.protocol, about.rounds)}, regime ${view.regime}`,
    rows: entries.map(({ entry }) => entry),
    tasks: [],
    columns: [
      column("entry", "Entry", ({ entry }) => entry),
      column("name", "Name", ({ name }) => name),
      column("division", "Division", ({ division }) => division),
      column("control", "Control", ({ control }) => control),
      column("rank", "Rank, best", ({ rank }) => rank?.low ?? null),
      column("rankHigh", "Rank, worst", ({ rank }) => rank?.high ?? null),
      column("letters", "Group", ({ letters }) => letters.join(" ")),
      column("gain", "Gain", ({ gain }) => gain.mean),
      column("gainLow", "Gain, low", ({ gain }) => gain.low),
      column("gainHigh", "Gain, high", ({ gain }) => gain.high),
      column("verdict", "State", ({ verdict }) => verdict),
      column("scaled", "Scaled", ({ scaled }) => scaled?.mean ?? null),
      column("value", about.metric.title, ({ value }) => value.mean),
      column("valueLow", `${about.metric.title}, low`, ({ value }) => value.low),
      column("valueHigh", `${about.metric.title}, high`, ({ value }) => value.high),
      column("pStar", "p⋆", ({ pStar }) => pStar),
      column("feedback", "Feedback a cell", spentBy),
      ...verifiers.map((verifier) =>
        column(
          `feedback:${verifier}`,
          `Feedback, ${verifier}`,
          ({ feedback }) => feedback[verifier as keyof typeof feedback] ?? 0,
        ),
      ),
      column("selectSeconds", "Selecting, seconds", ({ cost }) => cost.selectSeconds),
      column("cellSeconds", "Cell, seconds", ({ cost }) => cost.cellSeconds),
      column("failed", "Failed", ({ failed }) => failed),
      column("seeds", "Seeds", ({ seeds }) => seeds),
      column("missing", "Missing", ({ missing }) => missing.length),
      column("isolation", "Sandbox", ({ isolation }) => isolation),
      column("outdated", "Outdated", ({ outdated }) => outdated),
      column("reproduced", reproducedTitle, ({ entry }) => reproduced.get(entry) ?? 0),
    ],
    comparison: {
      metric: { title: about.metric.title, format: about.metric.format },
      seeds,
      gains: entries.map(({ cells }) => {
        const bySeed = new Map(cells.map(({ seed, gain }) => [seed, gain]));
        return seeds.map((seed) => shortened(bySeed.get(seed) ?? null));
      }),
      letters: entries.map(({ letters }) => letters.join(" ")),
      prior: view.prior,
    },
  };
}

/** All entries by all tasks, as the page's script has it. */
export function overviewTable(
  rows: readonly OverviewRow[],
  tasks: readonly Pick<TaskResults, "about" | "task" | "reproduced">[],
): TableData {
  const column = (name: string, title: string, of: (row: OverviewRow) => Column["values"][number]) => ({
    name,
    title,
    values: rows.map(of),
  });
  return {
    key: "board",
    title: "All entries, all tasks",
    rows: rows.map(({ entry }) => entry.entry),
    tasks: tasks.map(({ about, task }) => ({ name: task.name, title: about.title })),
    columns: [
      column("entry", "Entry", ({ entry }) => entry.entry),
      column("name", "Name", ({ entry }) => entry.name),
      column("division", "Division", ({ entry }) => entry.division),
      column("control", "Control", ({ entry }) => entry.control),
      column("feedback", "Feedback a cell, most on any task", ({ lines }) =>
        Math.max(...lines.map((line) => (line === null ? 0 : spentBy(line)))),
      ),
      column("outdated", "Outdated", ({ lines }) => lines.some((line) => line?.outdated === true)),
      column("isolation", "Sandbox", ({ lines }) =>
        lines.some((line) => line?.isolation === "none") ? "none" : "bubblewrap",
      ),
      column("reproduced", reproducedTitle, ({ entry: { entry } }) =>
        tasks.reduce((sum, { reproduced }) => sum + (reproduced.get(entry) ?? 0), 0),
      ),
      ...tasks.flatMap(({ about, task }, place) => [
        column(`gain:${task.name}`, `Gain, ${about.title}`, ({ lines }) =>
          shortened(lines[place]?.gain.mean ?? null),
        ),
        column(`letters:${task.name}`, `Group, ${about.title}`, ({ lines }) =>
          lines[place] === null ? null : lines[place]!.letters.join(" "),
        ),
        column(`verdict:${task.name}`, `State, ${about.title}`, ({ lines }) => lines[place]?.verdict ?? null),
      ]),
    ],
  };
}
