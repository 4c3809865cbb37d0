import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { parquetWriteFile } from "hyparquet-writer";
import { newsroom } from "../../../../tasks/news/corpus/index.ts";
import { importCorpus } from "../../../../tasks/news/data/index.ts";
import { testFolder } from "../../../inbound/folder.ts";

export { failsWith, testFolder } from "../../../inbound/folder.ts";

export interface PlainPair {
  readonly document: string;
  readonly summary: string;
}

/** Pairs of the newsroom, to be written to files of every kind. */
export function plainPairs(count: number): PlainPair[] {
  const room = newsroom(9);
  return Array.from({ length: count }, (_, index) => {
    const { article, summary } = room.story(index);
    return { document: article, summary };
  });
}

export function jsonLines(rows: readonly unknown[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
}

export function csvLines(rows: readonly (readonly string[])[], delimiter = ","): string {
  const quoted = (field: string) => `"${field.replaceAll('"', '""')}"`;
  return rows.map((row) => `${row.map(quoted).join(delimiter)}\r\n`).join("");
}

/** Imports one file of this content under the name "corpus". */
export async function importText(t: TestContext, name: string, content: string | Buffer, options = {}) {
  const folder = await testFolder(t);
  const file = join(folder, name);
  await writeFile(file, content);
  const dataDir = join(folder, "data");
  const report = await importCorpus({ files: [file], dataDir, name: "corpus", ...options });
  return { file, folder, dataDir, ...report };
}

/** Writes text columns as a Parquet file of several row groups. */
export function writeParquet(filename: string, columns: Record<string, unknown[]>): void {
  const columnData = Object.entries(columns).map(([name, data]) => ({ name, data, type: "STRING" as const }));
  parquetWriteFile({ filename, columnData, rowGroupSize: 16 });
}
