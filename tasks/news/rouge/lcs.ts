import { SubsequenceTable, zerosIn } from "./columns.ts";
import { countOf, type Overlap } from "./ngrams.ts";

/** A table of at most so many words of bits is kept whole; a larger one is gone through again in blocks. */
const keptWords = 65_536;

/** Length of the longest common subsequence of two token lists (Lin 2004, section 3.1). */
export function sequenceOverlap(prediction: readonly string[], reference: readonly string[]): Overlap {
  const columns = new SubsequenceTable(prediction);
  const row = columns.firstRow();
  for (const token of reference) columns.advance(row, token);
  return {
    hits: zerosIn(row, prediction.length),
    predicted: prediction.length,
    wanted: reference.length,
  };
}

/**
 * Summary-level overlap (Lin 2004, section 3.2): for each reference sentence the union of its common subsequences
 * with every predicted sentence; a token counts only while both sides still have an unused copy of it.
 */
export function summaryOverlap(
  prediction: readonly (readonly string[])[],
  reference: readonly (readonly string[])[],
): Overlap {
  const allPredicted = prediction.flat();
  const allWanted = reference.flat();
  const leftPredicted = countOf(allPredicted);
  const leftWanted = countOf(allWanted);
  const sentences = prediction.map((sentence) => new SubsequenceTable(sentence));
  let hits = 0;
  for (const sentence of reference) {
    for (const token of unionTokens(sentence, sentences)) {
      const predicted = leftPredicted.get(token) ?? 0;
      const wanted = leftWanted.get(token) ?? 0;
      if (predicted === 0 || wanted === 0) continue;
      leftPredicted.set(token, predicted - 1);
      leftWanted.set(token, wanted - 1);
      hits++;
    }
  }
  return { hits, predicted: allPredicted.length, wanted: allWanted.length };
}

function unionTokens(sentence: readonly string[], others: readonly SubsequenceTable[]): string[] {
  const inUnion = new Uint8Array(sentence.length);
  for (const other of others) markCommon(sentence, other, inUnion);
  return sentence.filter((_, index) => inUnion[index] === 1);
}

/**
 * Marks the places in `reference` of one longest common subsequence; which of several, as the reference scorer picks:
 * from the table's last corner, an equal pair is taken, else the way goes left where the number there is larger than
 * the one above, and up where it is not. Of r rows some √r are kept, and the rows of a block between two of them.
 */
export function markCommon(reference: readonly string[], other: SubsequenceTable, marks: Uint8Array): void {
  const rowsKept = Math.floor(keptWords / Math.max(1, other.firstRow().length));
  const block = Math.max(rowsKept, Math.ceil(Math.sqrt(reference.length)));
  const starts = blockStarts(reference, other, block);
  let column = other.tokens.length;
  for (const [index, start] of [...starts.entries()].reverse()) {
    const from = index * block;
    const rows = rowsAfter(start, reference.slice(from, from + block), other);
    column = walkBlock(rows, reference, from, other, column, marks);
    if (column === 0) return;
  }
}

/** The row above each block of `block` rows. */
function blockStarts(reference: readonly string[], other: SubsequenceTable, block: number): Int32Array[] {
  const row = other.firstRow();
  const starts = [row.slice()];
  for (let from = 0; from + block < reference.length; from += block) {
    for (const token of reference.slice(from, from + block)) other.advance(row, token);
    starts.push(row.slice());
  }
  return starts;
}

/** The row above a block, and each of its rows. */
function rowsAfter(start: Int32Array, tokens: readonly string[], other: SubsequenceTable): Int32Array[] {
  const rows = [start];
  for (const token of tokens) {
    const above = rows.at(-1)!;
    if (!other.has(token)) {
      rows.push(above);
      continue;
    }
    const row = above.slice();
    other.advance(row, token);
    rows.push(row);
  }
  return rows;
}

/** Goes from a block's last row and a column to the row above the block; gives the column where it comes out, or 0. */
function walkBlock(
  rows: readonly Int32Array[],
  reference: readonly string[],
  from: number,
  other: SubsequenceTable,
  start: number,
  marks: Uint8Array,
): number {
  let column = start;
  for (let row = rows.length - 1; row > 0 && column > 0; row--) {
    const token = reference[from + row - 1]!;
    if (rows[row] === rows[row - 1]) continue;
    let here = zerosIn(rows[row]!, column);
    let above = zerosIn(rows[row - 1]!, column);
    while (column > 0 && here > above && other.tokens[column - 1] !== token) {
      column--;
      here -= zeroAt(rows[row]!, column);
      above -= zeroAt(rows[row - 1]!, column);
    }
    if (column === 0 || other.tokens[column - 1] !== token) continue;
    marks[from + row - 1] = 1;
    column--;
  }
  return column;
}

function zeroAt(row: Int32Array, column: number): number {
  return ((row[column >>> 5]! >>> (column & 31)) & 1) ^ 1;
}
