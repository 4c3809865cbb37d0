import type { RandomStream } from "../../harness/random/index.ts";
import {
  onceEach,
  realOf,
  type TaskContext,
  type TaskInstance,
  type TrainingRequest,
} from "../../harness/task/index.ts";
import { linearGenerator, type World, weightsOf } from "./generator.ts";
import type { LabelledInputs } from "./linear/examples.ts";
import { realData, type TrainingSet } from "./linear/training-set.ts";
import { rotated, unit, type Vector } from "./linear/vector.ts";
import { drawExamples, drawMixture, type Mixture } from "./mixture.ts";
import { LabelPool, restoredPool, trainingPart } from "./pool.ts";
import type { Setting } from "./settings.ts";
import { fitStudent } from "./student.ts";
import { linearVerifier, oracle } from "./verifiers.ts";

/** The benchmark of one tier and seed. */
export async function openInstance(context: TaskContext<Setting>): Promise<TaskInstance> {
  const { setting, random } = context;
  const mixture = drawMixture(random.split("mean"), setting);
  const real = drawExamples(random.split("real"), mixture, setting.real);
  const world = worldOf(context, mixture);
  const train = (set: TrainingSet) => fitStudent(set, setting.dimension, setting.student);

  return {
    realExamples: setting.real,
    generator: async () => linearGenerator(world, train([realData(real)]).weights),
    restore: async (bundle) => linearGenerator(world, weightsOf(bundle)),
    restorePool: async (bundle, position) => restoredPool(bundle, world.inputs(position)),
    truth: async (position) => truthPool(world.inputs(position)),
    verifiers: verifiersOf(context, mixture),
    async train(request) {
      const { weights, steps, loss } = train(trainingSet(request, real));
      return { student: linearGenerator(world, weights), steps, loss };
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

function worldOf({ setting, random }: TaskContext<Setting>, mixture: Mixture): World {
  // Both regimes meet the same inputs, and `accumulate` trains on those of every earlier round.
  const inputs = onceEach((round: number) =>
    drawExamples(random.split("inputs", round), mixture, setting.pool),
  );
  return {
    mean: mixture.mean,
    calibration: drawExamples(random.split("calibration"), mixture, setting.calibration),
    test: drawExamples(random.split("test"), mixture, setting.test),
    inputs: ({ round }) => inputs(round),
    luck: ({ round }) => random.split("labels", round),
  };
}

/** What the weak verifier judges by: a unit vector at its angle to the truth. */
export function weakDirection(
  random: RandomStream,
  mixture: Mixture,
  { verifiers }: Pick<Setting, "verifiers">,
): Vector {
  return rotated(random.split("verifier", "weak"), mixture.mean, Math.PI / verifiers.weak.piOver);
}

function verifiersOf({ setting, random }: TaskContext<Setting>, mixture: Mixture): TaskInstance["verifiers"] {
  const { strong } = setting.verifiers;
  const tilted = weakDirection(random, mixture, setting);
  const lessons = drawExamples(random.split("verifier", "strong"), mixture, strong.real);
  const trained = fitStudent([realData(lessons)], setting.dimension, setting.student).weights;
  return { oracle, weak: linearVerifier(mixture, tilted), strong: linearVerifier(mixture, unit(trained)) };
}

/** Every input with its true label, of which it is certain. */
function truthPool(examples: LabelledInputs): LabelPool {
  return new LabelPool(examples, examples.labels, new Float64Array(examples.count));
}

/** What a request says to train on; exported for its test. */
export function trainingSet(request: TrainingRequest, real: LabelledInputs): TrainingSet {
  const selected = request.sources.map(trainingPart);
  const rows = realOf(request, real.count);
  return rows.length === 0 ? selected : [realData(real, rows), ...selected];
}
