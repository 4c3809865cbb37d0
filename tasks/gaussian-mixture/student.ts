import { z } from "zod";
import { fitLeastSquares } from "./linear/least-squares.ts";
import { fitLogistic, logisticLoss } from "./linear/logistic.ts";
import type { TrainingSet } from "./linear/training-set.ts";
import type { Vector } from "./linear/vector.ts";

/** How every model of the task is trained, G0 included. */
export const studentSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("least-squares"), ridge: z.number().positive() }),
  z.strictObject({
    kind: z.literal("logistic"),
    ridge: z.number().positive(),
    maxSteps: z.int().positive(),
    tolerance: z.number().positive(),
  }),
]);
export type StudentSetting = z.infer<typeof studentSchema>;

export interface FittedWeights {
  readonly weights: Vector;
  /** Linear systems solved. */
  readonly steps: number;
  /** The objective at the end: mean squared error or mean log-loss, plus the ridge term. */
  readonly loss: number;
}

/** Trains a linear classifier of `dimension` weights. Nothing to train on gives zero weights. */
export function fitStudent(set: TrainingSet, dimension: number, student: StudentSetting): FittedWeights {
  if (student.kind === "logistic") {
    const { weights, steps } = fitLogistic(set, dimension, student);
    return { weights, steps, loss: logisticLoss(set, weights, student.ridge) };
  }
  return { ...fitLeastSquares(set, dimension, student.ridge), steps: 1 };
}
