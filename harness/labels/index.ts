/**
 * Labels: a pool's outputs given to people to judge, and what they said read back.
 * In: a pool and a number of questions; files of labelling tools. Out: files for people and tools; judgements in one normal
 * form, and `Labels`, by which the verifier `human` answers.
 * An output is known by its text and its input's: labels hold for whoever writes it again, in any round.
 */
export { type Answers, openLabels } from "./answers.ts";
export { type Form, forms, type Questionnaire, writeForm } from "./forms.ts";
export { type ReadLabels, readLabelFile, readLabels } from "./read.ts";
export { drawThings, keyOf, type Question, questions, type Thing } from "./things.ts";
