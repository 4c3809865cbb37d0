/**
 * Eigenvalues: transformers that predict the spectrum of a symmetric matrix (Feng et al. 2024; Charton 2021).
 * In: `task.yaml`. Out: the benchmark (`instance.ts`), and the paper's Table 1 and Figure 4 (`replication/`).
 * Matrices and spectra are exact; everything learnt is a function of the tier's numbers, the seed and the kind of device.
 */
import { defineTask } from "../../harness/task/index.ts";
import { openInstance } from "./instance.ts";
import { replicate, replicationSchema } from "./replication/index.ts";
import { settingSchema } from "./settings.ts";

export const task = defineTask({
  setting: settingSchema,
  open: openInstance,
  replication: { setting: replicationSchema, seeds: ({ seeds }) => seeds, measure: replicate },
});
