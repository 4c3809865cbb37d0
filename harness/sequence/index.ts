/**
 * Sequence: tasks in which models read a sequence of symbols and write one, made of a codec, a judge, data and a recipe.
 * In: a `SequenceTask`. Out: a `TaskInstance`: pools, students, verifiers, trainings.
 * Pools hold what was written, by whomever; it is encoded when somebody is trained on it or scores it. A writer's own symbols
 * come along as a spelling, which models of the same codec take as it is.
 */
export type {
  Codec,
  InputCoding,
  Judge,
  Learner,
  Lessons,
  Pair,
  SequenceData,
  SequenceRecipe,
  SequenceStreams,
  SequenceTask,
  Stranger,
} from "./contract.ts";
export { openSequenceTask, type SequenceInstance } from "./instance.ts";
export { SequencePool, sequencePool } from "./pool.ts";
export { type Reader, readerOf } from "./reader.ts";
export type { SequenceStudent } from "./student.ts";
export { plainWriting, restoredWriting, type Spelling, type Writing } from "./writing.ts";
