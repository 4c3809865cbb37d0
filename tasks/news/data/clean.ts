import { createHash } from "node:crypto";
import type { Columns } from "./columns.ts";
import type { RawRow, SkipReason } from "./rows.ts";

/** One pair of a corpus; `id` is the same for articles that differ only in case, spaces and punctuation. */
export interface Pair {
  readonly id: string;
  readonly document: string;
  readonly summary: string;
}

/** Longer pairs are not news; at three bytes a character they still fit in a line of the stored corpus. */
const maxPairLength = 1_000_000;
const hidden = /[\u200B-\u200D\u2060\uFEFF\u00AD]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed.
const blank = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F]|[^\S\n]/g;

/** A row as a clean pair, or why it is none. Duplicates are not this function's to know. */
export function cleanRow(row: RawRow, columns: Columns): Pair | SkipReason {
  if ("skip" in row) return row.skip;
  const document = row.values[columns.document];
  const summary = row.values[columns.summary];
  if (typeof document !== "string" || typeof summary !== "string") return "missing-text";
  if (document.length + summary.length > maxPairLength) return "text-too-long";
  if (isDamaged(document) || isDamaged(summary)) return "damaged-text";
  return pairOf(cleanText(document), cleanText(summary));
}

/** NFC, no invisible characters, single spaces, no blank lines, no space at line ends. */
export function cleanText(text: string): string {
  const visible = text.replaceAll("\r\n", "\n").replaceAll(hidden, "");
  const plain = visible.normalize("NFC").replaceAll(blank, " ");
  return plain
    .replaceAll(/ {2,}/g, " ")
    .replaceAll(/ ?\n[ \n]*/g, "\n")
    .trim();
}

function pairOf(document: string, summary: string): Pair | SkipReason {
  if (document === "") return "empty-document";
  if (summary === "") return "empty-summary";
  if (wordsIn(summary) >= wordsIn(document)) return "summary-not-shorter";
  return { id: idOf(document), document, summary };
}

/** Text that lost characters before it came here: replacement characters, halves of surrogate pairs. */
function isDamaged(text: string): boolean {
  return text.includes("\uFFFD") || !text.isWellFormed();
}

function wordsIn(text: string): number {
  return text.split(/\s+/).length;
}

function idOf(document: string): string {
  const folded = document
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
  return createHash("sha256").update(folded).digest("hex");
}
