/** A part of a Vega-Lite specification. */
export type Spec = Readonly<Record<string, unknown>>;

/** Layers over one set of axes; width follows the page. */
export function layered(layer: readonly Spec[], encoding: Spec): Spec {
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    width: "container",
    height: 300,
    layer,
    encoding,
  };
}

/** Shows only the rows whose `kind` is this. */
export function only(kind: string): Spec {
  return { filter: `datum.kind === '${kind}'` };
}

/** Measured means with a bar between two fields of their rows. */
function barred(low: string, high: string): readonly Spec[] {
  return [
    {
      transform: [only("measured")],
      mark: { type: "rule", strokeWidth: 1.5 },
      encoding: { y: { field: low, type: "quantitative" }, y2: { field: high } },
    },
    { transform: [only("measured")], mark: { type: "point", filled: true, size: 36 } },
  ];
}

/** Measured means with their intervals, from `low` to `high`. */
export const measuredLayers = barred("low", "high");

/** Measured means of too few seeds for an interval: bars from `smallest` to `largest`. */
export const rangedLayers = barred("smallest", "largest");

/** The same, joined by lines, which may have an encoding of their own. */
export function joinedLayers(encoding: Spec = {}, layers: readonly Spec[] = measuredLayers): readonly Spec[] {
  return [{ transform: [only("measured")], mark: { type: "line", strokeWidth: 1.5 }, encoding }, ...layers];
}

/** A closed form, as a line. */
export const predictedLayer: Spec = {
  transform: [only("predicted")],
  mark: { type: "line", strokeWidth: 1.5, clip: true },
};

/** A level that runs across the figure, dashed. */
export const levelLayer: Spec = {
  transform: [only("level")],
  mark: { type: "rule", strokeDash: [4, 4], strokeWidth: 1.5 },
  encoding: { x: null },
};

/** The paper's own figures, hollow. */
export const paperLayer: Spec = {
  transform: [only("paper")],
  mark: { type: "point", size: 90, shape: "diamond", strokeWidth: 2 },
};

const legend = { orient: "bottom", columns: 2, labelLimit: 0, titleLimit: 0 };

/** A numeric axis. */
export function numberAxis(field: string, title: string, scale: Spec = {}): Spec {
  return { field, type: "quantitative", title, scale };
}

/** A numeric axis for shares of 1, shown in per cent. */
export function shareAxis(field: string, title: string, scale: Spec = { zero: false }): Spec {
  return { ...numberAxis(field, title, scale), axis: { format: ".0%" } };
}

/** A logarithmic axis marked where there are measurements. */
export function countAxis(field: string, title: string, values: readonly number[]): Spec {
  return {
    ...numberAxis(field, title, { type: "log", nice: false }),
    axis: { values, format: ",d", grid: false },
  };
}

/** Red for low and blue for high values, the legend in the format given. */
export function heatColour(field: string, title: string, scale: Spec, format: string): Spec {
  return {
    ...numberAxis(field, title, { scheme: "redblue", ...scale }),
    legend: { format },
  };
}

/** One colour for each series, in the order given, the legend below. At most seven: there are no more colours. */
export function seriesColour(title: string, sort: readonly string[], field = "series"): Spec {
  return { field, type: "nominal", title, sort, legend };
}

/** Whole lines for the first series, dashed for the second; for the encoding of `joinedLayers`. */
export function seriesDash(title: string, [whole, dashed]: readonly [string, string]): Spec {
  const scale = { domain: [whole, dashed], range: [[], [5, 4]] };
  return { strokeDash: { field: "series", type: "nominal", title, scale, legend } };
}
