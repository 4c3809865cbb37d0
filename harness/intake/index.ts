/**
 * Intake: a submission on its way in, from a first draft to what a pull request is checked by.
 * In: a name and a language; or a checked submission, from wherever it lies, and the tasks. Out: a folder that runs as it
 * is; or what came of each entry, played twice beside the floor and the ceiling, and where the two plays differ.
 * Nothing here writes a record.
 */
export { differenceOf } from "./difference.ts";
export { type DraftLanguage, type DraftRequest, draftLanguages, writeDraft } from "./draft.ts";
export { type Examined, type ExamRequest, examine } from "./examine.ts";
export { type Played, playUnrecorded, type Scene, type Stage } from "./play.ts";
