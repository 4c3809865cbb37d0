/**
 * Intake: a submission on its way in, from a first draft to what a pull request is checked by.
 * In: a name and a language; or a checked submission, from wherever it lies, and the tasks; or two runs of one cell. Out: a
 * folder that runs as it is; what it would keep of a stored pool; what it answers to golden messages; what came of each entry, asked
 * twice in every round, beside the controls; how far two runs agree.
 * Nothing here writes a record.
 */
export { type Agreement, agreementOf, differenceOf, tolerance } from "./agreement.ts";
export type { SelectionCost } from "./cost.ts";
export { type DraftLanguage, type DraftRequest, draftLanguages, writeDraft } from "./draft.ts";
export { type Examined, type ExamRequest, examine } from "./examine.ts";
export { type Golden, goldenItems, readGolden } from "./golden.ts";
export { type Played, playUnrecorded, type Scene, type Stage } from "./play.ts";
export { type Rehearsed, rehearse } from "./rehearse.ts";
export { type Example, type Tried, type Trying, type TryRequest, trySelecting } from "./try.ts";
