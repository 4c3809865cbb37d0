import { z } from "zod";
import { settingSchema } from "../settings.ts";

const count = z.int().positive();

/** `calibration`: the board's own score against the number of training steps. */
export const calibrationSchema = z
  .strictObject({
    /** The numbers that are calibrated; `training.steps` is replaced by each of `steps`. */
    setting: settingSchema,
    seeds: z.int().min(2),
    rounds: count,
    /** Most candidates a rule keeps, but for the one that keeps all. */
    keep: count,
    /** Ascending, with the setting's own number and its double among them. */
    steps: z.array(count).min(2),
  })
  .refine(({ setting: { training }, steps }) => [1, 2].every((n) => steps.includes(n * training.steps)), {
    path: ["steps"],
    error: "must hold the setting's `training.steps` and its double",
  });
export type CalibrationSetting = z.infer<typeof calibrationSchema>;
