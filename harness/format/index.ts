/**
 * Format: numbers and words as people read them, on a terminal and on a page.
 * In: plain values, null where there is none. Out: text, never HTML.
 * Pure; the minus sign is U+2212, and a unit is joined by a no-break space, which a terminal gets as an ordinary one.
 */
export {
  feedbackText,
  gainFormatterOf,
  lettersText,
  protocolText,
  rankText,
  seasonText,
  seedsText,
  spentText,
  uncalibratedText,
  unscoredText,
} from "./board.ts";
export { duration } from "./duration.ts";
export {
  count,
  type Ends,
  fixed,
  formatterOf,
  intervalText,
  type MetricFormat,
  missing,
  type NumberFormat,
  percent,
} from "./number.ts";
export { columns, withPlainBlanks } from "./terminal.ts";
export { capitalised, insideSentence, openingOf } from "./words.ts";
