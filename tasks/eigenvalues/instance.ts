import { type Examples, joinExamples, type Parameters } from "../../harness/models/index.ts";
import type { TaskContext, TaskInstance, TrainingRequest } from "../../harness/task/index.ts";
import { modelGenerator, parametersOf } from "./generator.ts";
import { drawMatrices } from "./matrices/index.ts";
import { guessPool, restoredPool, truthPool } from "./pool.ts";
import { selectedExamples } from "./selected.ts";
import type { Setting } from "./settings.ts";
import { modelVerifier, oracle } from "./verifiers.ts";
import { examplesOf, openWorld, type World } from "./world.ts";

/** The benchmark of one tier and seed. */
export async function openInstance(context: TaskContext<Setting>): Promise<TaskInstance> {
  const { setting, random } = context;
  const world = await openWorld(context);
  const { laboratory, real } = world;

  return {
    async generator() {
      const { parameters } = await laboratory.train(real, random.split("generator"));
      return modelGenerator(world, parameters);
    },
    restore: async (bundle) => modelGenerator(world, parametersOf(bundle)),
    restorePool: async (bundle, position) => restoredPool(bundle, world.inputs(position), world.reading),
    truth: async (position) => truthPool(world.inputs(position), world.reading),
    verifiers: {
      oracle: oracle(setting.tolerance),
      weak: modelVerifier(laboratory, verifierModel(context, world, "weak")),
      strong: modelVerifier(laboratory, verifierModel(context, world, "strong")),
    },
    async train(request) {
      const { regime, round } = request;
      const examples = trainingSet(request, real);
      const trained = await laboratory.train(examples, random.split("student", regime, round));
      return { ...trained, student: modelGenerator(world, trained.parameters) };
    },
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

/** A verifier's model, trained by the first cell that asks for it and kept for the others. */
function verifierModel(
  { setting, random, artifacts }: TaskContext<Setting>,
  { laboratory, reading }: World,
  name: "weak" | "strong",
): () => Promise<Parameters> {
  let model: Promise<Parameters> | undefined;
  async function train() {
    const own = random.split("verifier", name);
    const lessons = drawMatrices(own.split("real"), setting.matrices, setting.verifiers[name].real);
    const { parameters } = await laboratory.train(examplesOf(reading.codec, lessons), own.split("training"));
    return { arrays: parameters, metadata: {} };
  }
  return () => {
    model ??= artifacts.bundle({ what: "verifier", name }, train).then(parametersOf);
    return model;
  };
}

/** What a request says to train on: the selections, after the real data under `accumulate`. */
export function trainingSet({ regime, sources }: TrainingRequest, real: Examples): Examples {
  const selected = sources.map((source) => selectedExamples(guessPool(source.pool), source.selection));
  return joinExamples(regime === "accumulate" ? [real, ...selected] : selected);
}
