import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { parquetWriteFile } from "hyparquet-writer";
import { openRows, textOf, valueAt } from "../../../../tasks/news/rows/index.ts";
import { failsWith, testFolder } from "../data/corpora.ts";
import { readPath } from "./reading.ts";

const many = Array.from({ length: 20_000 }, (_, row) => ({
  document: row % 500 === 7 ? null : `article ${row} about the mill, ${"and so on ".repeat(row % 40)}`,
  summary: row % 3 === 0 ? "the same again" : `mill ${row}`,
}));

test("a row group of many pages is read page by page, with nulls, dictionaries and compression", async (t) => {
  const folder = await testFolder(t);
  const compressors = { GZIP: (bytes: Uint8Array) => new Uint8Array(gzipSync(bytes)) };
  for (const [codec, pageSize] of [
    ["SNAPPY", 1 << 16],
    ["GZIP", 1 << 14],
    ["UNCOMPRESSED", 1 << 20],
  ] as const) {
    const filename = join(folder, `${codec}.parquet`);
    const columnData = [
      { name: "id", data: many.map((_, row) => row) },
      { name: "document", data: many.map((pair) => pair.document), type: "STRING" as const },
      { name: "summary", data: many.map((pair) => pair.summary), type: "STRING" as const },
    ];
    parquetWriteFile({ filename, columnData, codec, compressors, pageSize, rowGroupSize: 15_000 });
    const { rows } = await readPath(filename, folder);
    assert.equal(rows.length, many.length);
    assert.deepEqual(rows[15_000]!.place, "15001");
    assert.deepEqual(
      rows.map((row) => "values" in row && row.values),
      many,
      codec,
    );
  }
});

test("lists and fields inside a column are read, and named with a dot", async (t) => {
  const folder = await testFolder(t);
  const filename = join(folder, "nested.parquet");
  const rows = Array.from({ length: 50 }, (_, row) => ({
    text: { body: `article ${row}`, other: row },
    points: [`first of ${row}`, "second"],
  }));
  parquetWriteFile({
    filename,
    columnData: [
      { name: "text", data: rows.map((row) => row.text) },
      { name: "points", data: rows.map((row) => row.points) },
    ],
    schema: [
      { name: "root", num_children: 2 },
      { name: "text", num_children: 2, repetition_type: "OPTIONAL" },
      { name: "body", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" },
      { name: "other", type: "INT32", repetition_type: "OPTIONAL" },
      { name: "points", num_children: 1, converted_type: "LIST", repetition_type: "OPTIONAL" },
      { name: "list", num_children: 1, repetition_type: "REPEATED" },
      { name: "element", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" },
    ],
    rowGroupSize: 16,
  });
  await using source = await openRows(filename, { fits: () => true, scratch: async () => "" });
  assert.ok(source.columns.includes("text.body"));
  const found: string[] = [];
  for await (const row of source.rows(["text.body", "points"]))
    if ("values" in row) found.push(`${valueAt(row.values, "text.body")}: ${textOf(row.values["points"])}`);
  assert.deepEqual(
    found,
    rows.map((row) => `${row.text.body}: ${row.points.join("\n")}`),
  );
});

test("two columns of one name are refused", async (t) => {
  const folder = await testFolder(t);
  const filename = join(folder, "twice.parquet");
  const columnData = ["document", "summary", "summary"].map((name) => ({ name, data: ["a b"] }));
  parquetWriteFile({ filename, columnData });
  await assert.rejects(readPath(filename, folder), failsWith("parquet-repeated-column", /summary/));
});
