/** How many n-grams two token lists share, repeats clipped to the smaller count, and how many each has. */
export interface Overlap {
  readonly hits: number;
  readonly predicted: number;
  readonly wanted: number;
}

/** Clipped overlap of the n-gram multisets (Lin 2004, section 2). */
export function ngramOverlap(
  prediction: readonly string[],
  reference: readonly string[],
  n: number,
): Overlap {
  const predictedGrams = ngrams(prediction, n);
  const wantedGrams = ngrams(reference, n);
  const left = countOf(wantedGrams);
  let hits = 0;
  for (const gram of predictedGrams) {
    const count = left.get(gram);
    if (count === undefined || count === 0) continue;
    left.set(gram, count - 1);
    hits++;
  }
  return { hits, predicted: predictedGrams.length, wanted: wantedGrams.length };
}

/** How often each value occurs. */
export function countOf(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

function ngrams(tokens: readonly string[], n: number): readonly string[] {
  if (n === 1) return tokens;
  const grams: string[] = [];
  for (let start = 0; start + n <= tokens.length; start++)
    grams.push(tokens.slice(start, start + n).join(" "));
  return grams;
}
