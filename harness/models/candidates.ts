import { HIDDEN_SCORE } from "./attention.ts";
import type { Search } from "./choice.ts";
import type { TransformerConfig } from "./config.ts";
import type { FoundSymbols } from "./decoder-programs.ts";

/** What a search found: `perSource` candidates for each of `sources` sources, likeliest first under beam search. */
export interface Candidates {
  readonly sources: number;
  readonly perSource: number;
  /** Target positions kept for each candidate. */
  readonly length: number;
  /** `[sources, perSource, length]`; after the end symbol only `pad`, or `end` where the model has no pad. */
  readonly symbols: Int32Array;
  /** `[sources, perSource]`: symbols of each candidate, its end symbol included; 0 where a source has fewer candidates. */
  readonly lengths: Int32Array;
  /** `[sources, perSource]`: natural log of the model's own probability (temperature 1, nothing cut off); −Infinity where there is no candidate. */
  readonly logProbabilities: Float64Array;
}

/** Room for the candidates of `sources` sources. */
export function emptyCandidates(config: TransformerConfig, sources: number, perSource: number): Candidates {
  const { targetLength: length, symbols } = config;
  return {
    sources,
    perSource,
    length,
    symbols: new Int32Array(sources * perSource * length).fill(symbols.pad ?? symbols.end ?? 0),
    lengths: new Int32Array(sources * perSource),
    logProbabilities: new Float64Array(sources * perSource).fill(Number.NEGATIVE_INFINITY),
  };
}

/** Copies a run's rows to the candidates from source `first` on; rows beyond the last source are filling and dropped. */
export function writeCandidates(
  config: TransformerConfig,
  search: Search,
  candidates: Candidates,
  found: FoundSymbols,
  first: number,
): void {
  const positions = found.symbols.shape[1]!;
  const start = first * candidates.perSource;
  const rows = Math.min(found.symbols.shape[0]!, candidates.lengths.length - start);
  for (let row = 0; row < rows; row++) {
    const symbols = found.symbols.data.subarray(row * positions, (row + 1) * positions);
    const length = lengthOf(symbols, config.symbols.end);
    const score =
      search.kind === "beam" ? found.scores.data[row]! : sumOf(found.scores.data, row * positions, length);
    if (score <= HIDDEN_SCORE / 2) continue;
    candidates.symbols.set(symbols.subarray(0, length), (start + row) * candidates.length);
    candidates.lengths[start + row] = length;
    candidates.logProbabilities[start + row] = score;
  }
}

/** Each source's candidates of `first`, then those of `second`: for the same sources and positions. */
export function beside(first: Candidates, second: Candidates): Candidates {
  const { sources, length } = first;
  const perSource = first.perSource + second.perSource;
  const joined: Candidates = {
    sources,
    perSource,
    length,
    symbols: new Int32Array(sources * perSource * length),
    lengths: new Int32Array(sources * perSource),
    logProbabilities: new Float64Array(sources * perSource),
  };
  for (let source = 0; source < sources; source++) {
    copyRows(first, source, joined, source * perSource);
    copyRows(second, source, joined, source * perSource + first.perSource);
  }
  return joined;
}

function copyRows({ perSource, length, ...from }: Candidates, source: number, to: Candidates, row: number) {
  const [start, end] = [source * perSource, (source + 1) * perSource];
  to.symbols.set(from.symbols.subarray(start * length, end * length), row * length);
  to.lengths.set(from.lengths.subarray(start, end), row);
  to.logProbabilities.set(from.logProbabilities.subarray(start, end), row);
}

function lengthOf(symbols: ArrayLike<number>, end: number | undefined): number {
  if (end === undefined) return symbols.length;
  const place = Array.prototype.indexOf.call(symbols, end);
  return place < 0 ? symbols.length : place + 1;
}

function sumOf(values: ArrayLike<number>, first: number, count: number): number {
  let sum = 0;
  for (let place = first; place < first + count; place++) sum += values[place]!;
  return sum;
}
