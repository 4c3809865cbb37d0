import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { htmlFrom } from "./readme.ts";

/** A page of the site that is a document of the repository. */
export interface Document {
  /** Its address below the root. */
  readonly name: string;
  readonly title: string;
  /** What the footer calls it. */
  readonly short: string;
  readonly description: string;
  readonly file: string;
  /** The heading of the part that is shown; the whole where there is none. */
  readonly section?: string;
}

const documents: readonly Document[] = [
  {
    name: "submit",
    title: "Submit a strategy",
    short: "Submit",
    description: "How a strategy gets onto the board, from an empty folder to a pull request.",
    file: "CONTRIBUTING.md",
    section: "A strategy",
  },
  {
    name: "rules",
    title: "Rules",
    short: "Rules",
    description: "What a strategy may do and what not, and what happens when somebody objects.",
    file: "docs/rules.md",
  },
  {
    name: "method",
    title: "Method",
    short: "Method",
    description: "How scores, intervals, comparisons, letters and ranks come about.",
    file: "docs/scoring.md",
  },
  {
    name: "faq",
    title: "Questions and answers",
    short: "Questions",
    description: "What readers of the board ask, and the answers.",
    file: "docs/faq.md",
  },
  {
    name: "reproduce",
    title: "Reproduce",
    short: "Reproduce",
    description: "How to compute one published number, or the whole board, again.",
    file: "README.md",
    section: "Reproduce",
  },
];

/** The documents that a checkout has. */
export function readDocuments(root: string): readonly Document[] {
  return documents.filter(({ file }) => existsSync(path.join(root, file)));
}

/** A document as HTML. */
export function htmlOf(root: string, { name, file, section }: Document): string {
  const text = readFileSync(path.join(root, file), "utf8");
  return htmlFrom(section === undefined ? text : sectionOf(text, section), `${name}-`);
}

/** A heading's part of a document, up to the next of its rank. */
function sectionOf(text: string, title: string): string {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, "") === title);
  if (start < 0) return text;
  const rank = /^#+/.exec(lines[start]!)![0].length;
  const end = lines.findIndex((line, at) => at > start && (/^#+(?= )/.exec(line)?.[0].length ?? 7) <= rank);
  return lines.slice(start + 1, end < 0 ? undefined : end).join("\n");
}
