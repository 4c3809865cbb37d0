/** Writes what is shown as Parquet. */
import { type ColumnSource, parquetWriteBuffer } from "hyparquet-writer";
import type { Cell } from "../table/index.ts";
import { shared } from "./shared.ts";

shared().parquetOf = ({ columns }, rows) =>
  parquetWriteBuffer({
    columnData: columns.map(({ name, values }): ColumnSource => {
      const data = rows.map((place) => values[place]!);
      return { name, data, type: typeOf(data), nullable: true };
    }),
  });

function typeOf(data: readonly Cell[]): "BOOLEAN" | "DOUBLE" | "STRING" {
  const kinds = new Set(data.filter((value) => value !== null).map((value) => typeof value));
  if (kinds.has("string") || kinds.size === 0) return "STRING";
  return kinds.has("number") ? "DOUBLE" : "BOOLEAN";
}
