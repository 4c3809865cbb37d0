/**
 * Figures: Vega-Lite specifications drawn to SVG at build time.
 * In: a specification and its rows. Out: SVG text at a narrow and a wide width, and the geometry of interval plots.
 * Colours are the custom properties of styles/tokens.css, so one drawing serves light and dark; no script is needed.
 */
export { analysisFigures } from "./analysis/index.ts";
export { drawnAt, figuresOf, type PlacedFigure, placedStory, taskFigures } from "./catalogue.ts";
export { type Curve, curvePicture } from "./curves.ts";
export { type Drawing, drawFigure, type Picture } from "./draw.ts";
export { frontierFigure, frontierOf } from "./frontier.ts";
export { type Axis, axisOf, type Mark, markOf, place } from "./interval.ts";
export { mostPanels, roundsFigure } from "./rounds.ts";
export { type BoardScale, isOn, scaleOf } from "./scale.ts";
export { type StoryLine, storyFigure, storyFigureOf } from "./story.ts";
export { seriesColours } from "./theme.ts";
