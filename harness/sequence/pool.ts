import type { Bundle } from "../artifacts/index.ts";
import { ownPool, type Pool, type PoolCost, type PoolItem } from "../task/index.ts";
import type { Pair, SequenceTask } from "./contract.ts";
import { savedWriting, type Writing } from "./writing.ts";

/** A round's inputs with what was written for them, judged when asked. It holds outputs; symbols are no part of what it needs. */
export class SequencePool<Input = unknown, Output = unknown> implements Pool {
  readonly pairs: readonly Pair<Input, Output>[];
  readonly writing: Writing<Output>;
  readonly #task: Pick<SequenceTask<Input, Output>, "judge" | "shown">;
  readonly #perInput: number;
  /** NaN until asked: judging can cost more than writing. */
  readonly #measured: Float64Array;

  constructor(
    task: Pick<SequenceTask<Input, Output>, "judge" | "shown">,
    pairs: readonly Pair<Input, Output>[],
    writing: Writing<Output>,
  ) {
    this.pairs = pairs;
    this.writing = writing;
    this.#task = task;
    this.#perInput = writing.logprobs.length / pairs.length;
    this.#measured = new Float64Array(writing.logprobs.length).fill(Number.NaN);
  }

  get items(): number {
    return this.pairs.length;
  }

  get cost(): PoolCost | undefined {
    return this.writing.cost;
  }

  candidatesOf(): number {
    return this.#perInput;
  }

  item(item: number): PoolItem {
    const { logprobs, tokens } = this.writing;
    const candidates = Array.from({ length: this.#perInput }, (_, candidate) => {
      const number = this.numberOf(item, candidate);
      return { output: this.outputOf(item, candidate), logprob: logprobs[number]!, tokens: tokens[number]! };
    });
    return { input: this.#task.shown(this.pairs[item]!.input), candidates };
  }

  isCorrect(item: number, candidate: number): boolean {
    return this.#task.judge.isRight(this.measureOf(item, candidate));
  }

  /** What the task's judge measures of a candidate. */
  measureOf(item: number, candidate: number): number {
    const number = this.numberOf(item, candidate);
    if (Number.isNaN(this.#measured[number]))
      this.#measured[number] = this.#task.judge.measure(this.outputOf(item, candidate), this.pairs[item]!);
    return this.#measured[number]!;
  }

  outputOf(item: number, candidate: number): Output {
    return this.writing.output(this.numberOf(item, candidate));
  }

  /** Number of a candidate, counted through the pool. */
  numberOf(item: number, candidate: number): number {
    return item * this.#perInput + candidate;
  }

  save(): Bundle {
    return savedWriting(this.writing);
  }
}

/** The pool as a sequence task made it. Throws when it is some other task's. */
export function sequencePool<Input, Output>(pool: Pool): SequencePool<Input, Output> {
  return ownPool(pool, SequencePool) as SequencePool<Input, Output>;
}
