/**
 * Base: the model that every model of the task starts from, which can read and write before it is taught to summarize.
 * In: how it is made (`base` of a setting), and what there is to read. Out: a vocabulary and parameters, one for all seeds.
 * It learns to say the sentence that is missing of an article, and to summarize in a house style far from the task's.
 */
export { type BasePlace, baseOf, languageOf } from "./base.ts";
export { corpusReading, exercisesOf, newsroomReading, type Reading } from "./reading.ts";
export { type BaseSetting, baseSchema, exercises } from "./settings.ts";
