import { BenchError, type BenchErrorOptions } from "../../errors/index.ts";

const messages = {
  "trainer-not-started": "the trainer cannot be started",
  "trainer-died": "the trainer ended before it had answered",
  "trainer-silent": "the trainer says nothing any more",
  "trainer-failed": "the trainer could not do what it was asked",
  "trainer-answer": "the trainer's answer cannot be used",
} as const;

/** What can be wrong with a trainer. */
export type TrainerProblem = keyof typeof messages;

/** What stays, whatever happens. */
export const KEPT = "What it answered before is kept, and the same command goes on.";

/** The error of a trainer: what was asked, what was expected, what it did, what to do. */
export function trainerError(
  code: TrainerProblem,
  details: Omit<BenchErrorOptions, "code" | "blame">,
): BenchError {
  return new BenchError(messages[code], { code, blame: "environment", ...details });
}
