import type { Bundle } from "../../harness/artifacts/index.ts";
import {
  type Examples,
  joinExamples,
  type Laboratory,
  openLaboratory,
  type Parameters,
  transformerParameterSpecs,
} from "../../harness/models/index.ts";
import type { TaskContext, TaskInstance, TrainingRequest } from "../../harness/task/index.ts";
import { type Articles, realExamples } from "./articles.ts";
import { newsGenerator, parametersOf, type World } from "./generator.ts";
import { type Library, openLibrary } from "./library.ts";
import { modelConfig } from "./model.ts";
import { type Archive, restoredPool, selectedExamples, TruthPool } from "./pool.ts";
import type { Setting } from "./settings.ts";
import { modelVerifier, oracle } from "./verifiers.ts";

/** Summaries end at different lengths: after so many positions a search stops if all have. */
const positionsPerProgram = 7;

/** The benchmark of one tier and seed. */
export async function openInstance(context: TaskContext<Setting>): Promise<TaskInstance> {
  const { setting, random } = context;
  const library = await openLibrary(setting, context.seed, context.data);
  const config = modelConfig(setting.model, library.vocabulary.size);
  const laboratory = await openLaboratory(context.device, config, {
    recipe: setting.training,
    artifacts: context.artifacts,
    rowsPerRun: setting.rowsPerRun,
    positionsPerProgram,
  });
  const world = worldOf(context, library, laboratory);
  const real = realExamples(library.lessons, library.shares.generator);
  const { name, sha256, cut } = library.corpus;

  return {
    data: { name, hash: sha256, ...(cut !== undefined && { cut }) },
    samples: library.test.pairs
      .slice(0, setting.samples)
      .map(({ document, summary }) => ({ input: document, reference: summary })),
    async generator() {
      const { parameters } = await laboratory.train(real, random.split("model", "generator"));
      return newsGenerator(world, parameters);
    },
    restore: async (bundle) => newsGenerator(world, parametersOf(bundle, transformerParameterSpecs(config))),
    restorePool: async (bundle) => restoredPool(bundle, world.pool),
    truth: async () => new TruthPool(world.pool),
    verifiers: verifiersOf(context, library, laboratory),
    async train(request) {
      const examples = trainingSet(request, real);
      const stream = random.split("model", "student", request.round);
      const { parameters, steps, loss } = await laboratory.train(examples, stream);
      return { student: newsGenerator(world, parameters), steps, loss };
    },
    [Symbol.asyncDispose]: () => laboratory[Symbol.asyncDispose](),
  };
}

function worldOf({ setting, random }: TaskContext<Setting>, library: Library, laboratory: Laboratory): World {
  const archive = (articles: Articles): Archive => ({
    articles,
    vocabulary: library.vocabulary,
    rightAbove: setting.rightAbove,
  });
  return {
    pool: archive(library.pool),
    test: archive(library.test),
    samples: setting.samples,
    laboratory,
    luck: (round) => random.split("summaries", round),
  };
}

/** The trained ones are trained once for all cells of the seed, and only when somebody asks them. */
function verifiersOf(
  context: TaskContext<Setting>,
  library: Library,
  laboratory: Laboratory,
): TaskInstance["verifiers"] {
  const trained = (name: "weak" | "strong") => {
    let parameters: Promise<Parameters> | undefined;
    const train = async (): Promise<Bundle> => {
      const examples = realExamples(library.lessons, library.shares[name]);
      const stream = context.random.split("model", "verifier", name);
      return { arrays: (await laboratory.train(examples, stream)).parameters, metadata: {} };
    };
    return modelVerifier(laboratory, () => {
      parameters ??= sharedParameters(context, name, train);
      return parameters;
    });
  };
  return { oracle, weak: trained("weak"), strong: trained("strong") };
}

async function sharedParameters(
  { artifacts }: TaskContext<Setting>,
  verifier: string,
  train: () => Promise<Bundle>,
): Promise<Parameters> {
  const { arrays } = await artifacts.bundle({ what: "verifier", verifier }, train);
  return arrays as Parameters;
}

/** What a request says to train on; exported for its test. */
export function trainingSet({ regime, sources }: TrainingRequest, real: Examples): Examples {
  const selected = sources.map(selectedExamples);
  return joinExamples(regime === "accumulate" ? [real, ...selected] : selected);
}
