import assert from "node:assert/strict";
import { readdir, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { brotliCompressSync, gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { parquetWriteFile } from "hyparquet-writer";
import { BenchError } from "../../../harness/errors/index.ts";
import { cleanText } from "../../../tasks/news/data/clean.ts";
import { importCorpus, listCorpora, loadCorpus, splitSizes } from "../../../tasks/news/data/index.ts";
import { csvLines, jsonLines, plainPairs, testFolder } from "./corpora.ts";

const pairs = plainPairs(40);

async function importText(t: TestContext, name: string, content: string | Buffer, options = {}) {
  const folder = await testFolder(t);
  const file = join(folder, name);
  await writeFile(file, content);
  const dataDir = join(folder, "data");
  const report = await importCorpus({ files: [file], dataDir, name: "corpus", ...options });
  return { file, folder, dataDir, ...report };
}

function failsWith(code: string, place?: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof BenchError, String(error));
    assert.equal(error.code, code);
    if (place) assert.match(`${error.where} ${error.received}`, place);
    return true;
  };
}

function writeParquet(filename: string, columns: Record<string, unknown[]>): void {
  const columnData = Object.entries(columns).map(([name, data]) => ({ name, data, type: "STRING" as const }));
  parquetWriteFile({ filename, columnData, rowGroupSize: 16 });
}

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

test("a JSONL file without the columns is refused with the columns it has", async (t) => {
  await assert.rejects(
    importText(t, "pairs.jsonl", jsonLines([{ story: "a", gist: "b" }])),
    failsWith("corpus-columns-missing", /story, gist/),
  );
});

test("a Parquet file without the columns is refused with the columns it has", async (t) => {
  const folder = await testFolder(t);
  const file = join(folder, "pairs.parquet");
  writeParquet(file, { story: ["a"], gist: ["b"] });
  await assert.rejects(
    importCorpus({ files: [file], dataDir: folder }),
    failsWith("corpus-columns-missing", /story, gist/),
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

test("a truncated Parquet file is refused as such", async (t) => {
  const folder = await testFolder(t);
  for (const bytes of [0, 5, 100, 1000]) {
    const file = join(folder, `cut-${bytes}.parquet`);
    writeParquet(file, {
      document: pairs.map((pair) => pair.document),
      summary: pairs.map((pair) => pair.summary),
    });
    await truncate(file, bytes);
    await assert.rejects(importCorpus({ files: [file], dataDir: folder }), failsWith("parquet-unreadable"));
  }
});

test("a Parquet file damaged in the middle is refused as such, and nothing is stored", async (t) => {
  const folder = await testFolder(t);
  const file = join(folder, "pairs.parquet");
  writeParquet(file, {
    document: pairs.map((pair) => pair.document),
    summary: pairs.map((pair) => pair.summary),
  });
  const bytes = await readFile(file);
  bytes.fill(0xff, 4, 400);
  await writeFile(file, bytes);
  await assert.rejects(
    importCorpus({ files: [file], dataDir: join(folder, "data") }),
    failsWith("parquet-unreadable"),
  );
  assert.deepEqual(await readdir(join(folder, "data")), []);
});

test("nulls and numbers in Parquet and JSONL are skipped as missing text", async (t) => {
  const folder = await testFolder(t);
  const file = join(folder, "pairs.parquet");
  writeParquet(file, {
    document: [null, ...pairs.map((pair) => pair.document)],
    summary: ["a", ...pairs.map((pair) => pair.summary)],
  });
  const { info } = await importCorpus({ files: [file], dataDir: folder });
  assert.deepEqual(info.skipped, { "missing-text": 1 });
  const lines = jsonLines([...pairs, { document: 7, summary: "a" }, { summary: "a" }]);
  assert.deepEqual((await importText(t, "pairs.jsonl", lines)).info.skipped, { "missing-text": 2 });
});

test("CSV fields may hold quotes, delimiters and line ends", async (t) => {
  const odd = {
    document: 'He said "no, never",\nand left; it was\r\n\r\nlate at night in town',
    summary: 'A "no",\nsaid late',
  };
  const rows = [["document", "summary"], ...[odd, ...pairs].map((pair) => [pair.document, pair.summary])];
  const { dataDir, info } = await importText(t, "pairs.csv", csvLines(rows));
  assert.equal(info.pairs, 41);
  const { test, train, pool } = await loadCorpus(dataDir, "corpus");
  const found = [...test, ...train, ...pool].find((pair) => pair.document.startsWith("He said"));
  assert.equal(found?.document, 'He said "no, never",\nand left; it was\nlate at night in town');
  assert.equal(found?.summary, 'A "no",\nsaid late');
});

test("a CSV row with too few or too many fields is skipped, and its line is named", async (t) => {
  const good = csvLines([["document", "summary"], ...pairs.map((pair) => [pair.document, pair.summary])]);
  const { info, examples, file } = await importText(t, "pairs.csv", `${good}lonely\r\na,b,c\r\n`);
  assert.deepEqual(info.skipped, { "wrong-field-count": 2 });
  assert.deepEqual(
    examples.map((skip) => skip.where),
    [`${file}:42`, `${file}:43`],
  );
});

test("a CSV quote that is never closed is an error that names the line", async (t) => {
  const rows = csvLines([["document", "summary"], ...pairs.map((pair) => [pair.document, pair.summary])]);
  await assert.rejects(
    importText(t, "pairs.csv", `${rows}"open,field\r\n`),
    failsWith("csv-malformed", /pairs\.csv:4\d/),
  );
});

test("a CSV field of 10 MB is an error, not a crash", async (t) => {
  const content = `document,summary\r\n"${"word ".repeat(2_000_000)}",short\r\n`;
  await assert.rejects(importText(t, "pairs.csv", content), failsWith("csv-malformed"));
});

test("invalid UTF-8 is skipped and counted in JSONL and in CSV", async (t) => {
  const bad = Buffer.from([0x22, 0xc3, 0x28, 0x22]);
  const lines = Buffer.concat([
    Buffer.from(jsonLines(pairs)),
    Buffer.from('{"document":'),
    bad,
    Buffer.from(',"summary":"a"}\n'),
  ]);
  assert.deepEqual((await importText(t, "pairs.jsonl", lines)).info.skipped, { "invalid-utf8": 1 });
  const rows = csvLines([["document", "summary"], ...pairs.map((pair) => [pair.document, pair.summary])]);
  const csv = Buffer.concat([Buffer.from(rows), bad, Buffer.from(',"a"\r\n')]);
  assert.deepEqual((await importText(t, "pairs.csv", csv)).info.skipped, { "invalid-utf8": 1 });
});

test("a line of 10 MB is skipped without being read into memory, and the next line is read", async (t) => {
  const long = `{"document":"${"word ".repeat(2_000_000)}","summary":"a"}\n`;
  const { info, examples, file } = await importText(
    t,
    "pairs.jsonl",
    jsonLines(pairs.slice(0, 20)) + long + jsonLines(pairs.slice(20)),
  );
  assert.equal(info.pairs, 40);
  assert.deepEqual(examples, [{ where: `${file}:21`, reason: "line-too-long" }]);
});

const odd: Record<string, [row: unknown, reason: string]> = {
  "an empty article": [{ document: "", summary: "a" }, "empty-document"],
  "an article of blanks and invisible characters": [
    { document: " \n\u200B\t", summary: "a" },
    "empty-document",
  ],
  "an empty summary": [{ document: "a b c", summary: "" }, "empty-summary"],
  "a summary longer than its article": [{ document: "a b", summary: "a b c" }, "summary-not-shorter"],
  "a summary as long as its article": [{ document: "a b", summary: "c d" }, "summary-not-shorter"],
  "half a surrogate pair": [{ document: "a b \ud83d c", summary: "a" }, "damaged-text"],
  "a replacement character": [{ document: "a b \uFFFD c", summary: "a" }, "damaged-text"],
  "an article that is there already": [{ ...pairs[0], summary: "another" }, "duplicate-document"],
  "an article that differs in case and spaces only": [
    { document: ` ${pairs[0]!.document.toUpperCase()}\n`, summary: "a" },
    "duplicate-document",
  ],
  "an article of two million characters": [
    { document: "word ".repeat(400_000), summary: "a" },
    "text-too-long",
  ],
  "an array": [["a", "b"], "invalid-json"],
};

for (const [what, [row, reason]] of Object.entries(odd)) {
  test(`${what} is skipped as ${reason}`, async (t) => {
    const { info } = await importText(t, "pairs.jsonl", jsonLines([...pairs, row]));
    assert.deepEqual(info.skipped, { [reason]: 1 });
    assert.equal(info.rows, info.pairs + 1);
  });
}

test("a file without a usable pair is refused with the reasons", async (t) => {
  await assert.rejects(
    importText(t, "pairs.jsonl", jsonLines([{ document: "", summary: "a" }])),
    failsWith("corpus-too-small", /0 of 1 rows \(1 empty-document\)/),
  );
  await assert.rejects(
    importText(t, "pairs.jsonl", ""),
    failsWith("corpus-columns-missing", /no columns at all/),
  );
  await assert.rejects(importText(t, "pairs.csv", ""), failsWith("corpus-columns-missing"));
});

test("a file of another kind, a missing file and a bad name are refused", async (t) => {
  await assert.rejects(importText(t, "pairs.docx", "x"), failsWith("corpus-unknown-format", /\.docx/));
  const dataDir = await testFolder(t);
  for (const ending of ["jsonl", "csv", "parquet"]) {
    await assert.rejects(
      importCorpus({ files: [join(dataDir, `none.${ending}`)], dataDir }),
      failsWith("file-unreadable", /no such file/),
    );
  }
  for (const name of ["../up", "newsroom", "", "A b"]) {
    await assert.rejects(
      importText(t, "pairs.jsonl", jsonLines(pairs), { name }),
      failsWith("corpus-bad-name"),
    );
  }
});

test("a corpus is replaced only when asked, and stays whole when the new one fails", async (t) => {
  const { file, dataDir, info } = await importText(t, "pairs.jsonl", jsonLines(pairs));
  const again = { files: [file], dataDir, name: "corpus" };
  await assert.rejects(importCorpus(again), failsWith("corpus-exists"));
  await writeFile(file, "{}\n");
  await assert.rejects(importCorpus({ ...again, replace: true }), failsWith("corpus-columns-missing"));
  assert.equal((await loadCorpus(dataDir, "corpus")).info.sha256, info.sha256);
  await writeFile(file, jsonLines(pairs.slice(0, 10)));
  assert.equal((await importCorpus({ ...again, replace: true })).info.pairs, 10);
  assert.deepEqual(await readdir(dataDir), ["corpus"]);
});

test("a stored corpus that was changed by hand is not loaded", async (t) => {
  const { dataDir } = await importText(t, "pairs.jsonl", jsonLines(pairs));
  const stored = join(dataDir, "corpus", "pairs.jsonl");
  await writeFile(stored, (await readFile(stored, "utf8")).replace("a", "b"));
  await assert.rejects(loadCorpus(dataDir, "corpus"), failsWith("corpus-damaged"));
  await assert.rejects(loadCorpus(dataDir, "other"), failsWith("corpus-unknown"));
});

test("property: cleaning text twice changes no more than cleaning it once", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme-composite" }),
      fc.array(fc.constantFrom(" ", "\n", "\r\n", "\t", "\u00A0", "\u200B", "e\u0301", "\u0007")),
      (text, blanks) => {
        const once = cleanText(blanks.join(text));
        assert.equal(cleanText(once), once);
        assert.doesNotMatch(once, / {2}|\n\n|\r|\t|^\s|\s$/);
      },
    ),
  );
});
