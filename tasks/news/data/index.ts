/**
 * Data: real corpora of articles and summaries, brought in from outside.
 * In: a JSONL, CSV or Parquet file, or the name of a public corpus. Out: a stored corpus, split and hashed.
 * Every row is either kept or counted under the reason why it was not.
 */
export { readLines } from "./lines.ts";
