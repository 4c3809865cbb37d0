import { type Drawn, ofShown, scaled, unitOf } from "./contract.ts";

/** How often the theorem's sign is right. */
export const theorem: Drawn = {
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

/** The same, round by round. */
export const theoremRounds: Drawn = {
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
