import type { Figure } from "../../../harness/figure/index.ts";
import { protocolText } from "../../../harness/format/index.ts";
import { spentBy, type TaskResults } from "../data/index.ts";

interface Point {
  readonly entry: string;
  readonly division: string;
  readonly feedback: number;
  readonly gain: number;
}

/**
 * Gain against candidates scored, with the frontier: whoever gains more than everybody that spends no more. Controls are left out. Undefined
 * below two entries.
 */
export function frontierFigure({ about, entries, task }: TaskResults): Figure | undefined {
  const unit = about.metric.format === "percent" ? 100 : 1;
  const points = entries
    .filter(({ rank }) => rank !== null)
    .map((entry) => ({
      entry: entry.entry,
      division: entry.division,
      feedback: spentBy(entry),
      gain: entry.gain.mean * unit,
    }));
  if (points.length < 2) return undefined;
  const leading = frontierOf(points);
  const most = Math.max(...points.map(({ feedback }) => feedback), 1);
  const x = {
    field: "feedback",
    type: "quantitative",
    title: "Candidates scored in a cell",
    scale: { type: "symlog", constant: Math.max(1, most / 1000) },
    axis: { tickCount: 5, format: "~s" },
  };
  const y = {
    field: "gain",
    type: "quantitative",
    title: about.metric.format === "percent" ? "Gain over G0, points" : "Gain over G0",
    axis: { tickCount: 5 },
  };
  const color = { field: "division", type: "nominal", title: null, legend: { columns: 3 } };
  const isLeading = "datum.leads === true";
  return {
    name: "frontier",
    title: `${about.title}: gain against feedback spent`,
    caption:
      `${protocolText(about.headline.protocol, about.rounds)}, regime ${about.headline.regime}; one point an entry, without controls. ` +
      "The line joins those that nobody beats with as little feedback; the dotted line is G0.",
    spec: {
      height: 260,
      layer: [
        { mark: { type: "rule", strokeDash: [2, 3] }, encoding: { y: { datum: 0, type: "quantitative" } } },
        {
          transform: [{ filter: isLeading }],
          mark: { type: "line", interpolate: "step-after", color: "var(--rule-strong)", strokeWidth: 1.5 },
          encoding: { x, y },
        },
        { mark: { type: "point", filled: true, size: 60 }, encoding: { x, y, color, shape: color } },
      ],
    },
    rows: points.map((point) => ({ ...point, leads: leading.has(point.entry), task: task.name })),
  };
}

/** Whoever gains more than everybody that spends no more. */
export function frontierOf(points: readonly Point[]): ReadonlySet<string> {
  const leading = new Set<string>();
  let best = Number.NEGATIVE_INFINITY;
  for (const { entry, gain } of points.toSorted((a, b) => a.feedback - b.feedback || b.gain - a.gain)) {
    if (gain <= best) continue;
    best = gain;
    leading.add(entry);
  }
  return leading;
}
