import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import type { BenchError } from "../../../../harness/errors/index.ts";
import { unpacked } from "../../../../tasks/news/rows/containers.ts";
import { maxLineBytes, openRows } from "../../../../tasks/news/rows/index.ts";
import { ByteStream } from "../../../../tasks/news/rows/stream.ts";
import { failsWith, jsonLines, testFolder, writeParquet } from "../data/corpora.ts";
import { awkward, plain, read, readPath } from "./reading.ts";

const all = [...awkward, ...plain];
const lines = Buffer.from(jsonLines(all));
const csv = Buffer.from(
  [["document", "summary"], ...all.map(({ document, summary }) => [document, summary])]
    .map((row) => row.map((field) => `"${field.replaceAll('"', '""')}"`).join(","))
    .join("\n"),
);

const packings: Record<string, (bytes: Buffer) => Buffer> = {
  gzip: (bytes) => gzipSync(bytes),
  "gzip in two members": (bytes) =>
    Buffer.concat([gzipSync(bytes.subarray(0, 100)), gzipSync(bytes.subarray(100))]),
  zstd: (bytes) => zstdCompressSync(bytes),
  "zstd in two frames": (bytes) =>
    Buffer.concat([zstdCompressSync(bytes.subarray(0, 100)), zstdCompressSync(bytes.subarray(100))]),
  "gzip in gzip": (bytes) => gzipSync(gzipSync(bytes)),
};

for (const [how, pack] of Object.entries(packings))
  test(`JSON, tables and Parquet packed with ${how} are read, with and without an ending that says so`, async (t) => {
    for (const name of ["pairs.jsonl.gz", "pairs.jsonl", "pairs"]) {
      const { values, form } = await read(t, name, pack(lines));
      assert.deepEqual(values, all);
      assert.match(form, /^JSON, (gzip|zstd)/);
    }
    assert.deepEqual((await read(t, "pairs.csv.zst", pack(csv))).values, all);
    const folder = await testFolder(t);
    writeParquet(join(folder, "x.parquet"), { document: ["a b"], summary: ["c"] });
    const packed = await read(t, "x.parquet.gz", pack(await readFile(join(folder, "x.parquet"))));
    assert.deepEqual(packed.values, [{ document: "a b", summary: "c" }]);
  });

test("a packed file that is cut or damaged is refused as such", async (t) => {
  for (const pack of [packings["gzip"]!, packings["zstd"]!]) {
    const bytes = pack(Buffer.from(jsonLines(Array.from({ length: 200 }, () => all[0]))));
    for (const damaged of [bytes.subarray(0, -9), bytes.subarray(0, 40), Buffer.from(bytes).fill(7, 30, 50)])
      await assert.rejects(read(t, "pairs.jsonl.gz", damaged), failsWith("corpus-packing-broken"));
  }
});

const foreign: Record<string, [Buffer | string, RegExp]> = {
  bzip2: ["BZh91AY&SY", /bzip2/],
  xz: [Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]), /xz/],
  "a spreadsheet": ["PK\x03\x04rest", /Excel/],
  "a tar archive": [Buffer.concat([Buffer.alloc(257, "x"), Buffer.from("ustar")]), /tar/],
  "a packed tar archive": [gzipSync(Buffer.concat([Buffer.alloc(257, "x"), Buffer.from("ustar")])), /tar/],
  Arrow: ["ARROW1\0\0", /Arrow/],
  "a database": ["SQLite format 3\0", /SQLite/],
  PDF: ["%PDF-1.7", /PDF/],
  "a pointer in place of a file": [
    "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 4711\n",
    /Git LFS.*lfs pull/,
  ],
  "a web page": ["\n  <!DOCTYPE HTML>\n<title>Not found</title>", /web page/],
  "a web page with a mark": ["\uFEFF<html lang='en'><body>Sign in</body></html>", /web page/],
  XML: ['<?xml version="1.0"?><pairs/>', /XML/],
  "a pickle": [Buffer.from([0x80, 3, 0x5d, 0x71]), /pickle/],
  "an archive": [Buffer.from("Rar!\x1a\x07\x01\0", "latin1"), /RAR/],
};

for (const [what, [bytes, message]] of Object.entries(foreign))
  test(`${what} is refused by its name, whatever the file is called`, async (t) => {
    for (const name of ["pairs.jsonl", "pairs.csv", "pairs"])
      await assert.rejects(read(t, name, Buffer.from(bytes)), failsWith("corpus-unknown-format", message));
  });

test("UTF-8 and UTF-16 with their marks are read, in JSON and in tables", async (t) => {
  for (const [name, text] of [
    ["pairs.jsonl", lines.toString()],
    ["pairs.csv", csv.toString()],
  ] as const) {
    const little = Buffer.from(`\uFEFF${text}`, "utf16le");
    for (const bytes of [
      Buffer.from(`\uFEFF${text}`),
      little,
      Buffer.from(little).swap16(),
      gzipSync(little),
    ])
      assert.deepEqual((await read(t, name, bytes)).values, all);
  }
});

const named: Record<string, readonly [bytes: string, text: string]> = {
  "windows-1252": ["\x93caf\xe9\x94 \x80 5", "“café” € 5"],
  "iso-8859-2": ["\xb1\xe6\xea\xb3", "ąćęł"],
  "koi8-r": ["\xd2\xc5\xcb\xc1", "река"],
  "windows-1251": ["\xf0\xe5\xea\xe0", "река"],
  "windows-1256": ["\xe4\xe5\xd1", "نهر"],
  gb18030: ["\xba\xd3\xcb\xae", "河水"],
  big5: ["\xaae\xa4\xf4", "河水"],
  shift_jis: ["\x90\xec\x82\xcc", "川の"],
  "euc-jp": ["\xc0\xee\xa4\xce", "川の"],
  "euc-kr": ["\xb0\xad\xb9\xb0", "강물"],
};

for (const [encoding, [bytes, text]] of Object.entries(named))
  test(`${encoding} is read when it is named, in tables and in JSON, and refused when it is not`, async (t) => {
    const table = Buffer.from(`document,summary\n${bytes} and more,x\n`, "latin1");
    const json = Buffer.from(`{"document":"${bytes} and more","summary":"x"}\n`, "latin1");
    const wanted = [{ document: `${text} and more`, summary: "x" }];
    for (const [name, content] of [
      ["pairs.csv", table],
      ["pairs.jsonl", json],
    ] as const) {
      assert.deepEqual((await read(t, name, content, { encoding })).values, wanted);
      const untold = await read(t, name, content).then(
        ({ skips }) => skips.join(),
        (error: unknown) => String((error as BenchError).code),
      );
      assert.match(untold, /invalid-utf8|corpus-encoding/);
    }
  });

test("an encoding that is named is read, a mark before it; one that nobody knows is refused", async (t) => {
  const text = "document,summary\ncafé “naïve” a b c,é\n";
  const western = Buffer.from(text.replace("“", "\x93").replace("”", "\x94"), "latin1");
  const found = await read(t, "pairs.csv", western, { encoding: "windows-1252" });
  assert.deepEqual(found.values, [{ document: "café “naïve” a b c", summary: "é" }]);
  assert.match(found.form, /WINDOWS-1252/);
  const marked = Buffer.from(`\uFEFF${text}`, "utf16le");
  assert.deepEqual((await read(t, "pairs.csv", marked, { encoding: "windows-1252" })).values, found.values);
  const bare = Buffer.from(text, "utf16le");
  assert.deepEqual((await read(t, "pairs.csv", bare, { encoding: "utf-16le" })).values, found.values);
  await assert.rejects(read(t, "pairs.csv", bare), failsWith("corpus-encoding", /NUL/));
  await assert.rejects(
    read(t, "pairs.csv", Buffer.from([0xff, 0xfe, 0, 0, 0x41, 0, 0, 0])),
    failsWith("corpus-encoding", /UTF-32/),
  );
  await assert.rejects(
    read(t, "pairs.csv", text, { encoding: "latin-99" }),
    failsWith("corpus-encoding", /latin-99/),
  );
});

test("the format is what the content shows, then what the ending says, then what the caller says", async (t) => {
  assert.deepEqual((await read(t, "pairs.csv", lines)).values, all);
  assert.deepEqual((await read(t, "pairs.txt", lines)).values, all);
  assert.deepEqual((await read(t, "pairs.txt", csv, { format: "csv" })).values, all);
  assert.deepEqual((await read(t, "pairs", csv)).values, all);
  await assert.rejects(read(t, "pairs.txt", csv), failsWith("corpus-unknown-format", /\.txt/));
});

test("a folder, a missing file and a path through a file are told apart", async (t) => {
  const folder = await testFolder(t);
  await writeFile(join(folder, "file"), "x");
  await assert.rejects(readPath(folder, folder), failsWith("file-unreadable", /a folder/));
  await assert.rejects(
    readPath(join(folder, "none.csv"), folder),
    failsWith("file-unreadable", /no such file Give/),
  );
  await assert.rejects(
    readPath(join(folder, "file", "x.csv"), folder),
    failsWith("file-unreadable", /no folder/),
  );
});

const noPipes = spawnSync("mkfifo", ["--version"]).status !== 0 && "there is no mkfifo here";

test("a named pipe is read once, whatever comes through it", { skip: noPipes }, async (t) => {
  const folder = await testFolder(t);
  const parquet = join(folder, "x.parquet");
  writeParquet(parquet, {
    document: all.map((pair) => pair.document),
    summary: all.map((pair) => pair.summary),
  });
  const kinds = { jsonl: lines, "jsonl.gz": gzipSync(lines), csv, parquet: await readFile(parquet) };
  for (const [ending, bytes] of Object.entries(kinds)) {
    const pipe = join(folder, `pipe.${ending}`);
    spawnSync("mkfifo", [pipe]);
    const writer = spawn("sh", ["-c", 'cat > "$0"', pipe], { stdio: ["pipe", "ignore", "ignore"] });
    writer.stdin.end(bytes);
    const { values } = await readPath(pipe, folder);
    assert.deepEqual(values, all, ending);
  }
});

test("the source is the file as it lay there, packed or not", async (t) => {
  const folder = await testFolder(t);
  const file = join(folder, "pairs.jsonl.gz");
  const bytes = gzipSync(lines);
  await writeFile(file, bytes);
  await using source = await openRows(file, { fits: () => true, scratch: async () => "" });
  for await (const row of source.rows([])) assert.ok(row.place);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  assert.deepEqual(await source.source(), { name: "pairs.jsonl.gz", sha256, bytes: bytes.length });
});

test("a table's line above the limit is skipped, in quotes or not, and the next one is read", async (t) => {
  const long = "word ".repeat(maxLineBytes / 4);
  for (const text of [long, `"${long}"`]) {
    const { values, skips } = await read(t, "pairs.csv", `document,summary\na b,c\n${text},x\nd e,f\n`);
    assert.equal(values.length, 2);
    assert.deepEqual(skips, ["3 line-too-long"]);
  }
});

test("property: parts of a packed file are all unpacked, wherever parts and chunks end", async () => {
  const empty = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 1, 2, 3, 4]);
  const part = fc.tuple(fc.string({ maxLength: 60 }), fc.nat(2000), fc.boolean());
  await fc.assert(
    fc.asyncProperty(
      fc.array(part, { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 1, max: 300 }),
      fc.boolean(),
      async (parts, chunkBytes, isZstd) => {
        const texts = parts.map(([text, times]) => Buffer.from(text.repeat(times)));
        const packed = texts.flatMap((text, place) => {
          if (!isZstd) return [gzipSync(text)];
          return [...(parts[place]![2] ? [empty] : []), zstdCompressSync(text)];
        });
        const bytes = Buffer.concat(packed);
        async function* chunks() {
          for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
        }
        const found: Buffer[] = [];
        for await (const chunk of (await unpacked(new ByteStream(chunks()), "test")).stream)
          found.push(chunk);
        assert.deepEqual(Buffer.concat(found), Buffer.concat(texts));
      },
    ),
    { numRuns: 100 },
  );
});
