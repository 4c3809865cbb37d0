import { BenchError } from "../../../harness/errors/index.ts";
import { type Examples, joinExamples } from "../../../harness/models/index.ts";
import type { RandomStream } from "../../../harness/random/index.ts";
import type { SequenceInstance, SequencePool, SequenceStudent } from "../../../harness/sequence/index.ts";
import type { Guess } from "../encoding/index.ts";
import { pairsOf } from "../instance.ts";
import { drawMatrices, type SymmetricMatrix } from "../matrices/index.ts";
import type { Setting } from "../settings.ts";

/** Pools that are drawn at most to fill one training set. */
const piecesAllowed = 100;

export type GuessPool = SequencePool<SymmetricMatrix, Guess>;

/** Who guesses, and how guesses are read. */
export interface Guessing {
  readonly setting: Setting;
  readonly instance: SequenceInstance<SymmetricMatrix, Guess>;
  readonly generator: SequenceStudent<SymmetricMatrix, Guess>;
}

/** A guess for a fresh matrix, as whoever keeps it or not sees it. */
export interface StockedGuess {
  readonly isRight: boolean;
  /** Uniform on [0, 1), the guess's own. */
  readonly luck: number;
}

/** Greedy guesses of a generator for fresh matrices, written as they are asked for, the same ones to whoever asks. */
export class GuessStock {
  readonly #models: Guessing;
  readonly #random: RandomStream;
  readonly #pieces: Promise<GuessPool>[] = [];

  constructor(models: Guessing, random: RandomStream) {
    this.#models = models;
    this.#random = random;
  }

  /**
   * The guesses that are kept as examples, in the order in which they were written, up to the first at which `judge` ends. Throws
   * `too-few-right` where the stock has no end.
   */
  async sift(judge: (guess: StockedGuess) => "keep" | "drop" | "end"): Promise<Examples> {
    const lessons: Examples[] = [];
    for (let piece = 0, isOver = false; !isOver; piece++) {
      if (piece === piecesAllowed) throw tooFew(lessons.reduce((sum, { count }) => sum + count, 0));
      const pool = await this.#piece(piece);
      const lucks = this.#random.split("errors", piece);
      const kept: number[] = [];
      for (let item = 0; item < pool.items && !isOver; item++) {
        const said = judge({ isRight: pool.isCorrect(item, 0), luck: lucks.uniform() });
        if (said === "keep") kept.push(item);
        isOver = said === "end";
      }
      if (kept.length > 0)
        lessons.push(this.#models.instance.reader.selected(pool, firstOf(Uint32Array.from(kept))));
    }
    return joinExamples(lessons);
  }

  /** The first `wanted` guesses that `isKept`. */
  gather(wanted: number, isKept: (guess: StockedGuess) => boolean): Promise<Examples> {
    let kept = 0;
    return this.sift((guess) => {
      if (kept === wanted) return "end";
      if (!isKept(guess)) return "drop";
      kept++;
      return "keep";
    });
  }

  #piece(piece: number): Promise<GuessPool> {
    const { pool } = this.#models.setting;
    this.#pieces[piece] ??= greedyPool(this.#models, this.#random.split("inputs", piece), pool);
    return this.#pieces[piece];
  }
}

/** Greedy guesses for fresh matrices, one each. */
export function greedyPool(
  { setting, generator }: Pick<Guessing, "setting" | "generator">,
  random: RandomStream,
  count: number,
): Promise<GuessPool> {
  return generator.write(pairsOf(drawMatrices(random, setting.matrices, count)), { kind: "greedy" });
}

export function everyItem(pool: GuessPool): Uint32Array {
  return Uint32Array.from({ length: pool.items }, (_, item) => item);
}

/** The first guess of each of those items. */
export function firstOf(items: Uint32Array) {
  return { items, candidates: new Uint32Array(items.length) };
}

function tooFew(found: number): BenchError {
  return new BenchError("the generator is right too seldom to fill a training set with verified guesses", {
    code: "too-few-right",
    blame: "task",
    where: "the numbers of the replication",
    expected: `what is wanted in ${piecesAllowed} pools`,
    received: `${found} guesses`,
    mend: "Want fewer right guesses, raise `tolerance`, or train the generator on more real examples.",
  });
}
