/** A training step as a program: state and batch in, next state, loss and gradient norm out. */
import type { Tensor } from "@tensorflow/tfjs-core";
import { BenchError } from "../../errors/index.ts";
import type { TrainingOptions } from "../contract.ts";
import { type DType, describe, type Program, type Signature, sizeOf } from "../tensors.ts";
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

/** Inputs of the step: the state, three rates a step, and the batches `0.name`, `1.name`, … */
export function trainingSignature(options: TrainingOptions, groups: readonly Group[]): Signature {
  const { stepsPerCall = 1, batch } = options;
  const states = kindsOf(options).map((kind) => stateSignature(groups, stateKinds[kind]));
  const batches = Array.from({ length: stepsPerCall }, (_, step) =>
    Object.entries(batch).map(([name, spec]) => [`${step}.${name}`, spec] as const),
  );
  return Object.assign(
    { rates: { shape: [stepsPerCall, 3], dtype: "float32" } },
    ...states,
    Object.fromEntries(batches.flat()),
  );
}

/** The program of `stepsPerCall` steps. */
export function trainingProgram(options: TrainingOptions, groups: readonly Group[]): Program {
  const { stepsPerCall = 1 } = options;
  return (inputs) => {
    let state = stateFrom(inputs, groups, kindsOf(options));
    const losses: Tensor[] = [];
    const norms: Tensor[] = [];
    for (let step = 0; step < stepsPerCall; step++) {
      const rates = tf.unstack(tf.reshape(tf.slice(inputs["rates"]!, [step, 0], [1, 3]), [3]));
      const batch = Object.fromEntries(
        Object.keys(options.batch).map((name) => [name, inputs[`${step}.${name}`]!]),
      );
      const { loss, norm, gradients } = differentiate(options, groups, state.parameters, batch);
      state = update(options, groups, state, gradients, norm, rates);
      losses.push(loss);
      norms.push(norm);
    }
    return { ...stateTensors(state, kindsOf(options)), losses: tf.stack(losses), norms: tf.stack(norms) };
  };
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
  return Object.fromEntries(
    kinds.flatMap((kind) => state[kind].map((tensor, index) => [`${stateKinds[kind]}.${index}`, tensor])),
  );
}

/** Loss, global norm of the gradient, and the gradient as vectors of the groups. */
function differentiate(
  { loss }: TrainingOptions,
  groups: readonly Group[],
  vectors: readonly Tensor[],
  batch: Tensors,
) {
  const members = groups.flatMap((group) => group.members);
  const parameters = groups.flatMap(({ members: own }, index) => {
    const sizes = own.map(({ shape }) => sizeOf(shape));
    const parts = own.length === 1 ? [vectors[index]!] : tf.split(vectors[index]!, sizes);
    return parts.map((part, place) => tf.reshape(part, [...own[place]!.shape]));
  });
  const scalarLoss = (...values: Tensor[]) =>
    checkedLoss(loss(Object.fromEntries(members.map(({ name }, index) => [name, values[index]!])), batch));
  const { value, grads } = tf.valueAndGrads(scalarLoss)(parameters);
  let next = 0;
  const gradients = groups.map(({ members: own }) => {
    const parts = own.map(({ shape }) => tf.reshape(grads[next++]!, [sizeOf(shape)]));
    return parts.length === 1 ? parts[0]! : tf.concat(parts);
  });
  const squares = tf.addN(gradients.map((gradient) => tf.sum(tf.square(gradient))));
  return { loss: value, norm: tf.sqrt(squares), gradients };
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
