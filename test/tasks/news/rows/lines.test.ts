import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { type Line, maxLineBytes, readLines } from "../../../../tasks/news/rows/index.ts";
import { testFolder } from "../data/corpora.ts";

async function linesOf(file: string): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const line of readLines(file)) lines.push(line);
  return lines;
}

test("lines end at line feeds, with or without a carriage return; the last one needs none; a byte-order mark goes", async (t) => {
  const file = join(await testFolder(t), "lines.txt");
  await writeFile(file, "\uFEFFone\r\n\ntwo\nthree");
  const texts = (await linesOf(file)).map((line) => ("text" in line ? line.text : line.unreadable));
  assert.deepEqual(texts, ["one", "", "two", "three"]);
});

test("an empty file has no lines", async (t) => {
  const file = join(await testFolder(t), "lines.txt");
  await writeFile(file, "");
  assert.deepEqual(await linesOf(file), []);
});

test("a line of exactly the limit is read, one byte more is not, and numbering goes on", async (t) => {
  const file = join(await testFolder(t), "lines.txt");
  await writeFile(file, `${"a".repeat(maxLineBytes)}\n${"b".repeat(maxLineBytes + 1)}\nc\n`);
  const [first, second, third] = await linesOf(file);
  assert.ok(first && "text" in first && first.text.length === maxLineBytes);
  assert.deepEqual(second, { line: 2, unreadable: "line-too-long" });
  assert.deepEqual(third, { line: 3, text: "c" });
});

test("property: any lines come back as they were, also where characters lie across the reader's chunks", async (t) => {
  const file = join(await testFolder(t), "lines.txt");
  const line = fc
    .string({ unit: "grapheme-composite", maxLength: 40 })
    .filter((text) => !/[\n\r\uFEFF]/.test(text) && text.isWellFormed());
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { minLength: 1, maxLength: 20 }),
      fc.integer({ min: 0, max: 70_000 }),
      async (lines, padding) => {
        const all = ["é".repeat(padding), ...lines];
        await writeFile(file, all.map((text) => `${text}\n`).join(""));
        const back = await linesOf(file);
        assert.deepEqual(
          back,
          all.map((text, index) => ({ line: index + 1, text })),
        );
      },
    ),
    { numRuns: 60 },
  );
});
