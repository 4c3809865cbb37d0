/** Every kernel that can be recorded. */
import { type ComputingKernels, computingRules } from "./computing.ts";
import { type ElementwiseKernels, elementwiseRules } from "./elementwise.ts";
import type { KernelRules } from "./rule.ts";
import { type ShapingKernels, shapingRules } from "./shaping.ts";

export type KernelTypes = ElementwiseKernels & ShapingKernels & ComputingKernels;

/** tfjs's name of a kernel that the engine records. */
export type KernelName = keyof KernelTypes;

export const kernelRules: KernelRules<KernelTypes> = {
  ...elementwiseRules,
  ...shapingRules,
  ...computingRules,
};
