/**
 * Trainer: a program of another language that trains, writes and scores, as a `TextModel` (docs/outside-trainer.md).
 * In: a command, a base. Out: states that it trained, texts, log-probabilities.
 * It is told by JSON lines and files; it says what it does by JSON lines. Whatever ends it, what it had answered is kept.
 */
export { type OutsideTrainer, openTrainer, type TrainerOptions, trainerCommand } from "./open.ts";
export {
  type LessonRecipe,
  lessonRecipeSchema,
  PROTOCOL,
  schedules,
  type TextLesson,
  type TrainedState,
} from "./protocol.ts";
