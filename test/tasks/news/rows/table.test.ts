import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import type { BenchError } from "../../../../harness/errors/index.ts";
import { chooseForm } from "../../../../tasks/news/rows/dialect.ts";
import { RowReader } from "../../../../tasks/news/rows/fields.ts";
import type { RawRow } from "../../../../tasks/news/rows/index.ts";
import { ByteStream } from "../../../../tasks/news/rows/stream.ts";
import { openTable } from "../../../../tasks/news/rows/table.ts";
import { failsWith } from "../data/corpora.ts";
import { awkward, plain, read, type Texts } from "./reading.ts";

const delimiters = { comma: ",", tab: "\t", semicolon: ";", bar: "|" } as const;
const ends = {
  "line feeds": "\n",
  "carriage returns and line feeds": "\r\n",
  "carriage returns": "\r",
} as const;
const header = { document: "document", summary: "summary" };

type Writer = (field: string, delimiter: string) => string;

const writers: Record<string, Writer> = {
  "every field in quotes": (field) => `"${field.replaceAll('"', '""')}"`,
  "quotes where they are needed": (field, delimiter) =>
    /["\r\n]/.test(field) || field.includes(delimiter) ? `"${field.replaceAll('"', '""')}"` : field,
  "quotes behind backslashes": (field) => `"${field.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`,
};

function table(rows: readonly Texts[], write: Writer, delimiter: string, end: string): string {
  return [header, ...rows]
    .map(({ document, summary }) =>
      [document, summary].map((field) => write(field, delimiter)).join(delimiter),
    )
    .join(end);
}

for (const [delimiterName, delimiter] of Object.entries(delimiters))
  for (const [endName, end] of Object.entries(ends))
    for (const [how, write] of Object.entries(writers))
      test(`a table with a ${delimiterName}, ${endName} and ${how} is read as it was written`, async (t) => {
        const rows = [...awkward, ...plain];
        for (const last of ["", end])
          for (const name of ["pairs.csv", "pairs.tsv"]) {
            const { values, skips } = await read(t, name, table(rows, write, delimiter, end) + last);
            assert.deepEqual(values, rows);
            assert.deepEqual(skips, []);
          }
      });

const speech: readonly Texts[] = [
  { document: '"Never again," they said on day 1 and left', summary: "Never again" },
  { document: 'He said "no" and it was 5" long', summary: '"No"' },
  { document: '"Never" is what they said', summary: "never" },
  { document: 'The bridge was closed for a week."', summary: "Bridge" },
];

for (const [name, delimiter] of Object.entries({ tab: "\t", bar: "|" }))
  for (const [endName, end] of Object.entries(ends))
    test(`quotes in an unquoted table with a ${name} and ${endName} are text, wherever they stand`, async (t) => {
      for (const rows of [
        speech,
        [...speech, ...plain],
        [...plain, ...speech.slice(0, 1), ...speech.slice(3)],
      ]) {
        const { values, skips } = await read(
          t,
          "pairs.tsv",
          table(rows, (field) => field, delimiter, end),
        );
        assert.deepEqual(values, rows);
        assert.deepEqual(skips, []);
      }
    });

test("line ends that change within a table end rows all the same", async (t) => {
  for (const [first, rest] of [
    ["\r\n", "\n"],
    ["\n", "\r\n"],
    ["\r", "\n"],
    ["\n", "\r"],
    ["\r", "\r\n"],
  ] as const)
    for (const write of [(field: string) => field, writers["every field in quotes"]!])
      for (const delimiter of [",", "\t"]) {
        const text = [
          table(plain, write, delimiter, first),
          table([...plain], write, delimiter, rest)
            .split(rest)
            .slice(1)
            .join(rest),
        ].join(first);
        const { values, skips } = await read(t, "pairs.csv", text);
        assert.deepEqual(values, [...plain, ...plain], JSON.stringify([first, rest, delimiter]));
        assert.deepEqual(skips, []);
      }
});

test("a carriage return inside an unquoted text is no end of a row where line feeds are", async (t) => {
  const rows = [...plain, { document: "one\rtwo and three", summary: "x" }];
  const { values } = await read(
    t,
    "pairs.tsv",
    table(rows, (field) => field, "\t", "\n"),
  );
  assert.deepEqual(values, rows);
});

test("rows that end with carriage returns in the middle of a long table are told apart by their fields", async (t) => {
  const many = Array.from({ length: 30_000 }, (_, row) => ({
    document: `article ${row} about the mill and its seven sellers`,
    summary: `mill ${row}`,
  }));
  const plainText = (field: string) => field;
  const text = `${table(many, plainText, "\t", "\n")}\n${table(plain, plainText, "\t", "\r").slice("document\tsummary\r".length)}\n`;
  const { values, skips } = await read(t, "pairs.tsv", text);
  assert.deepEqual(values, [...many, ...plain]);
  assert.deepEqual(skips, []);
});

const doubtful =
  'document,summary\n"Never again said one,Mill safe\nThe bridge was closed",Bridge\nA third,B\n';

test("commas and a quote that may join whole rows are refused, and read either way when told", async (t) => {
  await assert.rejects(read(t, "pairs.csv", doubtful), failsWith("csv-doubtful", /:2 /));
  const none = await read(t, "pairs.csv", doubtful, { quote: "none" });
  assert.deepEqual(
    none.values.map(({ summary }) => summary),
    ["Mill safe", "Bridge", "B"],
  );
  const quoted = await read(t, "pairs.csv", doubtful, { quote: '"' });
  assert.deepEqual(
    quoted.values.map(({ summary }) => summary),
    ["Bridge", "B"],
  );
});

test("a quote that may join whole rows far down a table is refused there", async (t) => {
  const many = Array.from({ length: 30_000 }, (_, row) => ({
    document: `article ${row} about the mill`,
    summary: `m${row}`,
  }));
  const text = `${table(many, (field) => field, ",", "\n")}\n${doubtful.slice(17)}`;
  await assert.rejects(read(t, "pairs.csv", text), failsWith("csv-doubtful", /:30002 /));
});

test("a quoted text over several lines with one comma a line is one field where other rows need their quotes", async (t) => {
  const rows = [
    { document: "PARIS, France\nText without", summary: "a" },
    { document: "b, c, d", summary: "e" },
  ];
  const { values } = await read(
    t,
    "pairs.csv",
    table(rows, writers["quotes where they are needed"]!, ",", "\n"),
  );
  assert.deepEqual(values, rows);
});

for (const [name, sign] of Object.entries({
  "a form feed": "\f",
  "a vertical tab": "\v",
  "a file separator": "\x1c",
  "a next line": "\u0085",
  "a line separator": "\u2028",
  "a paragraph separator": "\u2029",
}))
  test(`${name} in a text ends no row`, async (t) => {
    const pairs = plain.map(({ document, summary }) => ({ document: `${document}${sign}more`, summary }));
    for (const delimiter of [",", "\t", ";", "|"]) {
      const rows = pairs.map(({ document, summary }) => `${document}${delimiter}${summary}`);
      const text = [`document${delimiter}summary`, ...rows].join("\n");
      assert.deepEqual((await read(t, "pairs.csv", text)).values, pairs);
    }
  });

test("two carriage returns before a line feed, and two line ends, end a row once", async (t) => {
  for (const end of ["\r\r\n", "\r\n\r\n"])
    for (const quote of ["", '"']) {
      const rows = plain.map(
        ({ document, summary }) => `${quote}${document}${quote},${quote}${summary}${quote}`,
      );
      assert.deepEqual((await read(t, "pairs.csv", ["document,summary", ...rows].join(end))).values, plain);
    }
});

test("carriage returns end rows also where quoted texts, be there one or several, hold line feeds", async (t) => {
  const pairs = plain.map(({ document, summary }) => ({
    document: `${document}\nthe "second" line\\`,
    summary,
  }));
  for (const some of [pairs, pairs.slice(0, 1)])
    for (const delimiter of [",", "\t", ";", "|"]) {
      const rows = some.map(
        ({ document, summary }) => `"${document.replaceAll('"', '""')}"${delimiter}${summary}`,
      );
      const text = `${[`document${delimiter}summary`, ...rows].join("\r")}\r`;
      assert.deepEqual((await read(t, "pairs.csv", text)).values, some);
    }
});

test("a delimiter that nobody looks for is read when it is named", async (t) => {
  for (const delimiter of ["^", "~", "\x01", ":", "¦", "、"]) {
    const rows = [{ document: "document", summary: "summary" }, ...plain];
    const text = rows.map(({ document, summary }) => `${document}${delimiter}${summary}`).join("\n");
    assert.deepEqual((await read(t, "pairs.csv", text, { delimiter })).values, plain);
  }
});

test("blanks around quoted fields, Excel's first line, blank lines and blanks in the header do not matter", async (t) => {
  const text = 'sep=;\r\ndocument; summary\r\n\r\n"a; b" ; "c"\r\n d e ;f\r\n';
  const { values, columns } = await read(t, "pairs.csv", text);
  assert.deepEqual(columns, ["document", "summary"]);
  assert.deepEqual(values, [
    { document: "a; b", summary: "c" },
    { document: " d e ", summary: "f" },
  ]);
});

test("the delimiter is the one that gives the columns wanted, whatever the ending says", async (t) => {
  const text = "document;summary\nfirst, second, third;a\nfourth, fifth, sixth;b\n";
  for (const name of ["pairs.csv", "pairs.tsv"]) {
    const { values } = await read(t, name, text);
    assert.deepEqual(values[0], { document: "first, second, third", summary: "a" });
  }
  const told = await read(t, "pairs.csv", "document^summary\na^b\n", { delimiter: "^" });
  assert.deepEqual(told.values, [{ document: "a", summary: "b" }]);
});

test("without quotes an escape stands before delimiters and makes line ends and tabs of letters, when told", async (t) => {
  const text = "document\tsummary\nfirst\\nsecond\\tthird \\\\ fourth\\\tfifth\tsum\n";
  const { values } = await read(t, "pairs.tsv", text, { quote: "none", escape: "\\" });
  assert.deepEqual(values, [{ document: "first\nsecond\tthird \\ fourth\tfifth", summary: "sum" }]);
  const literal = await read(t, "pairs.tsv", "document\tsummary\na\\nb\tc\n");
  assert.deepEqual(literal.values, [{ document: "a\\nb", summary: "c" }]);
});

test("rows out of step are skipped by line, and lines are counted in quoted fields too", async (t) => {
  const text = 'document,summary\r\n"one\r\ntwo",a\r\nlonely\r\na,b,c\r\nd e,f\r\n';
  const { values, skips } = await read(t, "pairs.csv", text);
  assert.equal(values.length, 2);
  assert.deepEqual(skips, ["4 wrong-field-count", "5 wrong-field-count"]);
});

test("a delimiter at the end of every line is no field", async (t) => {
  const { values, skips } = await read(t, "pairs.csv", 'document,summary\na b c,d,\n"e, f",g,\nh,i,j,\n');
  assert.deepEqual(values, [
    { document: "a b c", summary: "d" },
    { document: "e, f", summary: "g" },
  ]);
  assert.deepEqual(skips, ["4 wrong-field-count"]);
});

test("quotes that do not close, and text behind closing ones, are refused with their line", async (t) => {
  const good = table(awkward, writers["every field in quotes"]!, ",", "\n");
  await assert.rejects(
    read(t, "pairs.csv", `${good}\n"open,field\n`),
    failsWith("csv-malformed", /:7 .*never closed/),
  );
  await assert.rejects(
    read(t, "pairs.csv", `${good}\n"a" and, "b" then, c\n`),
    failsWith("csv-malformed", /:7 .*between a closing quote/),
  );
});

test("a field that begins with a quoted word is text where the row is in step with it", async (t) => {
  const text = 'document,summary\n"Never again" they said on day 0,Mill\n"all, quoted",B\n';
  const { values } = await read(t, "pairs.csv", text);
  assert.deepEqual(values, [
    { document: '"Never again" they said on day 0', summary: "Mill" },
    { document: "all, quoted", summary: "B" },
  ]);
});

test("two columns of one name are refused when they are wanted", async (t) => {
  await assert.rejects(
    read(t, "pairs.csv", "document,summary,summary\na b,c,d\n"),
    failsWith("csv-repeated-column", /summary, summary/),
  );
  const other = await read(t, "pairs.csv", "x,document,x,summary\n1,a b,2,c\n");
  assert.deepEqual(other.values, [{ document: "a b", summary: "c" }]);
});

test("a row whose bytes are no UTF-8 is skipped where it is wanted, and read where it is not", async (t) => {
  const text = Buffer.concat([
    Buffer.from("note,document,summary\nx,a b c,d\n"),
    Buffer.from([0xe9]),
    Buffer.from(",e f g,h\nx,i "),
    Buffer.from([0xe9]),
    Buffer.from(" j,k\n"),
  ]);
  const { values, skips } = await read(t, "pairs.csv", text);
  assert.equal(values.length, 2);
  assert.deepEqual(skips, ["4 invalid-utf8"]);
});

test("an option of more than one character is refused by its name", async (t) => {
  for (const [option, given] of [
    ["--delimiter", { delimiter: ";;" }],
    ["--quote", { quote: "no" }],
    ["--escape", { escape: "" }],
  ] as const)
    await assert.rejects(
      read(t, "pairs.csv", "document,summary\n", given),
      failsWith("csv-character", new RegExp(option)),
    );
});

const field = fc
  .array(fc.constantFrom("a", "word", '"', '""', ",", "\n", " ", "\\", "é"), { maxLength: 6 })
  .map((parts) => parts.join(""));

test("property: what RFC 4180 says of quotes is read as an independent reader reads it", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(field, field), { minLength: 1, maxLength: 6 }), (rows) => {
      const text = [["h1", "h2"], ...rows]
        .map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(","))
        .join("\n");
      const mine: (readonly string[])[] = [];
      let reader = new RowReader({ delimiter: ",", quote: '"', escaper: '"' });
      for (const line of text.split("\n")) {
        const fields = reader.feed(line);
        if (fields === undefined) continue;
        mine.push(fields.values);
        reader = new RowReader({ delimiter: ",", quote: '"', escaper: '"' });
      }
      assert.deepEqual(mine, parse(text));
    }),
    { numRuns: 1000 },
  );
});

test("property: a table in quotes is never taken for one without", () => {
  const texts = fc.tuple(field, field).filter(([document, summary]) => `${document}${summary}`.trim() !== "");
  fc.assert(
    fc.property(fc.array(texts, { minLength: 1, maxLength: 6 }), (rows) => {
      const quoted = [["document", "summary"], ...rows]
        .map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join("\t"))
        .join("\n");
      const fits = (columns: readonly string[]) => columns.includes("document");
      const options = { fits, scratch: async () => "" };
      const form = chooseForm({ text: quoted, isWhole: true }, options, "\t", "test");
      assert.equal(form.quote, '"');
    }),
  );
});

const pieces = ["mill", '"', 'said "no"', '"so', 'so"', '5"', '""', "\\", '\\"', "'x'", " ", "é", "日本"];
const nasty = fc
  .array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 6 })
  .map((some) => `${some.join(" ")}.`);
const anyDelimiter = fc.constantFrom(...Object.values(delimiters));
const anyEnd = fc.constantFrom(...Object.values(ends));
const longer = fc.constantFrom("", ", more", "\nmore", "; | \t more");

async function rowsOf(text: string, preferred: "," | "\t"): Promise<readonly RawRow[]> {
  const fits = (columns: readonly string[]) => columns.includes("document") && columns.includes("summary");
  const chunks = async function* () {
    yield Buffer.from(text);
  };
  const options = { fits, scratch: async () => "" };
  const { rows } = await openTable(new ByteStream(chunks()), options, preferred, "test");
  return Array.fromAsync(rows(["document", "summary"]));
}

test("property: a table with quotes where they are needed comes back as it was, whatever its texts hold", () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(nasty, longer, nasty), { minLength: 1, maxLength: 8 }),
      anyDelimiter,
      anyEnd,
      fc.constantFrom("every field in quotes", "quotes where they are needed"),
      async (texts, delimiter, end, how) => {
        const rows = texts.map(([document, more, summary]) => ({ document: document + more, summary }));
        const found = await rowsOf(table(rows, writers[how]!, delimiter, end), ",");
        assert.deepEqual(
          found.map((row) => ("values" in row ? row.values : row.skip)),
          rows,
        );
      },
    ),
    { numRuns: 1000 },
  ));

test("property: no row of a table without quotes is lost or joined to another, or the table is refused", () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(nasty, nasty), { minLength: 1, maxLength: 8 }),
      anyDelimiter,
      anyEnd,
      async (texts, delimiter, end) => {
        const rows = texts.map(([document, summary]) => ({ document, summary }));
        const text = table(rows, (field) => field, delimiter, end);
        const count = await rowsOf(text, ",").then(
          (found) => found.filter((row) => "values" in row).length,
          (error: unknown) => (error as BenchError).code,
        );
        assert.ok(count === rows.length || count === "csv-doubtful" || count === "csv-malformed", `${count}`);
      },
    ),
    { numRuns: 1000 },
  ));
