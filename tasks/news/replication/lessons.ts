import { type ArtifactStore, keptValue } from "../../../harness/artifacts/index.ts";
import type { RandomStream } from "../../../harness/random/index.ts";
import { sequencePool } from "../../../harness/sequence/index.ts";
import type { CandidateList, Pool, Selection, Student, TaskInstance } from "../../../harness/task/index.ts";
import type { Lesson, Selector } from "./plan.ts";

/** What a model learnt. */
export interface Outcome {
  /** ROUGE-1 F on the test set. */
  readonly rouge1: number;
  /** Mean ROUGE-1 F, against the references, of what it was trained on; 1 for references. */
  readonly taught: number;
  /** 1/(1 + ψ/φ) of the selection; null where nothing was selected, or nothing wrong was there to keep. */
  readonly pStar: number | null;
}

/** One repetition: a task, its generator and what the generator wrote, greedily, one summary an article. */
export interface Repetition {
  readonly instance: TaskInstance;
  readonly generator: Student;
  readonly pool: Pool;
  readonly random: RandomStream;
}

const round = { round: 1, regime: "replace" } as const;
/** One greedy summary an article, as in the paper. */
export const greedy = { search: "sample", candidates: 1, temperature: 1, topP: 1 } as const;

/** Trains and tests, or finds what was kept of it. */
export function takeLesson(
  artifacts: ArtifactStore,
  seed: number,
  lesson: Lesson,
  open: () => Promise<Repetition>,
): Promise<Outcome> {
  return keptValue(artifacts, { what: "lesson", seed, lesson }, async () => outcomeOf(lesson, await open()));
}

async function outcomeOf(lesson: Lesson, repetition: Repetition): Promise<Outcome> {
  const { instance, generator, pool } = repetition;
  if (lesson.kind === "generator") return { rouge1: await rouge1Of(generator), taught: 1, pStar: null };
  if (lesson.kind === "human") {
    const truth = await instance.truth(round);
    const sources = [{ pool: truth, selection: selectionOf(everyItem(truth)) }];
    // Accumulating adds the real pairs.
    const { student } = await instance.train({ round: 1, regime: "accumulate", sources });
    return { rouge1: await rouge1Of(student), taught: 1, pStar: null };
  }
  const selection = selectionOf(await select(lesson.selector, lesson.rate, repetition));
  const { student } = await instance.train({ ...round, sources: [{ pool, selection }] });
  return {
    rouge1: await rouge1Of(student),
    taught: meanRouge1(pool, selection),
    pStar: boundary(pool, selection),
  };
}

async function rouge1Of(generator: Student): Promise<number> {
  return (await generator.evaluate())["rouge1"]!;
}

/** The items with the highest scores; among equals the first. */
async function select(selector: Selector, rate: number, repetition: Repetition): Promise<number[]> {
  const items = everyItem(repetition.pool);
  const scores = await scoresOf(selector, repetition, selectionOf(items));
  const ranked = items.toSorted((a, b) => scores[b]! - scores[a]! || a - b);
  return ranked.slice(0, Math.max(1, Math.round(rate * items.length)));
}

async function scoresOf(
  selector: Selector,
  { instance, pool, random }: Repetition,
  list: CandidateList,
): Promise<Float64Array> {
  if (selector === "random") return Float64Array.from(list.items, () => random.uniform());
  if (selector !== "self") return instance.verifiers[selector]!(pool, list);
  return Float64Array.from(list.items, (item) => {
    const { logprob, tokens } = pool.item(item).candidates[0]!;
    return logprob / Math.max(1, tokens);
  });
}

function everyItem(pool: Pool): number[] {
  return Array.from({ length: pool.items }, (_, item) => item);
}

function selectionOf(items: readonly number[]): Selection {
  return {
    items: Uint32Array.from(items),
    candidates: new Uint32Array(items.length),
    weights: new Float64Array(items.length).fill(1),
  };
}

function meanRouge1(pool: Pool, { items }: CandidateList): number {
  const summaries = sequencePool(pool);
  return items.reduce((sum, item) => sum + summaries.measureOf(item, 0), 0) / items.length;
}

/** p⋆ of Theorem 4.2: φ and ψ are the shares kept of right and of wrong summaries. */
function boundary(pool: Pool, { items }: CandidateList): number | null {
  const all = everyItem(pool);
  const right = all.filter((item) => pool.isCorrect(item, 0)).length;
  const keptRight = items.filter((item) => pool.isCorrect(item, 0)).length;
  const phi = keptRight / right;
  const psi = (items.length - keptRight) / (all.length - right);
  const value = phi / (phi + psi);
  return Number.isFinite(value) ? value : null;
}
