/** Grows a graph one operation at a time; an operation already there is not added twice (common subexpressions). */
import type { HostTensor, Shape, TensorSpec } from "../tensors.ts";
import { infer } from "./infer.ts";
import type { Attributes, Operation, OperationOf, OperatorName, ValueId } from "./operators.ts";

/** A program as data: operations in an order in which every value is made before it is used. */
export interface Graph {
  readonly values: readonly TensorSpec[];
  readonly operations: readonly Operation[];
  /** Named values that the program hands back. */
  readonly outputs: Readonly<Record<string, ValueId>>;
}

/** Shape and dtype of every output. */
export function outputsOf({ outputs, values }: Graph): Readonly<Record<string, TensorSpec>> {
  return Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, values[value]!]));
}

export interface GraphBuilder {
  /** Adds an operation, or finds the same one, and gives its outputs. */
  add<O extends OperatorName>(
    operator: O,
    attributes: Attributes[O],
    ...inputs: readonly ValueId[]
  ): readonly ValueId[];
  /** `add` for operators of one output. */
  one<O extends OperatorName>(operator: O, attributes: Attributes[O], ...inputs: readonly ValueId[]): ValueId;
  /** The outputs of an operation if it is already there. */
  find<O extends OperatorName>(
    operator: O,
    attributes: Attributes[O],
    ...inputs: readonly ValueId[]
  ): readonly ValueId[] | undefined;
  spec(value: ValueId): TensorSpec;
  producer(value: ValueId): Operation;
  finish(outputs: Readonly<Record<string, ValueId>>): Graph;
}

export function buildGraph(): GraphBuilder {
  const values: TensorSpec[] = [];
  const producers: Operation[] = [];
  const operations: Operation[] = [];
  const known = new Map<string, Operation>();
  const constants = new ConstantNumbers();

  function keyOf<O extends OperatorName>(
    operator: O,
    attributes: Attributes[O],
    inputs: readonly ValueId[],
  ): string {
    if (operator === "constant")
      return `constant ${constants.numberOf(attributes as Attributes["constant"])}`;
    return `${operator} ${inputs.join()} ${JSON.stringify(attributes, spellNumbers)}`;
  }

  function add<O extends OperatorName>(
    operator: O,
    attributes: Attributes[O],
    ...inputs: readonly ValueId[]
  ) {
    const key = keyOf(operator, attributes, inputs);
    const same = known.get(key);
    if (same !== undefined) return same.outputs;
    const specs = infer(
      operator,
      attributes,
      inputs.map((input) => values[input]!),
    );
    const outputs = specs.map((spec) => values.push(spec) - 1);
    const operation = { operator, inputs, attributes, outputs } as OperationOf<O> as unknown as Operation;
    for (const _ of outputs) producers.push(operation);
    operations.push(operation);
    known.set(key, operation);
    return outputs;
  }

  return {
    add,
    one: (operator, attributes, ...inputs) => add(operator, attributes, ...inputs)[0]!,
    find: (operator, attributes, ...inputs) => known.get(keyOf(operator, attributes, inputs))?.outputs,
    spec: (value) => values[value]!,
    producer: (value) => producers[value]!,
    finish: (outputs) => ({ values, operations, outputs }),
  };
}

/** Numbers constants so that equal small ones share a number; large ones are compared by identity of their data. */
class ConstantNumbers {
  readonly #byContent = new Map<string, number>();
  readonly #byIdentity = new Map<HostTensor["data"], Map<string, number>>();
  #next = 0;

  numberOf({ data, shape, dtype }: Attributes["constant"]): number {
    const kind = kindOf(shape, dtype);
    if (data.length <= 1024) return this.#number(this.#byContent, `${kind} ${data.join()}`);
    const kinds = this.#byIdentity.get(data) ?? new Map<string, number>();
    this.#byIdentity.set(data, kinds);
    return this.#number(kinds, kind);
  }

  #number(known: Map<string, number>, key: string): number {
    const number = known.get(key) ?? this.#next++;
    known.set(key, number);
    return number;
  }
}

function kindOf(shape: Shape, dtype: string): string {
  return `${dtype}[${shape.join()}]`;
}

/** JSON writes NaN and the infinities alike. */
function spellNumbers(_: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}
