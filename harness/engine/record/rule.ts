/** What a recorded kernel's rule sees and gives. */
import type { GraphBuilder, ValueId } from "../graph/index.ts";
import type { TensorSpec } from "../tensors.ts";

/** A kernel input while recording: where its value is made, and its shape and dtype. */
export interface Operand extends TensorSpec {
  readonly id: ValueId;
}

/** The names of a kernel's inputs and its attributes, as tfjs passes them. Kernels of a list of tensors name them `all`. */
export interface KernelType<Inputs extends string, Attributes> {
  readonly inputs: Inputs;
  readonly attributes: Attributes;
}

export type RuleInputs<Inputs extends string> = { readonly [I in Inputs]: Operand } & {
  readonly all: readonly Operand[];
};

/** Appends operations for one kernel call and gives the values of its outputs. */
export type KernelRule<T> =
  T extends KernelType<infer Inputs, infer Attributes>
    ? (
        graph: GraphBuilder,
        inputs: RuleInputs<Inputs>,
        attributes: Attributes,
      ) => ValueId | readonly ValueId[]
    : never;

/** Rules for every kernel of a table of kernel types: a missing one does not compile. */
export type KernelRules<Types> = { readonly [K in keyof Types]: KernelRule<Types[K]> };
