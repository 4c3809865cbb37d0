const text = "var(--ink)";
const soft = "var(--ink-soft)";
const line = "var(--rule)";
const font = "system-ui, sans-serif";

/** Of axes, in CSS pixels. */
export const titleFontSize = 12;

/** Colours of series in the order given to them; see styles/tokens.css. */
export const seriesColours = [1, 2, 3, 4, 5, 6, 7].map((number) => `var(--series-${number})`);

/** The site's look as a Vega-Lite configuration; a figure's own configuration goes before it. */
export function theme(own: unknown): Readonly<Record<string, unknown>> {
  return {
    background: "transparent",
    padding: 4,
    font,
    // A picture is one thing to who hears it, with a title and a description; names of single marks are nine tenths of its bytes.
    aria: false,
    mark: { color: seriesColours[0] },
    line: { strokeWidth: 2 },
    rule: { color: soft },
    text: { color: text, fontSize: 12 },
    view: { stroke: null },
    range: { category: seriesColours },
    axis: {
      domainColor: soft,
      tickColor: soft,
      gridColor: line,
      labelColor: soft,
      titleColor: text,
      labelFontSize: 12,
      titleFontSize,
      titleFontWeight: "normal",
      titlePadding: 8,
      labelOverlap: "greedy",
    },
    header: { labelColor: text, titleColor: text, labelFontSize: 12, labelFontWeight: "bold", title: null },
    legend: {
      labelColor: text,
      titleColor: text,
      labelFontSize: 12,
      titleFontSize: 12,
      titleFontWeight: "normal",
      orient: "top",
      direction: "horizontal",
      columns: 4,
      labelLimit: 260,
      symbolStrokeWidth: 2.5,
      symbolOpacity: 1,
    },
    title: { color: text, fontSize: 13 },
    ...(own as object | undefined),
  };
}
