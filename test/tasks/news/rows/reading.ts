import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { openRows, type RawRow, type ReadOptions } from "../../../../tasks/news/rows/index.ts";
import { testFolder } from "../data/corpora.ts";

export interface Read {
  readonly columns: readonly string[];
  readonly form: string;
  readonly rows: readonly RawRow[];
  /** The values of the rows that could be read. */
  readonly values: readonly Readonly<Record<string, unknown>>[];
  /** `place reason` of the others. */
  readonly skips: readonly string[];
}

/** Reads a file of this content to its end. */
export async function read(
  t: TestContext,
  name: string,
  content: string | Buffer,
  options: Partial<ReadOptions> = {},
): Promise<Read> {
  const folder = await testFolder(t);
  const file = join(folder, name);
  await writeFile(file, content);
  return readPath(file, folder, options);
}

/** Reads a path, or standard input, to its end. */
export async function readPath(
  path: string,
  folder: string,
  options: Partial<ReadOptions> = {},
): Promise<Read> {
  const fits = (columns: readonly string[]) => columns.includes("document") && columns.includes("summary");
  await using source = await openRows(path, {
    fits,
    scratch: async () => join(folder, "scratch"),
    ...options,
  });
  const rows: RawRow[] = [];
  for await (const row of source.rows(["document", "summary"])) rows.push(row);
  return {
    columns: source.columns,
    form: source.form,
    rows,
    values: rows.flatMap((row) => ("values" in row ? [row.values] : [])),
    skips: rows.flatMap((row) => ("skip" in row ? [`${row.place} ${row.skip}`] : [])),
  };
}

export interface Texts {
  readonly document: string;
  readonly summary: string;
}

/** Some pairs with everything in them that formats stumble over. */
export const awkward: readonly Texts[] = [
  { document: 'The council said "never again", and left.', summary: "Council leaves" },
  { document: "First line,\nsecond; line | third\tpart", summary: 'A "quoted" word' },
  { document: 'Ends with a quote: "so it is"', summary: 'a\\b \\" c' },
  { document: 'Line\u2028separator and {braces} [brackets], 5" pipes', summary: "café, naïve 😀" },
];
export const plain: readonly Texts[] = [
  { document: "a long first article about the mill", summary: "mill" },
  { document: "a long second article about the bridge", summary: "bridge" },
  { document: "a long third article about the quarry", summary: "quarry" },
];
