import { readFileSync } from "node:fs";
import path from "node:path";
import { type Division, divisions } from "../../../harness/submission/index.ts";
import { loadSite, type TaskResults, type TierResults } from "../data/index.ts";
import { drawFigure, seriesColours } from "../figures/index.ts";

const colours: Readonly<Record<Division, string>> = {
  none: seriesColours[0]!,
  self: seriesColours[1]!,
  heuristic: seriesColours[2]!,
  weak: seriesColours[3]!,
  strong: seriesColours[4]!,
  human: seriesColours[6]!,
  oracle: seriesColours[5]!,
};

/** The board of the front page's tier as one standalone SVG, light or dark as its reader prefers. */
export async function boardPicture(): Promise<string> {
  const { tiers } = await loadSite();
  const shown = tiers[0]!;
  const { wide } = await drawFigure({
    name: "board",
    title: `The board at tier ${shown.tier}`,
    caption:
      "Scaled score after the last round, mean over seeds with its 95 % interval: 0 is random, 1 is clean.",
    spec: specOf(shown),
    rows: shown.tasks.flatMap(rowsOf),
  });
  const tokens = readFileSync(path.join(import.meta.dirname, "..", "styles", "tokens.css"), "utf8");
  const style = `<style>${tokens.replace(/\/\*.*?\*\/\s*/gs, "")}svg { background: var(--paper); }</style>`;
  return `${wide.replace(/(<svg[^>]*>)/, `$1${style}`)}\n`;
}

function rowsOf({ about, entries }: TaskResults) {
  return entries
    .filter(({ scaled }) => scaled !== null)
    .map(({ entry, division, control, scaled }) => ({
      task: about.title,
      entry,
      division: control === "floor" || control === "ceiling" ? "scale" : division,
      score: scaled!.mean,
      low: scaled!.low,
      high: scaled!.high,
    }));
}

function specOf({ tasks }: TierResults): Record<string, unknown> {
  const used = new Set(tasks.flatMap(({ entries }) => entries.map(({ division }) => division)));
  const y = {
    field: "entry",
    type: "nominal",
    sort: { field: "score", order: "descending" },
    title: null,
    axis: { labelOverlap: false, labelLimit: 220 },
  };
  const shown = divisions.filter((division) => used.has(division));
  const color = {
    field: "division",
    type: "nominal",
    title: "Strongest feedback",
    scale: {
      domain: ["scale", ...shown],
      range: ["var(--ink-soft)", ...shown.map((division) => colours[division])],
    },
  };
  return {
    facet: { field: "task", type: "nominal", sort: tasks.map(({ about }) => about.title) },
    columns: 1,
    resolve: { scale: { y: "independent" } },
    spec: {
      height: { step: 22 },
      encoding: { y, color },
      layer: [
        {
          mark: { type: "rule", strokeWidth: 2 },
          encoding: {
            x: { field: "low", type: "quantitative", title: "Scaled score: 0 is random, 1 is clean labels" },
            x2: { field: "high" },
          },
        },
        {
          mark: { type: "point", filled: true, size: 50 },
          encoding: { x: { field: "score", type: "quantitative" } },
        },
      ],
    },
  };
}
