import { stat } from "node:fs/promises";
import {
  asyncBufferFromFile,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
} from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { BenchError, messageOf } from "../../../harness/errors/index.ts";
import { digestFile } from "./bytes.ts";
import type { RawRow, RowSource } from "./rows.ts";

const fewestBytes = 12;

/** Apache Parquet, any usual compression; one row group in memory at a time. Throws `parquet-unreadable`. */
export async function openParquet(file: string): Promise<RowSource> {
  const metadata = await readable(file, () => metadataOf(file));
  const columns = parquetSchema(metadata).children.map((child) => child.element.name);
  return { columns, rows: (wanted) => rowsOf(file, metadata, wanted) };
}

async function* rowsOf(
  file: string,
  metadata: FileMetaData,
  wanted: readonly string[],
): AsyncGenerator<RawRow> {
  const buffer = await asyncBufferFromFile(file);
  let rowStart = 0;
  for (const group of metadata.row_groups) {
    const rowEnd = rowStart + Number(group.num_rows);
    const columns = [...wanted];
    const rows = await readable(file, () => {
      return parquetReadObjects({ file: buffer, metadata, columns, rowStart, rowEnd, compressors });
    });
    for (const [index, values] of rows.entries()) yield { row: rowStart + index + 1, values };
    rowStart = rowEnd;
  }
}

async function metadataOf(file: string): Promise<FileMetaData> {
  const { size } = await stat(file);
  if (size < fewestBytes) throw new Error(`${size} bytes are too few`);
  return parquetMetadataAsync(await asyncBufferFromFile(file));
}

async function readable<T>(file: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    // Tells a missing file, which is the caller's, from a broken one.
    await digestFile(file);
    throw new BenchError("this is not a whole Parquet file", {
      code: "parquet-unreadable",
      blame: "usage",
      where: file,
      expected: "a Parquet file with its footer",
      received: messageOf(error),
      mend: "Download or export the file again: it is truncated or damaged.",
      cause: error,
    });
  }
}
