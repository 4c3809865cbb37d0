import type { Figure } from "../../../harness/figure/index.ts";
import { protocolText } from "../../../harness/format/index.ts";
import { divisions } from "../../../harness/submission/index.ts";
import { spentBy, type TaskResults } from "../data/index.ts";
import { seriesColours } from "./theme.ts";

/** A division has one colour and one mark in all figures. */
const shapes = ["circle", "square", "triangle-up", "cross", "diamond", "triangle-right", "triangle-down"];

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
    ...spendingAxis(most),
  };
  const y = {
    field: "gain",
    type: "quantitative",
    title: about.metric.format === "percent" ? "Gain over G0, points" : "Gain over G0",
    axis: { tickCount: 5 },
  };
  const present = divisions.filter((division) => points.some((point) => point.division === division));
  const mark = { field: "division", type: "nominal", title: null, legend: { columns: 3, values: present } };
  const color = { ...mark, scale: { domain: divisions, range: seriesColours } };
  const shape = { ...mark, scale: { domain: divisions, range: shapes } };
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
        { mark: { type: "point", filled: true, size: 60 }, encoding: { x, y, color, shape } },
      ],
    },
    rows: points.map((point) => ({ ...point, leads: leading.has(point.entry), task: task.name })),
  };
}

/** Scale and axis of candidates scored: by powers of ten down to a thousandth of the most, and 0. */
export function spendingAxis(most: number): Readonly<Record<string, unknown>> {
  const least = Math.max(1, most / 1000);
  const powers = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9].filter(
    (power) => power > 2 * least && power <= most,
  );
  return {
    scale: { type: "symlog", constant: least },
    axis: { values: [0, ...powers], labelExpr: "datum.value === 0 ? '0' : format(datum.value, '~s')" },
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
