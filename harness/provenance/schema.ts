import { z } from "zod";

/** With what a record or a study was made. */
export const provenanceSchema = z.strictObject({
  harness: z.strictObject({ version: z.string(), commit: z.string().nullable(), dirty: z.boolean() }),
  node: z.string(),
  packages: z.record(z.string(), z.string()),
  os: z.string(),
  cpu: z.string(),
  /** Vector extensions of the processor, which decide how kernels round; absent where nobody looked. */
  instructions: z.array(z.string()).optional(),
  cores: z.int().positive(),
  memoryGiB: z.number(),
  /** Where tensors were computed, e.g. `cpu`, `webgpu: NVIDIA H200`. */
  device: z.string(),
});
export type Provenance = z.infer<typeof provenanceSchema>;
