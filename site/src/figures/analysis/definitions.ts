import { type AnalysedTask, type Drawn, ofShown, type Rows } from "./contract.ts";

/** The same, in the order of the board. */
function inBoardOrder(rows: Rows, task: AnalysedTask): Rows {
  const byEntry = Map.groupBy(ofShown(rows, task), ({ entry }) => String(entry));
  return task.entries.flatMap(({ entry }) => byEntry.get(entry) ?? []);
}

/** Who has collapsed by which definition. */
export const definitions: Drawn = {
  says: "A full mark: it has collapsed by this definition; a ring: it has not; a dash: seeds do not tell.",
  rowsOf: (rows, task) =>
    inBoardOrder(rows, task).map(({ entry, definition, seeds, extent, low, high, holds }) => ({
      ...{ entry: entry!, definition: definition!, seeds: seeds!, extent: extent!, low: low!, high: high! },
      holds: holds!,
    })),
  specOf(rows) {
    const names = [...new Set(rows.map(({ definition }) => definition))];
    const y = {
      field: "entry",
      type: "nominal",
      title: null,
      sort: [...new Set(rows.map(({ entry }) => entry))],
      axis: { grid: true, ticks: false, domain: false, labelLimit: 0 },
    };
    const x = {
      field: "definition",
      type: "nominal",
      title: null,
      sort: names,
      axis: {
        labelAngle: -40,
        labelLimit: 0,
        labelOverlap: false,
        ticks: false,
        domain: false,
        orient: "top",
      },
    };
    const marks = [
      { holds: "yes", mark: { type: "point", filled: true, size: 80, color: "var(--series-2)" } },
      {
        holds: "no",
        mark: { type: "point", filled: false, size: 70, strokeWidth: 1.5, color: "var(--series-1)" },
      },
      {
        holds: "undetermined",
        mark: { type: "tick", thickness: 2, size: 10, orient: "horizontal", color: "var(--rule-strong)" },
      },
    ];
    return {
      height: { step: 18 },
      layer: marks.map(({ holds, mark }) => ({
        transform: [{ filter: `datum.holds === '${holds}'` }],
        mark,
        encoding: { x, y },
      })),
    };
  },
};
