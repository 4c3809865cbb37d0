import { hash } from "node:crypto";
import { decodeHTMLStrict } from "entities/decode";
import { type RawRow, textOf, type UnreadableReason, valueAt } from "../rows/index.ts";
import { isLonger } from "../text/index.ts";
import type { Columns } from "./columns.ts";

/** One pair of a corpus; `id` is the same for articles that differ only in case, blanks and what is not seen. */
export interface StoredPair {
  readonly id: string;
  readonly document: string;
  readonly summary: string;
}

/** Why a row is not in the corpus. */
export type SkipReason =
  | UnreadableReason
  | "missing-text"
  | "damaged-text"
  | "text-too-long"
  | "empty-document"
  | "empty-summary"
  | "summary-not-shorter"
  | "duplicate-document";

/** A pair, and whether HTML's entities stood in it. */
export interface CleanRow {
  readonly pair: StoredPair;
  readonly hadEntities: boolean;
}

/** Longer pairs are not news; at three bytes a character they still fit in a line of the stored corpus. */
const maxPairLength = 1_000_000;
/** Text that is clean already; most of English is. */
const unclean = /[^\n -~]| {2}| \n|\n[ \n]|^[ \n]|[ \n]$/;
const lineEnd = /\r\n?|[\u2028\u2029]/g;
const isInvisible = /[\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB]/u;
/** Scripts in which a joiner between letters is part of how a word is written. */
const joining =
  "[\\p{scx=Arab}\\p{scx=Syrc}\\p{scx=Nkoo}\\p{scx=Mong}\\p{scx=Deva}\\p{scx=Beng}\\p{scx=Guru}\\p{scx=Gujr}\\p{scx=Orya}\\p{scx=Taml}\\p{scx=Telu}\\p{scx=Knda}\\p{scx=Mlym}\\p{scx=Sinh}\\p{scx=Khmr}\\p{scx=Mymr}]";
/** The letters behind a black flag say whose it is; elsewhere they are nothing. */
const strayTag = "(?<!\\u{1F3F4}[\\u{E0020}-\\u{E007E}]*)[\\u{E0020}-\\u{E007F}]";
const invisible = new RegExp(
  `(?![\\u200C\\u200D\\u{E0020}-\\u{E007F}])[\\p{Default_Ignorable_Code_Point}\\uFFF9-\\uFFFB]|${strayTag}|(?<!${joining})[\\u200C\\u200D]|[\\u200C\\u200D](?!${joining})`,
  "gu",
);
const joiner = /[\u200C\u200D]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed.
const blank = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F]|[^\S\n]/g;
/** Characters that only differ in how a text was typed. */
const typed: readonly (readonly [RegExp, string])[] = [
  [/[‘’‚‛′`´]/g, "'"],
  [/[“”„‟″«»]/g, '"'],
  [/[‐‑‒–—―−]/g, "-"],
  [/…/g, "..."],
];
const entity = /&(?:#\d+|#[xX][0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);/;
const mostDecodings = 3;

/** A row as a clean pair, or why it is none. Duplicates are not this function's to know. */
export function cleanRow(row: RawRow, columns: Columns): CleanRow | SkipReason {
  if ("skip" in row) return row.skip;
  const document = textOf(valueAt(row.values, columns.document));
  const summary = textOf(valueAt(row.values, columns.summary));
  if (document === undefined || summary === undefined) return "missing-text";
  if (document.length + summary.length > maxPairLength) return "text-too-long";
  const [article, abstract] = [decoded(document), decoded(summary)];
  if (isDamaged(article) || isDamaged(abstract)) return "damaged-text";
  const pair = pairOf(cleanText(article), cleanText(abstract));
  return typeof pair === "string"
    ? pair
    : { pair, hadEntities: article !== document || abstract !== summary };
}

/**
 * NFC, no invisible characters, single spaces, no blank lines, no space at line ends. Joiners stay between letters of
 * scripts that write words with them.
 */
export function cleanText(text: string): string {
  if (!unclean.test(text)) return text;
  const lined = text.replaceAll(lineEnd, "\n");
  const visible = isInvisible.test(lined) ? lined.replaceAll(invisible, "") : lined;
  const plain = visible.normalize("NFC").replaceAll(blank, " ");
  return plain
    .replaceAll(/ {2,}/g, " ")
    .replaceAll(/ ?\n[ \n]*/g, "\n")
    .trim();
}

/**
 * A clean text as it is compared: lower-case, all blanks alike, without joiners, quotes and dashes in their plain form.
 * Letters, marks, digits and signs of every script stay, so that different texts stay different.
 */
export function folded(text: string): string {
  const lower = text.toLowerCase().replaceAll("\n", " ");
  if (!unclean.test(lower)) return lower;
  return typed.reduce((rest, [sign, plain]) => rest.replaceAll(sign, plain), lower.replaceAll(joiner, ""));
}

function pairOf(document: string, summary: string): StoredPair | SkipReason {
  if (document === "") return "empty-document";
  if (summary === "") return "empty-summary";
  if (!isLonger(document, summary)) return "summary-not-shorter";
  return { id: hash("sha256", folded(document)), document, summary };
}

/** HTML's entities that end in a semicolon as what they stand for, also where they were written twice over. */
function decoded(text: string): string {
  let rest = text;
  for (let times = 0; times < mostDecodings && entity.test(rest); times++) rest = decodeHTMLStrict(rest);
  return rest;
}

/** Text that lost characters before it came here: replacement characters, halves of surrogate pairs. */
function isDamaged(text: string): boolean {
  return text.includes("\uFFFD") || !text.isWellFormed();
}
