import type { RandomStream } from "../../../harness/random/index.ts";
import { sequencePool } from "../../../harness/sequence/index.ts";
import type {
  Decoding,
  Pool,
  RoundPosition,
  Selection,
  Student,
  TaskInstance,
  TrainingOutcome,
  TrainingSource,
} from "../../../harness/task/index.ts";
import type { Rule } from "./rules.ts";

export interface RoundRequest extends RoundPosition {
  readonly rule: Rule;
  readonly generator: Student;
  readonly decoding: Decoding;
  readonly random: RandomStream;
  /** Most candidates to keep. */
  readonly keep: number;
  /** What earlier rounds kept, under `accumulate`. */
  readonly earlier: readonly TrainingSource[];
}

export interface PlayedRound {
  readonly pool: Pool;
  readonly selection: Selection;
  /** What the student learnt from in this round. */
  readonly source: TrainingSource;
  readonly trained: TrainingOutcome;
}

/** One round of a rule, in this process: the generator proposes, the rule keeps, a student learns. */
export async function playRound(instance: TaskInstance, request: RoundRequest): Promise<PlayedRound> {
  const { rule, generator, decoding, random, keep, earlier, round, regime } = request;
  const position = { round, regime };
  const pool = rule.truth ? await instance.truth(position) : await generator.propose(position, decoding);
  const { verifiers } = instance;
  const selection = await rule.select({ pool: sequencePool(pool), verifiers, random, keep });
  const source = rule.corrected
    ? { pool: await instance.truth(position), selection: withTruth(selection) }
    : { pool, selection };
  const trained = await instance.train({ ...position, sources: [...earlier, source] });
  return { pool, selection, source, trained };
}

/** The same items, each with its only candidate in a pool of true outputs. */
function withTruth(selection: Selection): Selection {
  return { ...selection, candidates: new Uint32Array(selection.items.length) };
}
