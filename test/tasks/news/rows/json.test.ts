import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ObjectScanner } from "../../../../tasks/news/rows/json-scanner.ts";
import { failsWith } from "../data/corpora.ts";
import { awkward, plain, read } from "./reading.ts";

const all = [...awkward, ...plain];
const compact = all.map((pair) => JSON.stringify(pair));
const pretty = all.map((pair) => JSON.stringify(pair, null, 2));

const arrangements: Record<string, string> = {
  "one a line": `${compact.join("\n")}\n`,
  "without a line end at the end": compact.join("\n"),
  "with carriage returns and line feeds": `${compact.join("\r\n")}\r\n`,
  "with carriage returns only": compact.join("\r"),
  "with blank lines between": compact.join("\n\n \n"),
  "one after the other": compact.join(""),
  "one after the other, with blanks": compact.join(" "),
  "with commas between": compact.join(","),
  "with commas after them": compact.map((text) => `${text},\n`).join(""),
  "in one array on one line": `[${compact.join(",")}]`,
  "in one array over several lines": `[\n${compact.join(",\n")}\n]\n`,
  "in one array with a comma too many": `[${compact.join(",\n")},\n]`,
  "in one array, spread": JSON.stringify(all, null, 2),
  "in several arrays": `[${compact.slice(0, 2).join(",")}]\n[${compact.slice(2).join(",")}]`,
  "spread, one after the other": pretty.join("\n"),
  "spread with tabs and carriage returns": all
    .map((pair) => JSON.stringify(pair, null, "\t").replaceAll("\n", "\r\n"))
    .join("\r\n"),
  "behind record separators": compact.map((text) => `\x1e${text}\n`).join(""),
  "with byte-order marks where files were put together": compact.map((text) => `\uFEFF${text}\n`).join(""),
};

for (const [how, text] of Object.entries(arrangements)) {
  for (const name of ["pairs.jsonl", "pairs.json"])
    test(`objects ${how} are all read from ${name}`, async (t) => {
      const { values, skips, columns } = await read(t, name, text);
      assert.deepEqual(values, all);
      assert.deepEqual(skips, []);
      assert.deepEqual(columns, ["document", "summary"]);
    });
}

test("rows are named by line, and by the byte in it where a line holds several", async (t) => {
  const { rows } = await read(t, "pairs.jsonl", `${compact[4]}${compact[5]}\n\n${compact[6]}\n`);
  assert.deepEqual(
    rows.map((row) => row.place),
    ["1", `1:${compact[4]!.length + 1}`, "3"],
  );
});

const broken: Record<string, [text: string, whole: number, skips: readonly string[]]> = {
  "a line cut in a string": [
    [compact[0], compact[1]!.slice(0, 30), compact[2]].join("\n"),
    2,
    ["2 invalid-json"],
  ],
  "a line without its brace": [
    [compact[0], compact[1]!.slice(0, -1), compact[2]].join("\n"),
    2,
    ["2 invalid-json"],
  ],
  "a line cut behind a comma": [
    [compact[4], '{"document": "cut",', compact[5]].join("\n"),
    2,
    ["2 invalid-json"],
  ],
  "a line cut behind a colon": [
    [compact[4], '{"document":', compact[5], compact[6]].join("\n"),
    3,
    ["2 invalid-json"],
  ],
  "a last line that is cut": [compact.slice(0, 3).join("\n").slice(0, -9), 2, ["3 invalid-json"]],
  "a line of words": [[compact[0], "oops", compact[1]].join("\n"), 2, ["2 invalid-json"]],
  "a line with a list of texts": [
    ['["a","b"]', compact[0], '["c"]'].join("\n"),
    1,
    ["1 invalid-json", "3 invalid-json"],
  ],
  "a broken object among others on a line": [
    `[${compact[4]},{"document":"x" "summary":1},${compact[5]}]`,
    2,
    [`1:${compact[4]!.length + 3} invalid-json`],
  ],
  "a line in another language's notation": [
    [compact[4], "{'document': 'a', 'summary': 'b'}"].join("\n"),
    1,
    ["2 invalid-json"],
  ],
  "a key written twice": [
    [compact[4], '{"document":"a","document":"b","summary":"c"}'].join("\n"),
    1,
    ["2 repeated-key"],
  ],
};

for (const [what, [text, whole, skips]] of Object.entries(broken)) {
  test(`${what} is reported in its place, and the rest is read`, async (t) => {
    const found = await read(t, "pairs.jsonl", text);
    assert.equal(found.values.length, whole);
    assert.deepEqual(found.skips, skips);
  });
}

test("what other writers put into JSON is read where it can mean one thing only", async (t) => {
  const text =
    '{"document":"a\tb c","summary":"d","score":NaN,"other":[1,2,],}\n{"document":"x","summary":"y","score":-Infinity}';
  const { values, skips } = await read(t, "pairs.jsonl", text);
  assert.deepEqual(skips, []);
  assert.deepEqual(values, [
    { document: "a\tb c", summary: "d", score: null, other: [1, 2] },
    { document: "x", summary: "y", score: null },
  ]);
});

const refused: Record<string, [text: string, code: string, message: RegExp]> = {
  "an array that is never closed": [`[${compact.join(",\n")}`, "json-malformed", /:1 .*never closed/],
  "a spread object that is cut": [
    JSON.stringify(plain, null, 2).slice(0, -30),
    "json-malformed",
    /:10 .*end of the file/,
  ],
  "a spread object with a break in it": [
    JSON.stringify(plain, null, 2).replace('"summary": "mill"', '"summary: "mill"'),
    "json-malformed",
    /:2 .*break/,
  ],
  "a table that is called JSON": ["document,summary\na b c,d\n", "json-no-rows", /something else at line 1/],
  "one object with a list for each column": [
    JSON.stringify({ document: ["a", "b"], summary: ["c", "d"] }),
    "json-no-rows",
    /a list for each column/,
  ],
  "one object with numbered texts for each column": [
    JSON.stringify({ document: { 0: "a", 1: "b" }, summary: { 0: "c", 1: "d" } }),
    "json-no-rows",
    /a list for each column/,
  ],
  "one object with the rows inside": [
    JSON.stringify({ version: 1, data: plain }),
    "json-no-rows",
    /rows inside it.*jq '\.\["data"\]'/,
  ],
  "one object with the rows further inside": [
    JSON.stringify({ about: "pairs", data: { train: plain } }),
    "json-no-rows",
    /jq '\.\["data"\]\["train"\]'/,
  ],
  "one object with a row under each name": [
    JSON.stringify(Object.fromEntries(plain.map((pair, place) => [`id-${place}`, pair]))),
    "json-no-rows",
    /rows inside it.*jq '\.\[\]'/,
  ],
  "one object above the limit": [
    `{"data":[${Array.from({ length: 40 }, () => JSON.stringify({ document: "a b ".repeat(30_000), summary: "a" }))}]}`,
    "json-no-rows",
    /above 4 MiB at line 1.*rows lie inside/,
  ],
};

for (const [what, [text, code, message]] of Object.entries(refused)) {
  test(`${what} is refused with its place or its kind`, async (t) => {
    await assert.rejects(read(t, "pairs.json", text), failsWith(code, message));
  });
}

test("one pair is a row, also with rows of something else inside it", async (t) => {
  const pair = {
    document: "a b c",
    summary: "d",
    spans: [{ start: 1 }],
    by: { ann: { id: 1 }, bob: { id: 2 } },
  };
  assert.deepEqual((await read(t, "pairs.json", JSON.stringify(pair))).values, [pair]);
});

test("the columns are those of all the first rows, those inside objects too", async (t) => {
  const text = '{"document":"a"}\n{"document":"b","summary":"c","meta":{"id":1}}\n';
  const { columns, values } = await read(t, "pairs.jsonl", text);
  assert.deepEqual(columns, ["document", "summary", "meta", "meta.id"]);
  assert.equal(values.length, 2);
});

test("an object above the limit is skipped without being held, and the next one is read", async (t) => {
  const long = JSON.stringify({ document: "word ".repeat(1_200_000), summary: "a" });
  for (const [before, between, after] of [
    ["", "\n", ""],
    ["[", ",", "]"],
  ]) {
    const text = before + [compact[4], long, compact[5]].join(between) + after;
    const { values, skips } = await read(t, "pairs.json", text);
    assert.equal(values.length, 2);
    assert.equal(skips.length, 1);
    assert.match(skips[0]!, /line-too-long/);
  }
});

const json = fc.jsonValue({ maxDepth: 3 });
const object = fc.dictionary(fc.string({ maxLength: 5 }), json, { maxKeys: 4 });

test("property: objects come back whatever stands between them and wherever chunks end", () => {
  const separators = fc.constantFrom("\n", "\r\n", "\r", "", " ", ",", ",\n", "\n\n");
  fc.assert(
    fc.property(
      fc.array(fc.tuple(object, fc.constantFrom(0, 2)), { minLength: 1, maxLength: 8 }),
      separators,
      fc.boolean(),
      fc.integer({ min: 1, max: 40 }),
      (objects, separator, isArray, chunkBytes) => {
        const texts = objects.map(([value, indent]) => JSON.stringify(value, null, indent));
        const bytes = Buffer.from(isArray ? `[${texts.join(`,${separator}`)}]` : texts.join(separator));
        const scanner = new ObjectScanner("test");
        const found = [];
        for (let at = 0; at < bytes.length; at += chunkBytes)
          found.push(...scanner.push(bytes.subarray(at, at + chunkBytes)));
        found.push(...scanner.end());
        const back = found.map((piece) => ("bytes" in piece ? JSON.parse(piece.bytes.toString()) : piece));
        assert.deepEqual(
          back,
          objects.map(([value]) => JSON.parse(JSON.stringify(value))),
        );
      },
    ),
    { numRuns: 500 },
  );
});

test("property: a line that is cut anywhere spoils no other line", async () => {
  fc.assert(
    fc.property(
      fc.array(object, { minLength: 3, maxLength: 6 }),
      fc.nat(),
      fc.nat(),
      fc.integer({ min: 1, max: 30 }),
      (objects, which, where, chunkBytes) => {
        const texts = objects.map((value) => JSON.stringify({ key: "text", ...value }));
        const cut = which % texts.length;
        texts[cut] = texts[cut]!.slice(0, 2 + (where % (texts[cut]!.length - 2)));
        const bytes = Buffer.from(texts.join("\n"));
        const scanner = new ObjectScanner("test");
        const found = [];
        for (let at = 0; at < bytes.length; at += chunkBytes)
          found.push(...scanner.push(bytes.subarray(at, at + chunkBytes)));
        found.push(...scanner.end());
        const whole = found.flatMap((piece) => ("bytes" in piece ? [piece.bytes.toString()] : []));
        assert.deepEqual(
          whole,
          texts.filter((_, place) => place !== cut),
        );
        assert.equal(found.length - whole.length, 1);
      },
    ),
    { numRuns: 500 },
  );
});
