import { type Bundle, vectorArray } from "../../harness/artifacts/index.ts";
import { ownPool, type Pool, type PoolItem, type TrainingSource } from "../../harness/task/index.ts";
import { inputOf, type LabelledInputs } from "./linear/examples.ts";
import type { TrainingPart } from "./linear/training-set.ts";

/** One round's inputs, each with one proposed label. */
export class LabelPool implements Pool {
  readonly examples: LabelledInputs;
  /** ±1, one for each example. */
  readonly proposed: Int8Array;
  readonly #logprobs: Float64Array;

  constructor(examples: LabelledInputs, proposed: Int8Array, logprobs: Float64Array) {
    this.examples = examples;
    this.proposed = proposed;
    this.#logprobs = logprobs;
  }

  get items(): number {
    return this.examples.count;
  }

  candidatesOf(): number {
    return 1;
  }

  item(item: number): PoolItem {
    const candidate = { output: this.proposed[item], logprob: this.#logprobs[item]!, tokens: 1 };
    return { input: inputOf(this.examples, item), candidates: [candidate] };
  }

  isCorrect(item: number): boolean {
    return this.proposed[item] === this.examples.labels[item];
  }

  save(): Bundle {
    return {
      arrays: {
        proposed: vectorArray(Int32Array.from(this.proposed)),
        logprobs: vectorArray(this.#logprobs),
      },
      metadata: {},
    };
  }
}

/** A saved pool on its round's inputs. */
export function restoredPool({ arrays }: Bundle, examples: LabelledInputs): LabelPool {
  const { proposed, logprobs } = arrays;
  return new LabelPool(examples, Int8Array.from(proposed!.data), Float64Array.from(logprobs!.data));
}

/** The pool as this task made it. Throws when it is some other task's. */
export function labelPool(pool: Pool): LabelPool {
  return ownPool(pool, LabelPool);
}

/** A selection as rows to train on. */
export function trainingPart({ pool, selection }: TrainingSource): TrainingPart {
  const { examples, proposed } = labelPool(pool);
  const rows = selection.items;
  return {
    examples,
    rows,
    targets: Int8Array.from(rows, (row) => proposed[row]!),
    weights: selection.weights,
  };
}
