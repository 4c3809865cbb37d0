/**
 * Record: from a program in the tfjs API to a graph.
 * In: a program and its signature. Out: a `Graph` of every kernel call, tfjs's own gradients included.
 * Nothing is computed; a kernel without a rule, a shape that does not fit or a read value is an error that names the call.
 */
export { attendPastKernel, boundaryKernel, layerNormKernel } from "./computing.ts";
export { type KernelName, kernelRules } from "./kernels.ts";
export { record } from "./record.ts";
