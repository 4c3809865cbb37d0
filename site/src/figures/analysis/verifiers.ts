import { type Drawn, scaled, unitOf } from "./contract.ts";

/** Gain by verifier and rule. */
export const verifiers: Drawn = {
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
