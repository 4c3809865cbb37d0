import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { randomStream } from "../../../../harness/random/index.ts";
import { SubsequenceTable } from "../../../../tasks/news/rouge/columns.ts";
import { rouge } from "../../../../tasks/news/rouge/index.ts";
import { markCommon, sequenceOverlap } from "../../../../tasks/news/rouge/lcs.ts";

interface Common {
  readonly length: number;
  /** Places in the reference. */
  readonly marks: readonly number[];
}

/** The whole table of longest common subsequences and the way back through it: the definition, in quadratic memory. */
function byTable(reference: readonly string[], other: readonly string[]): Common {
  const width = other.length + 1;
  const table = new Uint32Array((reference.length + 1) * width);
  for (let row = 1; row <= reference.length; row++)
    for (let column = 1; column < width; column++) {
      const place = row * width + column;
      table[place] =
        reference[row - 1] === other[column - 1]
          ? table[place - width - 1]! + 1
          : Math.max(table[place - width]!, table[place - 1]!);
    }
  const marks: number[] = [];
  let [row, column] = [reference.length, other.length];
  while (row > 0 && column > 0) {
    if (reference[row - 1] === other[column - 1]) {
      marks.unshift(--row);
      column--;
    } else if (table[row * width + column - 1]! > table[(row - 1) * width + column]!) column--;
    else row--;
  }
  return { length: table.at(-1)!, marks };
}

function byBits(reference: readonly string[], other: readonly string[]): Common {
  const marks = new Uint8Array(reference.length);
  markCommon(reference, new SubsequenceTable(other), marks);
  return {
    length: sequenceOverlap(other, reference).hits,
    marks: [...marks.keys()].filter((place) => marks[place] === 1),
  };
}

const alphabet = fc.constantFrom(1, 2, 3, 5, 12, 60);
const tokens = (most: number) =>
  alphabet.chain((size) => fc.array(fc.nat(size - 1).map(String), { maxLength: most, size: "max" }));

test("property: length and places are those of the whole table, whatever the texts repeat", () => {
  fc.assert(
    fc.property(tokens(150), tokens(150), (reference, other) => {
      assert.deepEqual(byBits(reference, other), byTable(reference, other));
    }),
    { numRuns: 2000 },
  );
});

test("texts so long that rows are computed twice have the places of the whole table too", () => {
  const stream = randomStream("test", "lcs");
  for (const [rows, columns, size] of [
    [2500, 2400, 3],
    [3000, 1500, 40],
    [1200, 3100, 2],
    [2600, 2600, 900],
    [70_000, 40, 5],
  ] as const) {
    const draw = (length: number) => Array.from({ length }, () => String(stream.integer(size)));
    const [reference, other] = [draw(rows), draw(columns)];
    assert.deepEqual(byBits(reference, other), byTable(reference, other));
  }
});

test("columns at the edges of 32 are counted like the others", () => {
  for (const length of [31, 32, 33, 63, 64, 65, 96])
    for (const size of [1, 2, 7]) {
      const reference = Array.from({ length }, (_, place) => String(place % size));
      const other = Array.from({ length: length + 1 }, (_, place) => String((place * 3) % size));
      assert.deepEqual(byBits(reference, other), byTable(reference, other));
      assert.deepEqual(byBits(other, reference), byTable(other, reference));
    }
});

test("two texts of 20,000 words are scored in memory that their words take, not their pairs", () => {
  const stream = randomStream("test", "long");
  const text = () => Array.from({ length: 20_000 }, () => `w${stream.integer(5000)}`).join(" ");
  const [one, other] = [text(), text()];
  const before = process.memoryUsage().arrayBuffers;
  const { rougeL, rougeLsum } = rouge(one, other, { types: ["rougeL", "rougeLsum"] });
  // The table alone would have 1.6 GB.
  assert.ok(process.memoryUsage().arrayBuffers - before < 64e6);
  assert.equal(rougeL.precision, rougeLsum.precision);
  assert.ok(rougeL.fMeasure > 0 && rougeL.fMeasure < 0.1);
});
