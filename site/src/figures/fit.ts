import { charactersIn } from "./text-width.ts";
import { titleFontSize } from "./theme.ts";

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
  const height = Math.round(Math.min(width * 0.62, 340));
  return { height, ...withWrappedTitles(spec, width - axisRoom), ...exactly(width) };
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

/** Titles of horizontal axes in lines that fit; elsewhere they would push the plot together. */
function withWrappedTitles(spec: Spec, width: number): Spec {
  return changed(spec, (part, key) =>
    key === "x" && typeof part["title"] === "string"
      ? { ...part, title: linesOf(part["title"], width) }
      : part,
  );
}

/** Words in lines of at most so many pixels, a longer word alone in its line. */
function linesOf(text: string, width: number): string | readonly string[] {
  const most = charactersIn(width, titleFontSize);
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && longer.length <= most) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.length > 1 ? lines : text;
}

/** The same specification with the entries of every legend it names one below another. */
export function withStackedLegends(spec: Spec): Spec {
  return changed(spec, (part, key) => (key === "legend" ? { ...part, columns: 1 } : part));
}

/** A specification with `change` made to each of its objects, from the innermost out; `key` is the name an object has, "" in a list. */
function changed(spec: Spec, change: (part: Spec, key: string) => Spec): Spec {
  const within = (value: unknown, key: string): unknown => {
    if (Array.isArray(value)) return value.map((part) => within(part, ""));
    if (typeof value !== "object" || value === null) return value;
    return change(inside(value as Spec), key);
  };
  const inside = (part: Spec): Spec =>
    Object.fromEntries(Object.entries(part).map(([key, value]) => [key, within(value, key)]));
  return inside(spec);
}
