import {
  countAxis,
  type Figure,
  joinedLayers,
  layered,
  levelLayer,
  numberAxis,
  rangedLayers,
  type Spec,
  seriesColour,
  seriesDash,
  shareAxis,
} from "../figure/index.ts";
import { capitalised, count } from "../format/index.ts";
import { mean } from "../statistics/index.ts";
import type { CalibrationSetting, Task } from "../task/index.ts";
import { type Ground, type NamedModel, valuesOf } from "./demands.ts";
import { curvesOf, gapEnds, generatorName, type Point } from "./points.ts";

/** The headline metric of the generator and of rules' students: against what varies, or by round where nothing does. */
export function curvesFigure(
  task: Task,
  points: readonly Point[],
  setting: CalibrationSetting,
  ground: Ground,
): Figure {
  const { vary } = setting;
  return vary === undefined
    ? roundsFigure(task, points, setting, ground)
    : variedFigure(task, points, { ...setting, vary }, ground);
}

/** After the first and the last round, against what varies. */
function variedFigure(
  task: Task,
  points: readonly Point[],
  setting: CalibrationSetting & Required<Pick<CalibrationSetting, "vary">>,
  { rounds, own }: Ground,
): Figure {
  const { name, path, values } = setting.vary;
  const field = path.split(".").at(-1)!;
  const first = { series: "after round 1", round: 1 };
  const last = { series: `after round ${rounds}`, round: rounds };
  const curves = namesOf(setting).flatMap((rule) => {
    if (rule === generatorName) return [{ ...last, rule, round: 0 }];
    // Students of true labels owe nothing to the rounds before.
    return rule === gapEnds.high ? [{ ...last, rule }] : [last, first].map((one) => ({ ...one, rule }));
  });
  return {
    name: field,
    title: `What more ${name} would change`,
    caption: `${captionOf(task, setting)} By the ${name} of every training; the tier has ${count(own!)}.`,
    spec: layered(joinedLayers(seriesDash("Students", [last.series, first.series]), rangedLayers), {
      x: countAxis(field, `${capitalised(name)} (log scale)`, values),
      ...encodingOf(task, setting),
    }),
    rows: curves.flatMap(({ rule, series, round }) =>
      values.map((at) => ({
        kind: "measured",
        rule,
        series,
        [field]: at,
        ...ranged(task, points, { name: rule, round, at }),
      })),
    ),
  };
}

function roundsFigure(
  task: Task,
  points: readonly Point[],
  setting: CalibrationSetting,
  { rounds }: Ground,
): Figure {
  const at = undefined;
  const students = [...curvesOf(setting).keys()].flatMap((rule) =>
    Array.from({ length: rounds }, (_, before) => before + 1).map((round) => ({
      kind: "measured",
      rule,
      round,
      ...ranged(task, points, { name: rule, round, at }),
    })),
  );
  const generator = ranged(task, points, { name: generatorName, round: 0, at });
  return {
    name: "rounds",
    title: "Plain rules, round by round",
    caption: `${captionOf(task, setting)} Dashed: the generator.`,
    spec: layered([...joinedLayers({}, rangedLayers), levelLayer], {
      x: { ...numberAxis("round", "Round"), axis: { tickMinStep: 1, format: "d", grid: false } },
      ...encodingOf(task, setting),
    }),
    rows: [...students, { kind: "level", rule: generatorName, round: null, ...generator }],
  };
}

function namesOf(setting: CalibrationSetting): readonly string[] {
  return [generatorName, ...curvesOf(setting).keys()];
}

function captionOf({ file }: Task, { seeds }: CalibrationSetting): string {
  return `${file.shown.metric.title} of the generator (G0) and of students under ${file.shown.headline.regime}: "${gapEnds.low}" learns from everything, every other rule from as much as a strategy may keep, "${gapEnds.high}" from true labels. Mean of ${seeds} seeds that are not the board's, bars from the smallest to the largest.`;
}

function ranged({ file }: Task, points: readonly Point[], model: NamedModel & Pick<Point, "at">) {
  const values = valuesOf(points, model);
  return {
    [file.frozen.metric]: mean(values),
    smallest: Math.min(...values),
    largest: Math.max(...values),
  };
}

function encodingOf({ file }: Task, setting: CalibrationSetting): Spec {
  const name = file.frozen.metric;
  const { title, format } = file.shown.metric;
  return {
    y: format === "percent" ? shareAxis(name, `${title} (%)`) : numberAxis(name, title),
    color: seriesColour("", namesOf(setting), "rule"),
  };
}
