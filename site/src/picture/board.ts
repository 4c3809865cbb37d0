import { protocolText } from "../../../harness/format/index.ts";
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
      "Gain over the generator G0 in each task's headline protocol, mean over seeds with its 95 % interval. Below 0 students are worse than G0.",
    spec: specOf(shown),
    rows: shown.tasks.flatMap(rowsOf),
  });
  return `${wide.svg.replace("</style>", "svg { background: var(--paper); }</style>")}\n`;
}

function rowsOf({ about, entries }: TaskResults) {
  const unit = about.metric.format === "percent" ? 100 : 1;
  return entries.map(({ entry, division, rank, gain }) => ({
    task: titleOf(about),
    entry,
    division: rank === null ? "scale" : division,
    gain: gain.mean * unit,
    low: (gain.low ?? gain.mean) * unit,
    high: (gain.high ?? gain.mean) * unit,
  }));
}

function titleOf({ title, headline, rounds }: TaskResults["about"]): string {
  return `${title}, ${protocolText(headline.protocol, rounds)}`;
}

function specOf({ tasks }: TierResults): Record<string, unknown> {
  const used = new Set(tasks.flatMap(({ entries }) => entries.map(({ division }) => division)));
  const y = {
    field: "entry",
    type: "nominal",
    sort: { field: "gain", order: "descending" },
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
    facet: { field: "task", type: "nominal", sort: tasks.map(({ about }) => titleOf(about)) },
    columns: 1,
    // Every panel has its own axis and title below it.
    spacing: { row: 84 },
    resolve: { scale: { x: "independent", y: "independent" } },
    spec: {
      height: { step: 22 },
      encoding: { y, color },
      layer: [
        {
          mark: { type: "rule", strokeDash: [3, 2], color: "var(--ink-soft)" },
          encoding: { x: { datum: 0, type: "quantitative" }, y: null, color: null },
        },
        {
          mark: { type: "rule", strokeWidth: 2 },
          encoding: {
            x: {
              field: "low",
              type: "quantitative",
              title: "Gain over G0, in points: 0 is the generator",
              axis: { tickCount: 8 },
            },
            x2: { field: "high" },
          },
        },
        {
          mark: { type: "point", filled: true, size: 50 },
          encoding: { x: { field: "gain", type: "quantitative" } },
        },
      ],
    },
  };
}
