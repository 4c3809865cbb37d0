/**
 * Proposers: language models as whoever writes texts after prompts and says how likely texts are.
 * In: a folder in the hub's layout, a GGUF file, the address of a server, a program that trains. Out: a `TextModel`.
 * A server or program is checked before it is used, and every answer of it: what cannot be exact is an error that names it.
 * Answers are kept as artifacts as they come: whatever stops the work, none is asked for twice.
 */
export { articles } from "./articles.ts";
export { type CheckReport, checkModel } from "./check-model.ts";
export type {
  ProposedText,
  TextCost,
  TextIdentity,
  TextModel,
  TextPair,
  TextProposing,
  TextScore,
} from "./contract.ts";
export { type FolderOptions, openFolderModel } from "./folder.ts";
export { type GgufModelOptions, openGgufModel } from "./gguf.ts";
export { openServer, type Server, type ServerOptions, serverKey } from "./server/index.ts";
export {
  type LessonRecipe,
  type OutsideTrainer,
  openTrainer,
  schedules,
  type TextLesson,
  type TrainedState,
  type TrainerOptions,
  trainerCommand,
} from "./trainer/index.ts";
