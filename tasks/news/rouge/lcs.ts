import { countOf, type Overlap } from "./ngrams.ts";

/** Length of the longest common subsequence of two token lists (Lin 2004, section 3.1). */
export function sequenceOverlap(prediction: readonly string[], reference: readonly string[]): Overlap {
  return { hits: lcsLength(reference, prediction), predicted: prediction.length, wanted: reference.length };
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
  let hits = 0;
  for (const sentence of reference) {
    for (const token of unionTokens(sentence, prediction)) {
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

function unionTokens(sentence: readonly string[], others: readonly (readonly string[])[]): string[] {
  const inUnion = new Uint8Array(sentence.length);
  for (const other of others) markCommon(sentence, other, inUnion);
  return sentence.filter((_, index) => inUnion[index] === 1);
}

/** Marks the places in `reference` of one longest common subsequence; which of several, as the reference scorer picks. */
function markCommon(reference: readonly string[], other: readonly string[], marks: Uint8Array): void {
  const table = lcsTable(reference, other);
  const width = other.length + 1;
  let row = reference.length;
  let column = other.length;
  while (row > 0 && column > 0) {
    if (reference[row - 1] === other[column - 1]) {
      marks[--row] = 1;
      column--;
    } else if (table[row * width + column - 1]! > table[(row - 1) * width + column]!) {
      column--;
    } else {
      row--;
    }
  }
}

/** Two rows of the table are enough for the length alone, so that long texts need no long memory. */
function lcsLength(rows: readonly string[], columns: readonly string[]): number {
  let above = new Uint32Array(columns.length + 1);
  let row = new Uint32Array(columns.length + 1);
  for (const token of rows) {
    for (let j = 0; j < columns.length; j++) {
      row[j + 1] = token === columns[j] ? above[j]! + 1 : Math.max(above[j + 1]!, row[j]!);
    }
    [above, row] = [row, above];
  }
  return above[columns.length]!;
}

/** Flat table of (rows + 1) × (columns + 1) lengths: entry (i, j) is the answer for the first i and j tokens. */
function lcsTable(rows: readonly string[], columns: readonly string[]): Uint32Array {
  const width = columns.length + 1;
  const table = new Uint32Array((rows.length + 1) * width);
  for (let i = 1; i <= rows.length; i++) {
    const token = rows[i - 1];
    for (let j = 1; j < width; j++) {
      const place = i * width + j;
      table[place] =
        token === columns[j - 1]
          ? table[place - width - 1]! + 1
          : Math.max(table[place - width]!, table[place - 1]!);
    }
  }
  return table;
}
