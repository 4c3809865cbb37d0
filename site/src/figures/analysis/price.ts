import { spendingAxis } from "../frontier.ts";
import { type AnalysedTask, type Drawn, ofShown, type Rows, scaled, unitOf } from "./contract.ts";

/** Without controls: the ceiling is given the truth, and asks nobody. */
function entrantsOf(rows: Rows, { entries }: AnalysedTask): Rows {
  const controls = new Set(entries.filter(({ control }) => control !== null).map(({ entry }) => entry));
  return rows.filter(({ entry }) => !controls.has(String(entry)));
}

function gainTitle({ metric }: AnalysedTask): string {
  return metric.format === "percent" ? "Gain over G0, points" : "Gain over G0";
}

const zero = { mark: { type: "rule", strokeDash: [2, 3] }, encoding: { y: { datum: 0 } } };

/** Gain against what was paid for it. */
export const price: Drawn = {
  says: "One panel for calls of the truth and one for calls of models, one point an entry that makes no others; whoever makes none is in both. Without controls; the dotted line is G0.",
  rowsOf(rows, task) {
    const unit = unitOf(task);
    return entrantsOf(ofShown(rows, task), task).flatMap((row) => {
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
