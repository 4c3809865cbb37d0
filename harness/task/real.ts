import type { TrainingRequest } from "./contract.ts";

/** Numbers of the real examples that a student is trained on beside its selections: none, all of `count`, or those drawn for it. */
export function realOf(
  { regime, real }: Pick<TrainingRequest, "regime" | "real">,
  count: number,
): Uint32Array {
  if (regime === "replace") return new Uint32Array(0);
  return real ?? Uint32Array.from({ length: count }, (_, number) => number);
}
