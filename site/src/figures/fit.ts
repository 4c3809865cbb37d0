type Spec = Readonly<Record<string, unknown>>;

/** Room for axis titles and labels beside the panels of a facet, in CSS pixels. */
const axisRoom = 48;
const panelGap = 14;
/** Room for a header of two lines above a panel: flush panels do not keep it free themselves. */
const headerRoom = 48;
const leastPanelWidth = 120;

/** A specification set to a total width: single views and layers exactly, facets by their panels, others one below another. */
export function fitted(spec: Spec, width: number): Spec {
  if ("facet" in spec) return fittedFacet(spec, width);
  for (const kind of ["hconcat", "vconcat", "concat"]) {
    const parts = spec[kind];
    if (Array.isArray(parts)) return stacked(spec, kind, parts, width);
  }
  return { height: Math.round(Math.min(width * 0.62, 340)), ...spec, ...exactly(width) };
}

function exactly(width: number): Spec {
  return { width, autosize: { type: "fit-x", contains: "padding" } };
}

function stacked(spec: Spec, kind: string, parts: readonly Spec[], width: number): Spec {
  const { [kind]: _parts, ...rest } = spec;
  return {
    ...rest,
    vconcat: parts.map((part) => ({ ...fitted(part, width - axisRoom), autosize: undefined })),
  };
}

function fittedFacet(spec: Spec, width: number): Spec {
  const inner = spec["spec"] as Spec;
  const most = typeof spec["columns"] === "number" ? spec["columns"] : 4;
  const room = width - axisRoom;
  const columns = Math.max(1, Math.min(most, Math.floor((room + panelGap) / (leastPanelWidth + panelGap))));
  const panel = Math.floor((room - (columns - 1) * panelGap) / columns);
  const height = Math.round(Math.min(panel * 0.8, 220));
  const spacing = { column: panelGap, row: headerRoom };
  return { spacing, ...spec, columns, bounds: "flush", spec: { height, ...inner, width: panel } };
}

/** The same specification with the entries of every legend it names one below another. */
export function withStackedLegends(spec: Spec): Spec {
  return Object.fromEntries(Object.entries(spec).map(([key, value]) => [key, stackedLegend(key, value)]));
}

function stackedLegend(key: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((part) => stackedLegend("", part));
  if (typeof value !== "object" || value === null) return value;
  const inner = withStackedLegends(value as Spec);
  return key === "legend" ? { ...inner, columns: 1 } : inner;
}
