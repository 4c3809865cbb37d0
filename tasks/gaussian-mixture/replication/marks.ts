/** Pieces of Vega-Lite that the figures share. Colours of text and ground are the page's own. */
export type Spec = Readonly<Record<string, unknown>>;

const schema = "https://vega.github.io/schema/vega-lite/v6.json";

/** Layers over one set of axes; width follows the page. */
export function layered(layer: readonly Spec[], encoding: Spec): Spec {
  return { $schema: schema, width: "container", height: 300, layer, encoding };
}

/** Shows only the rows whose `kind` is this. */
export function only(kind: string): Spec {
  return { filter: `datum.kind === '${kind}'` };
}

/** Measured means with their intervals from `low` to `high`. */
export function measuredLayers(opacity = 1): readonly Spec[] {
  return [
    {
      transform: [only("measured")],
      mark: { type: "rule", strokeWidth: 1.5, opacity },
      encoding: { y: { field: "low", type: "quantitative" }, y2: { field: "high" } },
    },
    { transform: [only("measured")], mark: { type: "point", filled: true, size: 36, opacity } },
  ];
}

/** The closed form as a line. */
export const predictedLayer: Spec = {
  transform: [only("predicted")],
  mark: { type: "line", strokeWidth: 1.5, clip: true },
};

/** Accuracy as a share of 1, shown in per cent. */
export function accuracyAxis(title: string, domain?: readonly [number, number]): Spec {
  return {
    field: "accuracy",
    type: "quantitative",
    title,
    axis: { format: ".0%" },
    scale: domain === undefined ? { zero: false } : { domain },
  };
}

/** A numeric horizontal axis. */
export function numberAxis(field: string, title: string, scale: Spec = {}): Spec {
  return { field, type: "quantitative", title, scale };
}

/** A logarithmic axis of example numbers, marked where there are measurements. */
export function countAxis(values: readonly number[]): Spec {
  return {
    ...numberAxis("n", "n, examples before selection (log scale)", { type: "log", nice: false }),
    axis: { values, format: ",d", grid: false },
  };
}

/** One colour for each series, in the order given, the legend below. */
export function seriesColour(title: string, sort: readonly string[]): Spec {
  return {
    field: "series",
    type: "nominal",
    title,
    sort,
    legend: { orient: "bottom", columns: 2, labelLimit: 0, titleLimit: 0 },
  };
}
