import { type Bundle, vectorArray } from "../../harness/artifacts/index.ts";
import { type Candidates, type Examples, pickRows } from "../../harness/models/index.ts";
import {
  type CandidateList,
  ownPool,
  type Pool,
  type PoolItem,
  type TrainingSource,
} from "../../harness/task/index.ts";
import type { Articles } from "./articles.ts";
import { rouge } from "./rouge/index.ts";
import type { Vocabulary } from "./text/index.ts";

/** What a pool needs to know beside its candidates. */
export interface Archive {
  readonly articles: Articles;
  readonly vocabulary: Vocabulary;
  /** ROUGE-1 F above which a candidate is right. */
  readonly rightAbove: number;
}

/** The same number of summaries for each article, with their symbols, lengths and the model's own log-probabilities. */
export type Summaries = Omit<Candidates, "sources">;

/** Articles with the same number of proposed summaries each. */
export class SummaryPool implements Pool {
  readonly archive: Archive;
  readonly summaries: Summaries;
  /** Item by item; −1 until asked. */
  readonly #scores: Float64Array;

  constructor(archive: Archive, summaries: Summaries) {
    this.archive = archive;
    this.summaries = summaries;
    this.#scores = new Float64Array(summaries.lengths.length).fill(-1);
  }

  get items(): number {
    return this.archive.articles.pairs.length;
  }

  candidatesOf(): number {
    return this.summaries.perSource;
  }

  item(item: number): PoolItem {
    const candidates = Array.from({ length: this.candidatesOf() }, (_, candidate) => {
      const row = this.rowOf(item, candidate);
      return {
        output: this.textOf(item, candidate),
        logprob: this.summaries.logProbabilities[row]!,
        tokens: this.summaries.lengths[row]!,
      };
    });
    return { input: this.archive.articles.pairs[item]!.document, candidates };
  }

  isCorrect(item: number, candidate: number): boolean {
    return this.rouge1(item, candidate) > this.archive.rightAbove;
  }

  /** ROUGE-1 F of a candidate against the reference, in [0, 1]. */
  rouge1(item: number, candidate: number): number {
    const row = this.rowOf(item, candidate);
    if (this.#scores[row]! < 0) {
      const reference = this.archive.articles.pairs[item]!.summary;
      const { rouge1 } = rouge(this.textOf(item, candidate), reference, { types: ["rouge1"] });
      this.#scores[row] = rouge1.fMeasure;
    }
    return this.#scores[row]!;
  }

  /** The text of a candidate. */
  textOf(item: number, candidate: number): string {
    const { articles, vocabulary } = this.archive;
    return vocabulary.write(this.symbolsOf(item, candidate), articles.borrowed[item]!);
  }

  /** The symbols of a candidate, filled up with `pad`. */
  symbolsOf(item: number, candidate: number): Int32Array {
    const { symbols, length } = this.summaries;
    const row = this.rowOf(item, candidate);
    return symbols.subarray(row * length, (row + 1) * length);
  }

  save(): Bundle {
    const { symbols, lengths, logProbabilities, perSource } = this.summaries;
    return {
      arrays: {
        symbols: vectorArray(symbols),
        lengths: vectorArray(lengths),
        logprobs: vectorArray(logProbabilities),
      },
      metadata: { perArticle: String(perSource) },
    };
  }

  /** Number of a candidate, counted through the pool. */
  rowOf(item: number, candidate: number): number {
    return item * this.summaries.perSource + candidate;
  }
}

/** A saved pool on its articles. */
export function restoredPool({ arrays, metadata }: Bundle, archive: Archive): SummaryPool {
  const lengths = Int32Array.from(arrays["lengths"]!.data);
  const symbols = Int32Array.from(arrays["symbols"]!.data);
  return new SummaryPool(archive, {
    perSource: Number(metadata["perArticle"]),
    length: symbols.length / lengths.length,
    symbols,
    lengths,
    logProbabilities: Float64Array.from(arrays["logprobs"]!.data),
  });
}

/** Every article with its reference as the only candidate, of which one is certain. */
export class TruthPool extends SummaryPool {
  constructor(archive: Archive) {
    const { pairs, targets } = archive.articles;
    const length = targets.length / pairs.length;
    super(archive, {
      perSource: 1,
      length,
      symbols: targets,
      lengths: Int32Array.from(pairs, (_, row) =>
        lengthOf(targets.subarray(row * length, (row + 1) * length)),
      ),
      logProbabilities: new Float64Array(pairs.length),
    });
  }

  override textOf(item: number): string {
    return this.archive.articles.pairs[item]!.summary;
  }
}

/** The pool as this task made it. Throws when it is some other task's. */
export function summaryPool(pool: Pool): SummaryPool {
  return ownPool(pool, SummaryPool);
}

/** A selection as pairs to train on. */
export function selectedExamples({ pool, selection }: TrainingSource): Examples {
  return { ...listedExamples(summaryPool(pool), selection), weights: selection.weights };
}

/** Candidates as pairs of symbols, each with weight 1. */
export function listedExamples(pool: SummaryPool, { items, candidates }: CandidateList): Examples {
  const { sources, pairs } = pool.archive.articles;
  const rows = items.map((item, place) => pool.rowOf(item, candidates[place]!));
  return {
    count: items.length,
    sources: pickRows(sources, sources.length / pairs.length, items),
    targets: pickRows(pool.summaries.symbols, pool.summaries.length, rows),
    weights: new Float64Array(items.length).fill(1),
  };
}

function lengthOf(symbols: Int32Array): number {
  return symbols.findLastIndex((symbol) => symbol !== 0) + 1;
}
