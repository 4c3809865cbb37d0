import type { Bundle } from "../artifacts/index.ts";
import { type Examples, joinExamples, pickExamples } from "../models/index.ts";
import type { RandomStream } from "../random/index.ts";
import {
  onceEach,
  type TaskContext,
  type TaskInstance,
  type TrainingOutcome,
  type TrainingRequest,
} from "../task/index.ts";
import type { Learner, Pair, SequenceTask } from "./contract.ts";
import { SequencePool, sequencePool } from "./pool.ts";
import { type Reader, readerOf } from "./reader.ts";
import { strangerOf } from "./stranger.ts";
import { modelOf, type SequenceStudent, studentOf } from "./student.ts";
import { modelVerifier, oracle } from "./verifiers.ts";
import { openWorkshop } from "./workshop.ts";

/** A sequence task at one tier and seed, with what replications need beyond a task. */
export interface SequenceInstance<Input, Output> extends TaskInstance {
  readonly reader: Reader<Input, Output>;
  readonly test: readonly Pair<Input, Output>[];
  generator(): Promise<SequenceStudent<Input, Output>>;
  restore(bundle: Bundle): Promise<SequenceStudent<Input, Output>>;
  /** Trains a student on any examples. */
  trainOn(examples: Examples, random: RandomStream): Promise<TrainingOutcome>;
}

/** Opens the device; models are trained when they are first asked for. */
export async function openSequenceTask<Input, Output>(
  task: SequenceTask<Input, Output>,
  { artifacts, device }: Pick<TaskContext<unknown>, "artifacts" | "device">,
): Promise<SequenceInstance<Input, Output>> {
  const { codec, judge, data, streams, samples } = task;
  const reader = readerOf(codec, task.recipe.model.symbols.pad);
  const place = { task, reader, artifacts, device };
  const workshop = await openWorkshop(place, task.recipe);
  const { base } = workshop;

  async function train(examples: Examples, random: RandomStream) {
    const { parameters, steps, loss } = await workshop.train(examples, random);
    return { student: studentOf(workshop, { parameters }), steps, loss };
  }

  async function learnt(learner: Learner) {
    const lessons = reader.examples(data.lessons(learner));
    const { parameters, stopped } = await workshop.learn(lessons, streams.learner(learner));
    return studentOf(workshop, { parameters, ...(stopped && { stoppedAt: stopped.step }) });
  }

  // Trained by the first cell of the seed that asks, and kept for the others.
  const verifierModel = onceEach(async (name: Learner) => {
    const train = async () => (await learnt(name)).save();
    return (await modelOf(await artifacts.bundle({ what: "verifier", name }, train), workshop)).parameters;
  });
  let real: Examples | undefined;
  function realExamples(): Examples {
    real ??= reader.examples(data.lessons("generator"));
    return real;
  }
  const stranger = task.stranger && strangerOf({ ...place, artifacts }, task.stranger, realExamples);

  return {
    reader,
    test: data.test,
    ...(samples === undefined
      ? {}
      : {
          samples: data.test
            .slice(0, samples)
            .map(({ input, output }) => ({ input: String(task.shown(input)), reference: String(output) })),
        }),
    get realExamples() {
      return realExamples().count;
    },
    generator: () => learnt("generator"),
    restore: async (bundle) => studentOf(workshop, await modelOf(bundle, workshop)),
    ...(base && { base: async () => studentOf(workshop, { parameters: await base() }) }),
    async restorePool(bundle, { round }) {
      const pairs = data.inputs(round);
      return new SequencePool(task, pairs, reader.restored(pairs, bundle));
    },
    async truth({ round }) {
      const pairs = data.inputs(round);
      return new SequencePool(task, pairs, reader.truth(pairs));
    },
    verifiers: {
      oracle: oracle(judge),
      weak: modelVerifier(workshop, () => verifierModel("weak")),
      strong: modelVerifier(workshop, () => verifierModel("strong")),
      ...(stranger && { stranger: stranger.verify }),
    },
    trainOn: train,
    train: async (request) => train(trainingSet(reader, request, realExamples), streams.student(request)),
    async [Symbol.asyncDispose]() {
      await stranger?.[Symbol.asyncDispose]();
      await workshop[Symbol.asyncDispose]();
    },
  };
}

/** What a request says to train on: the selections that are not empty, after the real examples where data accumulates. */
export function trainingSet<Input, Output>(
  reader: Reader<Input, Output>,
  request: TrainingRequest,
  real: () => Examples,
): Examples {
  const selected = request.sources
    .filter(({ selection }) => selection.items.length > 0)
    .map(({ pool, selection }) => reader.selected(sequencePool(pool), selection));
  if (request.regime === "replace") return joinExamples(selected);
  const among = request.real === undefined ? real() : pickExamples(real(), request.real);
  return joinExamples([among, ...selected]);
}
