/**
 * Figure: charts as data, and pieces of Vega-Lite that the figures of studies share.
 * In: names of fields, titles. Out: a `Figure`, whose rows have a `kind` (measured, predicted, level, paper) and a `series`; what was
 * measured has its 95 % interval (Student's t) from `low` to `high`, or its range from `smallest` to `largest`. Colours of text and ground are the page's own.
 */
export { type Figure, figureSchema } from "./figure.ts";
export {
  countAxis,
  heatColour,
  joinedLayers,
  layered,
  levelLayer,
  measuredLayers,
  numberAxis,
  only,
  paperLayer,
  predictedLayer,
  rangedLayers,
  type Spec,
  seriesColour,
  seriesDash,
  shareAxis,
} from "./layers.ts";
