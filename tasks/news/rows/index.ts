/**
 * Rows: what people keep their pairs in, as rows of named columns.
 * In: a file, a pipe or standard input: JSON however put together, tables, Parquet, packed or not, in any encoding that is
 * named or marked. Out: the columns, and the rows one by one; each is read, or reported with its place and the reason.
 * Nothing is guessed that could join or cut rows: what can be read in two ways is refused, with the options that say which.
 */
export { notUtf8 } from "./charset.ts";

export type { UnreadableReason } from "./contract.ts";
export {
  type FileFormat,
  FORMATS,
  type RawRow,
  type ReadFile,
  type ReadOptions,
  type RowSource,
} from "./contract.ts";
export { labelOf, standardInput } from "./input.ts";
export { type Line, maxLineBytes, readLines } from "./lines.ts";
export { openRows, stemOf } from "./open.ts";
export { textOf, valueAt } from "./values.ts";
