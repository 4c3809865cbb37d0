import { BenchError } from "../../../harness/errors/index.ts";

/** Which column holds the article and which the summary. */
export interface Columns {
  readonly document: string;
  readonly summary: string;
}

/** Pairs of names in use, best first: XSum, CNN/DailyMail, XL-Sum, and sets with a title only. */
const KNOWN: readonly Columns[] = [
  { document: "document", summary: "summary" },
  { document: "article", summary: "highlights" },
  { document: "text", summary: "summary" },
  { document: "text", summary: "title" },
];

/** The columns given, or guessed from the names in use; throws `corpus-columns-missing`. */
export function chooseColumns(present: readonly string[], given: Partial<Columns>, file: string): Columns {
  const fits = KNOWN.find(({ document, summary }) => {
    return present.includes(given.document ?? document) && present.includes(given.summary ?? summary);
  });
  const document = given.document ?? fits?.document;
  const summary = given.summary ?? fits?.summary;
  if (document !== undefined && summary !== undefined && document !== summary) {
    if (present.includes(document) && present.includes(summary)) return { document, summary };
  }
  throw columnsMissing(present, given, file);
}

function columnsMissing(present: readonly string[], given: Partial<Columns>, file: string): BenchError {
  const named = [given.document, given.summary].filter((name) => name !== undefined);
  const guesses = KNOWN.map(({ document, summary }) => `${document}/${summary}`).join(", ");
  return new BenchError("the columns with article and summary are not in this file", {
    code: "corpus-columns-missing",
    blame: "usage",
    where: file,
    expected:
      named.length > 0 ? `two different columns, among them ${named.join(" and ")}` : `one of ${guesses}`,
    received: present.length === 0 ? "no columns at all" : present.join(", "),
    mend: "Name them with --document COLUMN and --summary COLUMN.",
  });
}
