import { csvOf, jsonOf, type TableData } from "../table/index.ts";
import { element, loadScript } from "./dom.ts";
import { shared } from "./shared.ts";

const types = {
  csv: "text/csv",
  json: "application/json",
  parquet: "application/vnd.apache.parquet",
} as const;
export type FileKind = keyof typeof types;

/** Saves rows of a table, in their order, as a file of the reader's. `scripts` is where the site's scripts lie. */
export async function download(
  kind: FileKind,
  data: TableData,
  rows: readonly number[],
  scripts: string,
): Promise<void> {
  const content = await contentOf(kind, data, rows, scripts);
  const address = URL.createObjectURL(new Blob([content], { type: types[kind] }));
  const link = element("a", { href: address, download: `${data.key.replaceAll("/", "-")}.${kind}` });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

async function contentOf(
  kind: FileKind,
  data: TableData,
  rows: readonly number[],
  scripts: string,
): Promise<string | ArrayBuffer> {
  if (kind === "csv") return csvOf(data, rows);
  if (kind === "json") return jsonOf(data, rows);
  await loadScript(`${scripts}parquet.js`);
  return shared().parquetOf!(data, rows);
}
