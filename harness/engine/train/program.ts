/**
 * A training step as a program: state and batch in, next state, loss and gradient norm out; or, where a step has several
 * batches, as two: gradients added up batch after batch, and then the update.
 */
import type { Tensor } from "@tensorflow/tfjs-core";
import { BenchError } from "../../errors/index.ts";
import type { TrainingOptions } from "../contract.ts";
import { type DType, describe, type Program, type Signature, sizeOf, type TensorSpec } from "../tensors.ts";
import { tf } from "../tfjs.ts";
import { type Group, stateSignature } from "./layout.ts";

type Tensors = Readonly<Record<string, Tensor>>;

/** Vectors of the groups, in their order. */
interface State {
  readonly parameters: readonly Tensor[];
  readonly first: readonly Tensor[];
  readonly second: readonly Tensor[];
  readonly averages: readonly Tensor[];
}

/** Kinds of state, as the names of inputs and outputs begin. */
export const stateKinds = {
  parameters: "parameter",
  first: "first",
  second: "second",
  averages: "average",
} as const;

type Kind = keyof State;

/** Kinds that this training keeps. */
export function kindsOf({ averaging }: TrainingOptions): readonly Kind[] {
  return averaging === undefined
    ? ["parameters", "first", "second"]
    : ["parameters", "first", "second", "averages"];
}

/** The kind of the gradients that are added up over the batches of a step. */
export const sums = "sum";

/** Names of frozen tensors among a program's inputs. */
export function frozenInputs<Value>(frozen: Readonly<Record<string, Value>> = {}): Record<string, Value> {
  return Object.fromEntries(Object.entries(frozen).map(([name, value]) => [`frozen/${name}`, value]));
}

/** Inputs of the step: the state, what is frozen, three rates a step, and the batches `0.name`, `1.name`, … */
export function trainingSignature(options: TrainingOptions, groups: readonly Group[]): Signature {
  const { stepsPerCall = 1, batch, frozen } = options;
  const states = kindsOf(options).map((kind) => stateSignature(groups, stateKinds[kind]));
  const batches = Array.from({ length: stepsPerCall }, (_, step) =>
    Object.entries(batch).map(([name, spec]) => [`${step}.${name}`, spec] as const),
  );
  return Object.assign(
    { rates: { shape: [stepsPerCall, 3], dtype: "float32" } },
    ...states,
    frozenInputs(specsOf(frozen)),
    Object.fromEntries(batches.flat()),
  );
}

/** Inputs of the gradients of one of a step's batches, `0.name`: the parameters, what is frozen, and the sums so far. */
export function gradientSignature({ batch, frozen }: TrainingOptions, groups: readonly Group[]): Signature {
  return {
    ...stateSignature(groups, stateKinds.parameters),
    ...stateSignature(groups, sums),
    ...frozenInputs(specsOf(frozen)),
    ...Object.fromEntries(Object.entries(batch).map(([name, spec]) => [`0.${name}`, spec])),
  };
}

/** The program that adds a batch's gradients to the sums; `losses` is the batch's own. */
export function gradientProgram(options: TrainingOptions, groups: readonly Group[]): Program {
  return (inputs) => {
    const parameters = groups.map((_, index) => inputs[`${stateKinds.parameters}.${index}`]!);
    const { loss, gradients } = differentiate(options, groups, parameters, inputs, 0);
    const added = gradients.map((gradient, index) => tf.add(inputs[`${sums}.${index}`]!, gradient));
    return { ...vectorsOf(sums, added), losses: tf.reshape(loss, [1]) };
  };
}

/** Inputs of the update: the state, the sums of the step's gradients, and three rates. */
export function updateSignature(options: TrainingOptions, groups: readonly Group[]): Signature {
  const states = kindsOf(options).map((kind) => stateSignature(groups, stateKinds[kind]));
  const rates: TensorSpec = { shape: [1, 3], dtype: "float32" };
  return Object.assign({ rates }, ...states, stateSignature(groups, sums));
}

/** The program of an update by gradients that were added up. */
export function updateProgram(options: TrainingOptions, groups: readonly Group[]): Program {
  return (inputs) => {
    const state = stateFrom(inputs, groups, kindsOf(options));
    const gradients = groups.map((_, index) => inputs[`${sums}.${index}`]!);
    const norm = normOf(gradients);
    const next = update(options, groups, state, gradients, norm, ratesFrom(inputs, 0));
    return { ...stateTensors(next, kindsOf(options)), norms: tf.reshape(norm, [1]) };
  };
}

/** The program of `stepsPerCall` steps. */
export function trainingProgram(options: TrainingOptions, groups: readonly Group[]): Program {
  const { stepsPerCall = 1 } = options;
  return (inputs) => {
    let state = stateFrom(inputs, groups, kindsOf(options));
    const losses: Tensor[] = [];
    const norms: Tensor[] = [];
    for (let step = 0; step < stepsPerCall; step++) {
      const rates = ratesFrom(inputs, step);
      const { loss, gradients } = differentiate(options, groups, state.parameters, inputs, step);
      const norm = normOf(gradients);
      state = update(options, groups, state, gradients, norm, rates);
      losses.push(loss);
      norms.push(norm);
    }
    return { ...stateTensors(state, kindsOf(options)), losses: tf.stack(losses), norms: tf.stack(norms) };
  };
}

function specsOf(tensors: Signature = {}): Signature {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, { shape, dtype, stored }]) => [
      name,
      { shape, dtype, ...(stored && { stored }) },
    ]),
  );
}

function ratesFrom(inputs: Tensors, step: number): Tensor[] {
  return tf.unstack(tf.reshape(tf.slice(inputs["rates"]!, [step, 0], [1, 3]), [3]));
}

function stateFrom(inputs: Tensors, groups: readonly Group[], kinds: readonly Kind[]): State {
  const vectors = (kind: Kind) =>
    kinds.includes(kind) ? groups.map((_, index) => inputs[`${stateKinds[kind]}.${index}`]!) : [];
  return {
    parameters: vectors("parameters"),
    first: vectors("first"),
    second: vectors("second"),
    averages: vectors("averages"),
  };
}

function stateTensors(state: State, kinds: readonly Kind[]): Tensors {
  return Object.assign({}, ...kinds.map((kind) => vectorsOf(stateKinds[kind], state[kind])));
}

function vectorsOf(kind: string, vectors: readonly Tensor[]): Tensors {
  return Object.fromEntries(vectors.map((tensor, index) => [`${kind}.${index}`, tensor]));
}

/** Loss and its gradient, as vectors of the groups, on the batch `place` among a program's inputs. */
function differentiate(
  { loss, batch: fields, frozen = {} }: TrainingOptions,
  groups: readonly Group[],
  vectors: readonly Tensor[],
  inputs: Tensors,
  place: number,
) {
  const batch = Object.fromEntries(Object.keys(fields).map((name) => [name, inputs[`${place}.${name}`]!]));
  const still = Object.fromEntries(Object.keys(frozen).map((name) => [name, inputs[`frozen/${name}`]!]));
  const members = groups.flatMap((group) => group.members);
  const parameters = groups.flatMap(({ members: own }, index) => {
    const sizes = own.map(({ shape }) => sizeOf(shape));
    const parts = own.length === 1 ? [vectors[index]!] : tf.split(vectors[index]!, sizes);
    return parts.map((part, place) => tf.reshape(part, [...own[place]!.shape]));
  });
  const scalarLoss = (...values: Tensor[]) => {
    const moving = Object.fromEntries(members.map(({ name }, index) => [name, values[index]!]));
    return checkedLoss(loss({ ...still, ...moving }, batch));
  };
  const { value, grads } = tf.valueAndGrads(scalarLoss)(parameters);
  let next = 0;
  const gradients = groups.map(({ members: own }) => {
    const parts = own.map(({ shape }) => tf.reshape(grads[next++]!, [sizeOf(shape)]));
    return parts.length === 1 ? parts[0]! : tf.concat(parts);
  });
  return { loss: value, gradients };
}

function normOf(gradients: readonly Tensor[]): Tensor {
  return tf.sqrt(tf.addN(gradients.map((gradient) => tf.sum(tf.square(gradient)))));
}

function checkedLoss(loss: Tensor): Tensor {
  if (loss.rank === 0 && loss.dtype === "float32") return loss;
  throw new BenchError("the loss is not one number", {
    code: "loss-not-scalar",
    blame: "harness",
    expected: "float32[]",
    received: describe({ shape: loss.shape, dtype: loss.dtype as DType }),
    mend: "Reduce the loss with tf.mean or tf.sum.",
  });
}

/** Adam or AdamW on every group; see `ratesAt` for the rates. */
function update(
  options: TrainingOptions,
  groups: readonly Group[],
  state: State,
  gradients: readonly Tensor[],
  norm: Tensor,
  rates: readonly Tensor[],
): State {
  const { kind, beta1 = 0.9, beta2 = 0.999, weightDecay = 0 } = options.optimizer;
  const [stepSize, epsilon, keep] = rates as [Tensor, Tensor, Tensor];
  const scale = clipFactor(options.clipNorm, norm);
  const updated = groups.map(({ isDecayed }, index) => {
    const parameter = state.parameters[index]!;
    const clipped = scale === undefined ? gradients[index]! : tf.mul(gradients[index]!, scale);
    const decays = isDecayed && weightDecay !== 0;
    const gradient = decays && kind === "adam" ? tf.add(clipped, tf.mul(parameter, weightDecay)) : clipped;
    const first = tf.add(tf.mul(state.first[index]!, beta1), gradient);
    const second = tf.add(tf.mul(state.second[index]!, beta2), tf.square(gradient));
    const change = tf.mul(tf.div(first, tf.add(tf.sqrt(second), epsilon)), stepSize);
    const kept = decays && kind === "adamw" ? tf.mul(parameter, keep) : parameter;
    return { parameter: tf.sub(kept, change), first, second };
  });
  const parameters = updated.map(({ parameter }) => parameter);
  return {
    parameters,
    first: updated.map(({ first }) => first),
    second: updated.map(({ second }) => second),
    averages: state.averages.map((average, index) =>
      averaged(average, parameters[index]!, options.averaging!.decay),
    ),
  };
}

/** min(1, limit / (norm + 10⁻⁶)), as PyTorch's clip_grad_norm_. */
function clipFactor(limit: number | undefined, norm: Tensor): Tensor | undefined {
  return limit === undefined ? undefined : tf.minimum(tf.div(limit, tf.add(norm, 1e-6)), 1);
}

function averaged(average: Tensor, parameter: Tensor, decay: number): Tensor {
  return tf.add(tf.mul(average, decay), tf.mul(parameter, 1 - decay));
}
