import assert from "node:assert/strict";
import { readdir, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { importCorpus, loadCorpus } from "../../../../tasks/news/data/index.ts";
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
  const { info, skips, file } = await importText(t, "pairs.csv", `${good}lonely\r\na,b,c\r\n`);
  assert.deepEqual(info.skipped, { "wrong-field-count": 2 });
  assert.deepEqual(skips, [{ reason: "wrong-field-count", count: 2, places: [`${file}:42`, `${file}:43`] }]);
});

test("a CSV quote that is never closed is an error that names the line", async (t) => {
  const rows = csvLines([["document", "summary"], ...pairs.map((pair) => [pair.document, pair.summary])]);
  await assert.rejects(
    importText(t, "pairs.csv", `${rows}"open,field\r\n`),
    failsWith("csv-malformed", /pairs\.csv:4\d/),
  );
});

test("a CSV field of 10 MB on one line is skipped, over many lines it is an error, and neither is a crash", async (t) => {
  const good = csvLines([["document", "summary"], ...pairs.map((pair) => [pair.document, pair.summary])]);
  const line = `"${"word ".repeat(2_000_000)}",short\r\n`;
  assert.deepEqual((await importText(t, "pairs.csv", good + line)).info.skipped, { "line-too-long": 1 });
  const lines = `"${"word\r\n".repeat(2_000_000)}",short\r\n`;
  await assert.rejects(importText(t, "pairs.csv", good + lines), failsWith("csv-malformed", /:42 /));
});

test("invalid UTF-8 among UTF-8 is skipped and counted in JSONL and in CSV", async (t) => {
  const bad = Buffer.from([0x22, 0xc3, 0x28, 0x22]);
  const accented = { document: "Café owners — all seven of them — went on strike", summary: "Café strike" };
  const lines = Buffer.concat([
    Buffer.from(jsonLines([accented, ...pairs])),
    Buffer.from('{"document":'),
    bad,
    Buffer.from(',"summary":"a"}\n'),
  ]);
  assert.deepEqual((await importText(t, "pairs.jsonl", lines)).info.skipped, { "invalid-utf8": 1 });
  const rows = csvLines([
    ["document", "summary"],
    ...[accented, ...pairs].map((pair) => [pair.document, pair.summary]),
  ]);
  const csv = Buffer.concat([Buffer.from(rows), bad, Buffer.from(',"a"\r\n')]);
  assert.deepEqual((await importText(t, "pairs.csv", csv)).info.skipped, { "invalid-utf8": 1 });
});

test("a line of 10 MB is skipped without being read into memory, and the next line is read", async (t) => {
  const long = `{"document":"${"word ".repeat(2_000_000)}","summary":"a"}\n`;
  const { info, skips, file } = await importText(
    t,
    "pairs.jsonl",
    jsonLines(pairs.slice(0, 20)) + long + jsonLines(pairs.slice(20)),
  );
  assert.equal(info.pairs, 40);
  assert.deepEqual(skips, [{ reason: "line-too-long", count: 1, places: [`${file}:21`] }]);
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
  "a summary in Chinese that is as long as its article": [
    { document: "学校停课", summary: "学校停课" },
    "summary-not-shorter",
  ],
  "an article that is there already": [{ ...pairs[0], summary: "another" }, "duplicate-document"],
  "an article that differs in case and spaces only": [
    { document: ` ${pairs[0]!.document.toUpperCase()}\n`, summary: "a" },
    "duplicate-document",
  ],
  "an article that differs in invisible characters only": [
    { document: pairs[1]!.document.replaceAll("e", "e\u200B\u00AD\u200E\u2060\uFE0F"), summary: "a" },
    "duplicate-document",
  ],
  "an article that differs in the form of quotes and dashes only": [
    {
      document: pairs[2]!.document.replaceAll('"', "“").replaceAll("'", "’").replaceAll("-", "‑"),
      summary: "a",
    },
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
    failsWith("file-empty", /written, or downloaded, to its end/),
  );
  for (const [name, text] of Object.entries({
    "a.json": "[]",
    "b.json": "{}",
    "c.csv": "",
    "d.csv": "\n\n",
    "e.csv": "\uFEFF",
  }))
    await assert.rejects(importText(t, name, text), failsWith("file-empty"));
});

test("a file of which every row has the same fault is refused with that fault", async (t) => {
  const { document } = plainPairs(1)[0]!;
  await assert.rejects(
    importText(
      t,
      "pairs.jsonl",
      jsonLines([
        { document, summary: 1 },
        { document, summary: { text: "a" } },
      ]),
    ),
    failsWith("corpus-no-texts", /"summary".*numbers and objects are none/),
  );
  await assert.rejects(
    importText(
      t,
      "pairs.jsonl",
      `{"document":${JSON.stringify(document)},"summary":"a","summary":"b"}\n`.repeat(5),
    ),
    failsWith("json-no-rows", /a key twice at line 1.*Write each key once/),
  );
  await assert.rejects(
    importText(t, "pairs.jsonl", "{'document': 'a b c', 'summary': 'a'}\n".repeat(5)),
    failsWith("json-no-rows", /breaks off at 1:2 .*double quotes/),
  );
  await assert.rejects(
    importText(t, "pairs.json", "null"),
    failsWith("json-no-rows", /something else at line 1/),
  );
  await assert.rejects(
    importText(t, "pairs.jsonl", "\0".repeat(5000)),
    failsWith("corpus-encoding", /NUL bytes and nothing else.*no content/),
  );
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

test("a stored corpus that was changed by hand is not loaded", async (t) => {
  const { dataDir } = await importText(t, "pairs.jsonl", jsonLines(pairs));
  const stored = join(dataDir, "corpus", "pairs.jsonl");
  await writeFile(stored, (await readFile(stored, "utf8")).replace("a", "b"));
  await assert.rejects(loadCorpus(dataDir, "corpus"), failsWith("corpus-damaged"));
  await assert.rejects(loadCorpus(dataDir, "other"), failsWith("corpus-unknown"));
});
