import assert from "node:assert/strict";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { brotliCompressSync, gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { parquetWriteFile } from "hyparquet-writer";
import {
  cleanText,
  importCorpus,
  listCorpora,
  loadCorpus,
  splitSizes,
} from "../../../../tasks/news/data/index.ts";
import {
  csvLines,
  failsWith,
  importText,
  jsonLines,
  plainPairs,
  testFolder,
  writeParquet,
} from "./corpora.ts";

const pairs = plainPairs(40);

test("the same pairs have the same hash whether they come as JSONL, CSV, TSV or Parquet, in any order", async (t) => {
  const folder = await testFolder(t);
  const rows = [["document", "summary"], ...pairs.toReversed().map((pair) => [pair.document, pair.summary])];
  const files = ["a.jsonl", "b.csv", "c.tsv", "d.parquet"].map((name) => join(folder, name));
  await writeFile(files[0]!, jsonLines(pairs));
  await writeFile(files[1]!, `\uFEFF${csvLines(rows)}`);
  await writeFile(files[2]!, csvLines(rows, "\t"));
  writeParquet(files[3]!, {
    summary: pairs.map((pair) => pair.summary),
    document: pairs.map((pair) => pair.document),
  });
  const hashes = new Set<string>();
  for (const file of files) {
    const { info } = await importCorpus({ files: [file], dataDir: join(folder, "data") });
    assert.equal(info.pairs, 40, file);
    hashes.add(info.sha256);
  }
  assert.equal(hashes.size, 1);
  assert.deepEqual(
    (await listCorpora(join(folder, "data"))).map((info) => info.name),
    ["a", "b", "c", "d"],
  );
});

test("what is loaded is what was imported, cut into test, train and pool without overlap", async (t) => {
  const { dataDir } = await importText(t, "pairs.jsonl", jsonLines(pairs));
  const { test, train, pool, info } = await loadCorpus(dataDir, "corpus");
  assert.deepEqual([test.length, train.length, pool.length], [4, 5, 31]);
  const all = [...test, ...train, ...pool];
  assert.deepEqual(new Set(all.map((pair) => pair.document)), new Set(pairs.map((pair) => pair.document)));
  assert.equal(new Set(all.map((pair) => pair.id)).size, info.pairs);
});

test("the split of a pair does not depend on the order of the file", async (t) => {
  const one = await importText(t, "pairs.jsonl", jsonLines(pairs));
  const two = await importText(t, "pairs.jsonl", jsonLines(pairs.toReversed()));
  const [a, b] = await Promise.all([loadCorpus(one.dataDir, "corpus"), loadCorpus(two.dataDir, "corpus")]);
  assert.deepEqual(a.test, b.test);
  assert.equal(one.info.sha256, two.info.sha256);
});

test("property: every split has at least one pair, and their sizes add up", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 3, max: 1e6 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (size, test, train) => {
        const sizes = splitSizes(size, { test, train });
        assert.ok(sizes.test >= 1 && sizes.train >= 1 && sizes.pool >= 1);
        assert.equal(sizes.test + sizes.train + sizes.pool, size);
      },
    ),
  );
});

for (const [document, summary] of [
  ["document", "summary"],
  ["article", "highlights"],
  ["text", "summary"],
  ["text", "title"],
  ["dialogue", "summary"],
  ["article", "abstract"],
  ["source", "target"],
  ["Text", "Headline"],
  ["content", "tldr"],
] as const) {
  test(`columns ${document} and ${summary} are found without being named`, async (t) => {
    const rows = pairs.map((pair) => ({
      id: 1,
      url: "x",
      [document]: pair.document,
      [summary]: pair.summary,
    }));
    const { info } = await importText(t, "pairs.jsonl", jsonLines(rows));
    assert.deepEqual(info.columns, { document, summary });
    assert.equal(info.pairs, 40);
  });
}

test("columns can be named, one or both", async (t) => {
  const rows = pairs.map((pair) => ({ body: pair.document, gist: pair.summary, summary: "x" }));
  const both = await importText(t, "pairs.jsonl", jsonLines(rows), {
    columns: { document: "body", summary: "gist" },
  });
  assert.equal(both.info.pairs, 40);
  const one = await importText(t, "pairs.jsonl", jsonLines(rows), { columns: { document: "body" } });
  assert.deepEqual(one.info.columns, { document: "body", summary: "summary" });
});

test("two columns that may hold summaries give the one that is used more, and the report says which", async (t) => {
  const rows = pairs.map((pair) => ({
    title: "x",
    text: pair.document,
    summary: pair.summary,
    headline: "y",
  }));
  const { info } = await importText(t, "pairs.jsonl", jsonLines(rows));
  assert.deepEqual(info.columns, { document: "text", summary: "summary" });
});

test("the first object need not have all columns, named or guessed", async (t) => {
  const lines = jsonLines([{ document: pairs[0]!.document }, ...pairs.slice(1)]);
  for (const columns of [{}, { document: "document" }, { document: "document", summary: "summary" }]) {
    const { info, skips } = await importText(t, "pairs.jsonl", lines, { columns });
    assert.equal(info.pairs, 39);
    assert.deepEqual(
      skips.map(({ reason, count }) => [reason, count]),
      [["missing-text", 1]],
    );
  }
});

test("columns that are named may begin after a thousand rows; those that never come are refused", async (t) => {
  const empty = Array.from({ length: 1500 }, () => ({ document: "a b c" }));
  const late = pairs.map((pair) => ({ document: pair.document, gist: pair.summary }));
  const columns = { document: "document", summary: "gist" };
  const { info } = await importText(t, "pairs.jsonl", jsonLines([...empty, ...late]), { columns });
  assert.equal(info.pairs, 40);
  await assert.rejects(
    importText(t, "pairs.jsonl", jsonLines(late), { columns: { document: "document", summary: "nothing" } }),
    failsWith("corpus-columns-missing", /document, gist/),
  );
  await assert.rejects(
    importText(t, "pairs.csv", "document,summary\na b,c\n", {
      columns: { document: "document", summary: "gist" },
    }),
    failsWith("corpus-columns-missing", /document, summary/),
  );
});

test("columns may lie inside others, and hold lists of sentences", async (t) => {
  const rows = pairs.map((pair) => ({
    doc: { text: pair.document.split(/(?<=\.) /) },
    summary: [pair.summary],
  }));
  const { info, dataDir } = await importText(t, "pairs.jsonl", jsonLines(rows), {
    columns: { document: "doc.text" },
  });
  assert.equal(info.pairs, 40);
  const {
    test: [first],
  } = await loadCorpus(dataDir, "corpus");
  assert.ok(first!.document.includes(".\n"));
});

test("a text file that is not in UTF-8 is refused as a whole, and read when its encoding is named", async (t) => {
  const rows = pairs.map(({ document, summary }, row) => ({
    document: row < 10 ? document.replaceAll(/[^ -~]/g, "-") : `Café ${document}`,
    summary: summary.replaceAll(/[^ -~]/g, "-"),
  }));
  const western = Buffer.from(jsonLines(rows).replaceAll(/[“”‘’—–]/g, "-"), "latin1");
  await assert.rejects(importText(t, "pairs.jsonl", western), failsWith("corpus-encoding", /30 of 40 rows/));
  const read = await importText(t, "pairs.jsonl", western, { encoding: "windows-1252" });
  assert.equal(read.info.pairs, 40);
  const { pool } = await loadCorpus(read.dataDir, "corpus");
  assert.ok(pool.some(({ document }) => document.startsWith("Café")));
  const told = await importText(t, "pairs.jsonl", western, { encoding: "utf-8" });
  assert.deepEqual(told.info.skipped, { "invalid-utf8": 30 });
  const accented = western.subarray(western.indexOf("Caf"));
  await assert.rejects(
    importText(t, "pairs.jsonl", Buffer.concat([Buffer.from('{"document":"'), accented])),
    failsWith("corpus-encoding", /at line 1/),
  );
});

test("Parquet may be compressed with gzip, Brotli, Zstandard or not at all", async (t) => {
  const folder = await testFolder(t);
  const compressors = {
    GZIP: (bytes: Uint8Array) => new Uint8Array(gzipSync(bytes)),
    BROTLI: (bytes: Uint8Array) => new Uint8Array(brotliCompressSync(bytes)),
    ZSTD: (bytes: Uint8Array) => new Uint8Array(zstdCompressSync(bytes)),
  };
  for (const codec of ["GZIP", "BROTLI", "ZSTD", "UNCOMPRESSED"] as const) {
    const filename = join(folder, `${codec}.parquet`);
    const columnData = [
      { name: "document", data: pairs.map((pair) => pair.document) },
      { name: "summary", data: pairs.map((pair) => pair.summary) },
    ];
    parquetWriteFile({ filename, columnData, codec, compressors });
    assert.equal((await importCorpus({ files: [filename], dataDir: folder })).info.pairs, 40, codec);
  }
});

test("a corpus is replaced only when asked, and stays whole when the new one fails", async (t) => {
  const { file, dataDir, info } = await importText(t, "pairs.jsonl", jsonLines(pairs));
  const again = { files: [file], dataDir, name: "corpus" };
  await assert.rejects(importCorpus(again), failsWith("corpus-exists"));
  await writeFile(file, "{}\n");
  await assert.rejects(importCorpus({ ...again, replace: true }), failsWith("file-empty"));
  assert.equal((await loadCorpus(dataDir, "corpus")).info.sha256, info.sha256);
  await writeFile(file, jsonLines(pairs.slice(0, 10)));
  assert.equal((await importCorpus({ ...again, replace: true })).info.pairs, 10);
  assert.deepEqual(await readdir(dataDir), ["corpus"]);
  assert.deepEqual((await readdir(join(dataDir, "corpus"))).length, 2);
});

test("property: cleaning text twice changes no more than cleaning it once", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme-composite" }),
      fc.array(
        fc.constantFrom(
          " ",
          "\n",
          "\r\n",
          "\r",
          "\u2028",
          "\t",
          "\u00A0",
          "\u200B",
          "e\u0301",
          "\u0007",
          "ک\u200Cخ",
          "\u200D",
        ),
      ),
      (text, blanks) => {
        const once = cleanText(blanks.join(text));
        assert.equal(cleanText(once), once);
        assert.doesNotMatch(once, / {2}|\n\n|\r|\t|^\s|\s$/);
      },
    ),
  );
});
