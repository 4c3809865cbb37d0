import { open } from "node:fs/promises";
import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
  type RowGroup,
} from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { BenchError, messageOf } from "../../../harness/errors/index.ts";
import type { RawRow } from "./contract.ts";
import { columnValues } from "./parquet-pages.ts";

const fewestBytes = 12;

export interface ParquetRows {
  readonly columns: readonly string[];
  rows(wanted: readonly string[]): AsyncIterable<RawRow>;
}

/** Apache Parquet, any usual compression, a few pages of each wanted column in memory at a time. Throws `parquet-unreadable`. */
export async function openParquet(path: string, label: string): Promise<ParquetRows> {
  const metadata = await readable(label, () => withFile(path, metadataOf));
  const children = parquetSchema(metadata).children;
  const columns = children.map((child) => child.element.name);
  const nested = new Set(
    children.filter(({ children: inner }) => inner.length > 0).map(({ element }) => element.name),
  );
  const inner = children.flatMap((child) =>
    child.children.map((field) => `${child.element.name}.${field.element.name}`),
  );
  return {
    columns: [...columns, ...inner],
    rows: (wanted) => rowsOf(path, label, metadata, topsOf(wanted, columns, label), nested),
  };
}

async function* rowsOf(
  path: string,
  label: string,
  metadata: FileMetaData,
  wanted: readonly string[],
  nested: ReadonlySet<string>,
): AsyncGenerator<RawRow> {
  await using handle = await open(path, "r");
  const file = bufferOf(handle, (await handle.stat()).size);
  let row = 0;
  for (const group of metadata.row_groups) {
    const columns = wanted.map((name) => {
      const values = nested.has(name)
        ? wholeColumn(file, metadata, group, name)
        : columnValues(file, metadata, group, name);
      return new Column(values);
    });
    for (let left = Number(group.num_rows); left > 0; left--) {
      row++;
      const values: [string, unknown][] = [];
      for (const [place, column] of columns.entries())
        values.push([
          wanted[place]!,
          column.isEmpty ? await readable(label, () => column.refill()) : column.take(),
        ]);
      yield { place: String(row), values: Object.fromEntries(values) };
    }
  }
}

/** The values of a column one by one, read in pieces. */
class Column {
  readonly #pieces: AsyncGenerator<readonly unknown[]>;
  #piece: readonly unknown[] = [];
  #next = 0;

  constructor(pieces: AsyncGenerator<readonly unknown[]>) {
    this.#pieces = pieces;
  }

  get isEmpty(): boolean {
    return this.#next >= this.#piece.length;
  }

  take(): unknown {
    return this.#piece[this.#next++];
  }

  async refill(): Promise<unknown> {
    const { done, value } = await this.#pieces.next();
    if (done === true) throw new Error("a column has fewer values than its row group has rows");
    this.#piece = value;
    this.#next = 0;
    return this.isEmpty ? this.refill() : this.take();
  }
}

/** A column with an inner structure, of which a row group is read at once. */
async function* wholeColumn(
  file: AsyncBuffer,
  metadata: FileMetaData,
  group: RowGroup,
  name: string,
): AsyncGenerator<readonly unknown[]> {
  const rows = await parquetReadObjects({
    file,
    metadata: { ...metadata, num_rows: group.num_rows, row_groups: [group] },
    columns: [name],
    compressors,
  });
  yield rows.map((row) => row[name] as unknown);
}

/** The top-level columns that hold the wanted ones, which may lie inside. */
function topsOf(wanted: readonly string[], columns: readonly string[], label: string): readonly string[] {
  const tops = wanted.map((name) => {
    return columns.includes(name) ? name : (columns.find((top) => name.startsWith(`${top}.`)) ?? name);
  });
  const repeated = tops.find((top) => columns.indexOf(top) !== columns.lastIndexOf(top));
  if (repeated === undefined) return [...new Set(tops)];
  throw new BenchError(`two columns of this file are named "${repeated}"`, {
    code: "parquet-repeated-column",
    blame: "usage",
    where: label,
    received: columns.join(", "),
    mend: "Rename one of them, or name another column.",
  });
}

async function metadataOf(file: AsyncBuffer): Promise<FileMetaData> {
  if (file.byteLength < fewestBytes) throw new Error(`${file.byteLength} bytes are too few`);
  return parquetMetadataAsync(file);
}

async function withFile<T>(path: string, work: (file: AsyncBuffer) => Promise<T>): Promise<T> {
  await using handle = await open(path, "r");
  return await work(bufferOf(handle, (await handle.stat()).size));
}

function bufferOf(handle: Awaited<ReturnType<typeof open>>, byteLength: number): AsyncBuffer {
  return {
    byteLength,
    async slice(start, end = byteLength) {
      const bytes = new Uint8Array(Math.max(0, Math.min(end, byteLength) - start));
      for (let done = 0; done < bytes.length; ) {
        const { bytesRead } = await handle.read(bytes, done, bytes.length - done, start + done);
        if (bytesRead === 0) throw new Error("the file ends too early");
        done += bytesRead;
      }
      return bytes.buffer;
    },
  };
}

async function readable<T>(label: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw new BenchError("this is not a whole Parquet file", {
      code: "parquet-unreadable",
      blame: "usage",
      where: label,
      expected: "a Parquet file with its footer",
      received: messageOf(error),
      mend: "Download or export the file again: it is truncated or damaged.",
      cause: error,
    });
  }
}
