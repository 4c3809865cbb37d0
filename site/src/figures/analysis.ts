import type { Table } from "../../../harness/analysis/index.ts";
import type { Figure } from "../../../harness/figure/index.ts";
import type { MetricFormat } from "../../../harness/format/index.ts";
import { spendingAxis } from "./frontier.ts";
import { type RoundsOf, shownEntries } from "./rounds.ts";

/** How many entries a figure of one line each has room for. */
const mostLines = 40;

/** What the figures must know of a task besides its tables. */
export interface AnalysedTask {
  readonly metric: { readonly title: string; readonly format: MetricFormat };
  /** In the order of the headline board. */
  readonly entries: RoundsOf["entries"];
}

type Rows = Table["rows"];

/** The figures of a task's tables, by the tables' names; a table without rows has none. */
export function analysisFigures(tables: readonly Table[], task: AnalysedTask): ReadonlyMap<string, Figure> {
  return new Map(
    tables.flatMap((table) => {
      const draw = drawn[table.name];
      const rows = draw === undefined ? [] : draw.rowsOf(table.rows, task);
      if (draw === undefined || rows.length === 0) return [];
      const { name, title, caption } = table;
      const whole = `${caption.replaceAll("`", "")} ${draw.says}${isPart(table.rows, task) ? partText : ""}`;
      return [[name, { name, title, caption: whole, spec: draw.specOf(rows, task), rows }]];
    }),
  );
}

const partText = " Shown are the controls and the best of the others; the table has all.";

/** Whether there are more entries than a figure shows. */
function isPart(rows: Rows, { entries }: AnalysedTask): boolean {
  return "entry" in (rows[0] ?? {}) && shownEntries(entries, mostLines).length < entries.length;
}

interface Drawn {
  /** What the marks mean. */
  readonly says: string;
  rowsOf(rows: Rows, task: AnalysedTask): Figure["rows"];
  specOf(rows: Figure["rows"], task: AnalysedTask): Figure["spec"];
}

/** Rows of the entries that a figure has room for, in the rows' order. */
function ofShown(rows: Rows, { entries }: AnalysedTask): Rows {
  const shown = new Set(shownEntries(entries, mostLines).map(({ entry }) => entry));
  return rows.filter(({ entry }) => shown.has(String(entry)));
}

/** The same, in the order of the board. */
function inBoardOrder(rows: Rows, task: AnalysedTask): Rows {
  const byEntry = Map.groupBy(ofShown(rows, task), ({ entry }) => String(entry));
  return task.entries.flatMap(({ entry }) => byEntry.get(entry) ?? []);
}

/** Without controls: the ceiling is given the truth, and asks nobody. */
function entrantsOf(rows: Rows, { entries }: AnalysedTask): Rows {
  const controls = new Set(entries.filter(({ control }) => control !== null).map(({ entry }) => entry));
  return rows.filter(({ entry }) => !controls.has(String(entry)));
}

/** The metric's own unit as the page has it: points where it is in per cent. */
function unitOf({ metric }: AnalysedTask): number {
  return metric.format === "percent" ? 100 : 1;
}

function gainTitle({ metric }: AnalysedTask): string {
  return metric.format === "percent" ? "Gain over G0, points" : "Gain over G0";
}

const scaled = (value: unknown, unit: number) => (typeof value === "number" ? value * unit : null);
const zero = { mark: { type: "rule", strokeDash: [2, 3] }, encoding: { y: { datum: 0 } } };

const price: Drawn = {
  says: "One panel for calls of the truth and one for calls of models, one point an entry that makes no others; whoever makes none is in both. Without controls; the dotted line is G0.",
  rowsOf(rows, task) {
    const unit = unitOf(task);
    return entrantsOf(rows, task).flatMap((row) => {
      const [truth, models] = [Number(row["truthCalls"]), Number(row["modelCalls"])];
      const panels = [
        ...(models === 0 ? [{ paid: "The truth", calls: truth }] : []),
        ...(truth === 0 ? [{ paid: "Models", calls: models }] : []),
      ];
      const [gain, low, high] = ["gain", "low", "high"].map((name) => scaled(row[name], unit));
      const { protocol, entry } = row as { protocol: string; entry: string };
      return panels.map((panel) => ({ protocol, entry, ...panel, gain: gain!, low: low!, high: high! }));
    });
  },
  specOf(rows, task) {
    const most = Math.max(1, ...rows.map(({ calls }) => Number(calls)));
    const x = {
      field: "calls",
      type: "quantitative",
      title: "Candidates scored in a cell",
      ...spendingAxis(most),
    };
    const y = { field: "gain", type: "quantitative", title: gainTitle(task), axis: { tickCount: 5 } };
    const color = protocolColour;
    return {
      facet: { field: "paid", type: "nominal", title: null, sort: ["The truth", "Models"] },
      columns: 2,
      spec: {
        height: 220,
        layer: [
          { ...zero, encoding: { y: { datum: 0, type: "quantitative" } } },
          {
            mark: { type: "rule", strokeWidth: 1.5 },
            encoding: { x, y: { ...y, field: "low" }, y2: { field: "high" }, color },
          },
          { mark: { type: "point", filled: true, size: 40 }, encoding: { x, y, color, shape: color } },
        ],
      },
    };
  },
};

const protocolColour = {
  field: "protocol",
  type: "nominal",
  title: null,
  sort: ["one-round", "recursion"],
  legend: { columns: 2 },
};

const verifiers: Drawn = {
  says: "Blue gains, orange loses, the stronger the more; below the gain its letters.",
  rowsOf(rows, task) {
    const unit = unitOf(task);
    const gains = rows.map(({ gain }) => Math.abs(scaled(gain, unit) ?? 0));
    const most = Math.max(...gains, Number.EPSILON);
    const decimals = task.metric.format === "percent" ? 1 : 3;
    return rows.map(({ protocol, verifier, rule, entry, gain, letters }) => {
      const value = scaled(gain, unit) ?? 0;
      const sign = value > 0 ? "+" : value < 0 ? "−" : "";
      return {
        ...{ protocol: protocol!, verifier: verifier!, rule: rule!, entry: entry!, gain: value },
        letters: letters!,
        label: `${sign}${Math.abs(value).toFixed(decimals)}`,
        strength: 0.5 * (Math.abs(value) / most),
      };
    });
  },
  specOf() {
    const x = {
      field: "rule",
      type: "nominal",
      title: null,
      axis: { labelAngle: 0, domain: false, ticks: false },
    };
    const y = { field: "verifier", type: "nominal", title: null, axis: { domain: false, ticks: false } };
    const text = (field: string, dy: number) => ({
      mark: { type: "text", dy, fontSize: 12 },
      encoding: { x, y, text: { field } },
    });
    return {
      facet: { field: "protocol", type: "nominal", title: null, sort: ["one-round", "recursion"] },
      columns: 2,
      spec: {
        height: { step: 38 },
        layer: [
          {
            mark: { type: "rect", stroke: "var(--paper)", strokeWidth: 2 },
            encoding: {
              x,
              y,
              color: {
                condition: { test: "datum.gain < 0", value: "var(--series-2)" },
                value: "var(--series-1)",
              },
              opacity: { field: "strength", type: "quantitative", scale: null, legend: null },
            },
          },
          text("label", -6),
          text("letters", 9),
        ],
      },
    };
  },
};

const theorem: Drawn = {
  says: "One line an entry, the worst first; dotted is one half, what a coin would have.",
  rowsOf: (rows, task) => {
    const together = rows.filter(({ entry }) => String(entry).startsWith("all entries"));
    return [...together, ...ofShown(rows, task)].map(({ entry, rounds, share, low, high }) => ({
      ...{ entry: entry!, rounds: rounds!, share: share!, low: low!, high: high! },
    }));
  },
  specOf(rows) {
    const y = {
      field: "entry",
      type: "nominal",
      title: null,
      sort: rows.map(({ entry }) => entry),
      axis: { grid: true, ticks: false, domain: false, labelLimit: 0 },
    };
    const x = {
      field: "share",
      type: "quantitative",
      title: "Rounds in which the sign is right",
      scale: { domain: [0, 1] },
      axis: { format: ".0%", tickCount: 5 },
    };
    return {
      height: { step: 18 },
      layer: [
        {
          mark: { type: "rule", strokeDash: [2, 3] },
          encoding: { x: { datum: 0.5, type: "quantitative" } },
        },
        {
          mark: { type: "rule", strokeWidth: 2, color: "var(--series-1)" },
          encoding: { y, x: { ...x, field: "low" }, x2: { field: "high" } },
        },
        { mark: { type: "point", filled: true, size: 50, color: "var(--series-1)" }, encoding: { y, x } },
      ],
    };
  },
};

const theoremRounds: Drawn = {
  says: "The theorem puts every point into the lower left or the upper right.",
  rowsOf: (rows, task) => {
    const unit = unitOf(task);
    return ofShown(rows, task).map(({ entry, seed, regime, round, margin, change }) => ({
      ...{ entry: entry!, seed: seed!, regime: regime!, round: round!, margin: margin! },
      change: scaled(change, unit),
      sign: Number(margin) > 0 === Number(change) > 0 ? "the theorem's sign" : "the other sign",
    }));
  },
  specOf(_, { metric }) {
    const sign = {
      field: "sign",
      type: "nominal",
      title: null,
      sort: ["the theorem's sign", "the other sign"],
      legend: { columns: 2 },
    };
    const unit = metric.format === "percent" ? ", points" : "";
    return {
      height: 300,
      layer: [
        { mark: "rule", encoding: { x: { datum: 0, type: "quantitative" } } },
        { mark: "rule", encoding: { y: { datum: 0, type: "quantitative" } } },
        {
          mark: { type: "point", filled: true, size: 22, opacity: 0.6 },
          encoding: {
            x: { field: "margin", type: "quantitative", title: "p⋆ − p", axis: { tickCount: 6 } },
            y: {
              field: "change",
              type: "quantitative",
              title: `Change of ${metric.title} in the round${unit}`,
              axis: { tickCount: 5 },
            },
            color: sign,
            shape: sign,
          },
        },
      ],
    };
  },
};

const definitions: Drawn = {
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

const drawn: Readonly<Record<string, Drawn>> = {
  price,
  verifiers,
  theorem,
  "theorem-rounds": theoremRounds,
  definitions,
};
