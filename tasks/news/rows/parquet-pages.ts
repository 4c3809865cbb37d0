import type { AsyncBuffer, ColumnChunk, FileMetaData, RowGroup } from "hyparquet";
import { parquetReadObjects } from "hyparquet";
import { parquetHeader } from "hyparquet/src/column.js";
import { compressors } from "hyparquet-compressors";

interface Page {
  readonly start: number;
  readonly end: number;
  readonly rows: number;
}

interface Chunk {
  readonly column: ColumnChunk;
  readonly dictionary: Page | undefined;
  readonly pages: readonly Page[];
}

/** Pages are read together up to so many bytes, as they lie in the file. */
const runBytes = 4 * 1024 * 1024;
const headerBytes = 4096;
/** Where the pages seem to lie in the file that the reader is given; anything but 0. */
const virtualStart = 4;

/**
 * The values of one flat column of a row group, page by page: writers put a million rows into one group, which must not
 * be in memory at once. The reader is shown a file in which the group has these pages only.
 */
export async function* columnValues(
  file: AsyncBuffer,
  metadata: FileMetaData,
  group: RowGroup,
  name: string,
): AsyncGenerator<readonly unknown[]> {
  const chunk = await chunkOf(file, group, name);
  for (const run of runsOf(chunk.pages)) {
    const first = run[0]!;
    const bytes = await file.slice(first.start, run.at(-1)!.end);
    const dictionary = chunk.dictionary && (await file.slice(chunk.dictionary.start, chunk.dictionary.end));
    const rows = run.reduce((sum, page) => sum + page.rows, 0);
    yield await readRun(joined(dictionary, bytes), metadata, chunk.column, rows, name);
  }
}

async function readRun(
  bytes: ArrayBuffer,
  metadata: FileMetaData,
  column: ColumnChunk,
  rows: number,
  name: string,
): Promise<readonly unknown[]> {
  const { dictionary_page_offset: _, ...about } = column.meta_data!;
  const shown = {
    ...about,
    data_page_offset: BigInt(virtualStart),
    total_compressed_size: BigInt(bytes.byteLength),
    num_values: BigInt(rows),
  };
  const objects = await parquetReadObjects({
    file: {
      byteLength: virtualStart + bytes.byteLength,
      slice: (start, end) => bytes.slice(start - virtualStart, end === undefined ? end : end - virtualStart),
    },
    metadata: {
      ...metadata,
      num_rows: BigInt(rows),
      row_groups: [
        { columns: [{ ...column, meta_data: shown }], total_byte_size: 0n, num_rows: BigInt(rows) },
      ],
    },
    columns: [name],
    compressors,
  });
  return objects.map((object) => object[name] as unknown);
}

/** Finds the pages of a column by their headers. */
async function chunkOf(file: AsyncBuffer, group: RowGroup, name: string): Promise<Chunk> {
  const column = group.columns.find(({ meta_data }) => meta_data?.path_in_schema[0] === name);
  if (column?.meta_data === undefined) throw new Error(`a row group lacks the column "${name}"`);
  const { dictionary_page_offset, data_page_offset, total_compressed_size } = column.meta_data;
  const start = Number(dictionary_page_offset || data_page_offset);
  const end = start + Number(total_compressed_size);
  let dictionary: Page | undefined;
  const pages: Page[] = [];
  for (let at = start; at < end; ) {
    const { header, length } = await headerAt(file, at, end);
    const pageEnd = at + length + header.compressed_page_size;
    const rows = header.data_page_header?.num_values ?? header.data_page_header_v2?.num_rows;
    if (header.type === "DICTIONARY_PAGE") dictionary = { start: at, end: pageEnd, rows: 0 };
    else if (rows !== undefined) pages.push({ start: at, end: pageEnd, rows });
    at = pageEnd;
  }
  return { column, dictionary, pages };
}

/** A page's header, which may hold texts as statistics: more is read until it is whole. */
async function headerAt(file: AsyncBuffer, at: number, end: number) {
  for (let bytes = headerBytes; ; bytes *= 8) {
    const isAll = at + bytes >= end;
    const reader = { view: new DataView(await file.slice(at, Math.min(end, at + bytes))), offset: 0 };
    try {
      return { header: parquetHeader(reader), length: reader.offset };
    } catch (error) {
      if (isAll) throw error;
    }
  }
}

function runsOf(pages: readonly Page[]): Page[][] {
  const runs: Page[][] = [];
  for (const page of pages) {
    const run = runs.at(-1);
    if (run !== undefined && page.end - run[0]!.start <= runBytes) run.push(page);
    else runs.push([page]);
  }
  return runs;
}

function joined(dictionary: ArrayBuffer | undefined, pages: ArrayBuffer): ArrayBuffer {
  if (dictionary === undefined) return pages;
  const all = new Uint8Array(dictionary.byteLength + pages.byteLength);
  all.set(new Uint8Array(dictionary));
  all.set(new Uint8Array(pages), dictionary.byteLength);
  return all.buffer;
}
