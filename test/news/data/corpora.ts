import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { newsroom } from "../../../tasks/news/corpus/index.ts";

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

/** A folder that lives as long as the test. */
export async function testFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "corpora-"));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}

export function jsonLines(rows: readonly unknown[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
}

export function csvLines(rows: readonly (readonly string[])[], delimiter = ","): string {
  const quoted = (field: string) => `"${field.replaceAll('"', '""')}"`;
  return rows.map((row) => `${row.map(quoted).join(delimiter)}\r\n`).join("");
}
