/**
 * Figures: Vega-Lite specifications drawn to SVG at build time.
 * In: a specification and its rows. Out: SVG text at a narrow and a wide width, and the geometry of interval plots.
 * Colours are the custom properties of styles/tokens.css, so one drawing serves light and dark; no script is needed.
 */
export { type Drawing, drawFigure } from "./draw.ts";
export { type Axis, axisOf, type Mark, markOf, place } from "./interval.ts";
export { ratesFigure, roundsFigure } from "./rounds.ts";
export { type StoryLine, storyFigure } from "./story.ts";
export { seriesColours } from "./theme.ts";
