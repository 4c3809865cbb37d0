/**
 * Format: numbers and words as the site prints them.
 * In: plain values, null where there is none. Out: text, never HTML.
 * Pure; the minus sign is U+2212 and a unit is joined by a no-break space.
 */
export { capitalised, feedbackText, insideSentence, rankText, tieGroupName } from "./board.ts";
export { duration } from "./duration.ts";
export { formatterOf, type MetricFormat, type NumberFormat } from "./metric.ts";
export { count, type Ends, fixed, intervalText, missing, percent } from "./number.ts";
export { openingOf } from "./opening.ts";
