import type { RoundScore } from "../../../harness/board/index.ts";
import type { Figure } from "../../../harness/figure/index.ts";
import { capitalised, type MetricFormat } from "../../../harness/format/index.ts";
import type { Control } from "../../../harness/submission/index.ts";
import { type Regime, regimes } from "../../../harness/task/index.ts";

interface Shown {
  readonly title: string;
  readonly format: MetricFormat;
}

/** What the figure must know of a task: its metric, headline regime, and entries in the order of their panels. */
export interface RoundsOf {
  readonly metric: Shown;
  readonly regime: Regime;
  readonly entries: readonly { readonly entry: string; readonly control: Control | null }[];
}

/** How many entries a figure has room for; the others' curves are on their own pages. */
export const mostPanels = 16;

/**
 * The metric after every round, one panel an entry, both regimes; the dotted line is G0. Every panel has the floor and
 * the ceiling in grey, so that one entry can be read against the scale without the others.
 */
export function roundsFigure(name: string, rounds: readonly RoundScore[], task: RoundsOf): Figure {
  const { metric, regime } = task;
  const entries = shownEntries(task.entries, mostPanels);
  const start = rounds.find(({ round }) => round === 0)?.metric.mean ?? null;
  const floor = controlCurve(rounds, task, "floor");
  const ceiling = controlCurve(rounds, task, "ceiling");
  const shown = new Set(entries.map(({ entry }) => entry));
  const played = new Set(rounds.map((round) => round.regime));
  const isPart = entries.length < task.entries.length;
  return {
    name,
    title: `${metric.title} by round`,
    caption: captionOf(regime, floor.size > 0 && ceiling.size > 0) + (isPart ? restText : ""),
    spec: {
      facet: {
        field: "entry",
        type: "nominal",
        sort: entries.map(({ entry }) => entry),
        title: null,
        header,
      },
      columns: 4,
      spec: { layer: [...controlLayers, ...curveLayers(metric, colourOf(played)), startLayer] },
    },
    rows: rounds
      .filter(({ entry }) => shown.has(entry))
      .map((round) => ({
        entry: round.entry,
        regime: capitalised(round.regime),
        round: round.round,
        mean: round.metric.mean,
        low: round.metric.low,
        high: round.metric.high,
        start,
        floor: round.regime === regime ? (floor.get(round.round) ?? null) : null,
        ceiling: round.regime === regime ? (ceiling.get(round.round) ?? null) : null,
      })),
  };
}

const restText =
  " Shown are the controls and the best of the others; everybody's curves are on their own pages.";

/** The controls, and the best of the others as far as there is room for so many together. */
export function shownEntries(entries: RoundsOf["entries"], most: number): RoundsOf["entries"] {
  const controls = entries.filter(({ control }) => control !== null).length;
  let room = Math.max(1, most - controls);
  return entries.filter(({ control }) => control !== null || room-- > 0);
}

function captionOf(regime: Regime, hasScale: boolean): string {
  const caption =
    "Mean over seeds after each round, one panel an entry, in the board's order; the band is its 95 % interval. " +
    "Round 0 is the generator trained on real data, and the dotted line its level.";
  return hasScale
    ? `${caption} The grey lines, the same in every panel, are the controls floor and ceiling under the regime ${regime}.`
    : caption;
}

/** A control's means by round, in the headline regime. */
function controlCurve(
  rounds: readonly RoundScore[],
  { entries, regime }: RoundsOf,
  control: Control,
): ReadonlyMap<number, number> {
  const id = entries.find((entry) => entry.control === control)?.entry;
  const own = rounds.filter((round) => round.entry === id && round.regime === regime);
  return new Map(own.map(({ round, metric }) => [round, metric.mean]));
}

/** `slug@variant` in two lines, since a panel is narrow. */
const header = {
  labelExpr: "split(replace(datum.label, '@', '\\n@'), '\\n')",
  labelAnchor: "start",
  labelLineHeight: 14,
};

const x = {
  field: "round",
  type: "quantitative",
  title: "Round",
  axis: { tickMinStep: 1, grid: false, format: "d", tickCount: 5 },
};
const legend = { symbolType: "stroke", symbolSize: 500 };
const dashes: { readonly [R in Regime]: readonly number[] } = {
  replace: [1, 0],
  accumulate: [5, 3],
  "accumulate-subsample": [2, 2],
};

/** A regime has one colour and one dash in all figures, whichever a task plays. */
function colourOf(played: ReadonlySet<Regime>) {
  const domain = regimes.map(capitalised);
  const values = regimes.filter((regime) => played.has(regime)).map(capitalised);
  const field = { field: "regime", type: "nominal", title: null, legend: { ...legend, values } };
  return {
    color: { ...field, scale: { domain } },
    strokeDash: { ...field, scale: { domain, range: regimes.map((regime) => dashes[regime]) } },
  };
}

const controlLayers = ["floor", "ceiling"].map((field) => ({
  transform: [{ filter: `datum.${field} !== null` }],
  mark: { type: "line", color: "var(--rule-strong)", strokeWidth: 1 },
  encoding: { x, y: { field, type: "quantitative", title: null } },
}));

function curveLayers(
  { format }: Shown,
  { color, strokeDash }: ReturnType<typeof colourOf>,
): readonly object[] {
  const axis = format === "percent" ? { format: ".0%", tickCount: 4 } : { tickCount: 4 };
  const y = { field: "low", type: "quantitative", title: null, scale: { zero: false }, axis };
  return [
    {
      mark: { type: "area", opacity: 0.22 },
      encoding: { x, y, y2: { field: "high" }, color },
    },
    {
      mark: { type: "line", point: { size: 22, filled: true } },
      encoding: {
        x,
        y: { ...y, field: "mean" },
        color,
        strokeDash,
      },
    },
  ];
}

const startLayer = {
  mark: { type: "rule", strokeDash: [2, 3] },
  encoding: { y: { aggregate: "mean", field: "start", type: "quantitative" } },
};
