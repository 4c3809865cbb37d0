import { BenchError } from "../../../harness/errors/index.ts";
import type { RowSource } from "../rows/index.ts";

/** Which column holds the article and which the summary. */
export interface Columns {
  readonly document: string;
  readonly summary: string;
}

/** Pairs of names in use, best first: XSum, CNN/DailyMail, SAMSum, arXiv and PubMed, XL-Sum, and sets with a title only. */
const known: readonly Columns[] = [
  { document: "document", summary: "summary" },
  { document: "article", summary: "highlights" },
  { document: "dialogue", summary: "summary" },
  { document: "article", summary: "abstract" },
  { document: "text", summary: "summary" },
];
/** Names in use for either side, best first; any two of them make a pair. */
const documents =
  "document,article,dialogue,text,content,body,story,report,source,input,maintext,passage,transcript,src";
const summaries = "summary,highlights,abstract,target,tldr,headline,headlines,title,output,tgt";
const guesses: readonly Columns[] = [
  ...known,
  ...summaries
    .split(",")
    .flatMap((summary) => documents.split(",").map((document) => ({ document, summary }))),
];

/**
 * The columns given, or guessed from the names in use, whatever their case. Names that were given are taken at their word
 * where those present are only the names in the first rows. Throws `corpus-columns-missing`.
 */
export function chooseColumns(
  { columns, isSample }: Pick<RowSource, "columns" | "isSample">,
  given: Partial<Columns>,
  file: string,
): Columns {
  const named = [given.document, given.summary].filter((name) => name !== undefined);
  const present = isSample ? [...columns, ...named] : columns;
  const chosen = guesses.map((guess) => fitting(present, guess, given)).find((fit) => fit !== undefined);
  if (chosen !== undefined) return chosen;
  throw columnsMissing(columns, given, file);
}

/** True where the columns given, or some in use, are among these; for deciding how a table is to be read. */
export function hasColumns(present: readonly string[], given: Partial<Columns>): boolean {
  return guesses.some((guess) => fitting(present, guess, given) !== undefined);
}

/** The columns given are not in a file, be it at its start or in all of it. */
export function columnsMissing(
  present: readonly string[],
  given: Partial<Columns>,
  file: string,
): BenchError {
  const named = [given.document, given.summary].filter((name) => name !== undefined);
  const pairs = known.map(({ document, summary }) => `${document}/${summary}`).join(", ");
  return new BenchError("the columns with article and summary are not in this file", {
    code: "corpus-columns-missing",
    blame: "usage",
    where: file,
    expected:
      named.length > 0
        ? `two different columns, among them ${named.join(" and ")}`
        : `one of ${pairs}, or other names in use`,
    received: present.map(shortened).join(", "),
    mend: "Name them with --document COLUMN and --summary COLUMN; a table needs its names in the first line.",
  });
}

/** The columns are there, and not one row has a text in each. */
export function noTexts({ document, summary }: Columns, file: string): BenchError {
  return new BenchError("no row of this file has an article and a summary", {
    code: "corpus-no-texts",
    blame: "usage",
    where: file,
    expected: "texts, or lists of texts, in both columns",
    received: `none in "${document}" or none in "${summary}"`,
    mend: "Name the columns with texts with --document COLUMN and --summary COLUMN; numbers and objects are none.",
  });
}

function fitting(present: readonly string[], guess: Columns, given: Partial<Columns>): Columns | undefined {
  const document = given.document ?? present.find((name) => isCalled(name, guess.document));
  const summary = given.summary ?? present.find((name) => isCalled(name, guess.summary));
  if (document === undefined || summary === undefined || document === summary) return undefined;
  return present.includes(document) && present.includes(summary) ? { document, summary } : undefined;
}

function isCalled(name: string, wanted: string): boolean {
  return name.trim().toLowerCase() === wanted;
}

function shortened(name: string): string {
  return name.length > 40 ? `${name.slice(0, 40)}…` : name;
}
