import { z } from "zod";
import { studentSchema } from "./student.ts";

const count = z.int().positive();

/** `tiers.<tier>.frozen.setting`: every number of the benchmark. */
export const settingSchema = z.strictObject({
  dimension: z.int().min(2),
  /** Standard deviation of each coordinate within a class; the classes' means are 2 apart. */
  sigma: z.number().positive(),
  /** Coordinates are rounded to this many decimals. */
  decimals: z.int().min(0).max(3),
  /** Real examples G0 is trained on, and which `accumulate` always adds. */
  real: count,
  /** Further real examples that turn margins into log-probabilities; never trained on. */
  calibration: count,
  /** Inputs labelled in each round. */
  pool: count,
  test: count,
  student: studentSchema,
  verifiers: z.strictObject({
    /** Its angle to the truth is π over this (the paper: 12). */
    weak: z.strictObject({ piOver: z.number().min(2) }),
    /** Trained like G0, on this many real examples of its own. */
    strong: z.strictObject({ real: count }),
  }),
});
export type Setting = z.infer<typeof settingSchema>;
