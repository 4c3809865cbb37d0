import type { Bundle } from "../../harness/artifacts/index.ts";
import { type Parameters, transformerParameterSpecs } from "../../harness/models/index.ts";
import type { TaskContext, TaskInstance, TrainingRequest } from "../../harness/task/index.ts";
import { type Articles, realExamples } from "./articles.ts";
import { newsGenerator, parametersOf, type World } from "./generator.ts";
import { type Library, openLibrary } from "./library.ts";
import { type Examples, joinExamples } from "./model/examples.ts";
import { type Archive, restoredPool, selectedExamples, TruthPool } from "./pool.ts";
import type { Setting } from "./settings.ts";
import { modelVerifier, oracle } from "./verifiers.ts";
import { openWorkshop, type Workshop } from "./workshop.ts";

/** The benchmark of one tier and seed. */
export async function openInstance(context: TaskContext<Setting>): Promise<TaskInstance> {
  const { setting, random } = context;
  const library = await openLibrary(setting, context.seed, context.data);
  const workshop = await openWorkshop(context.device, setting, library.vocabulary.size);
  const world = worldOf(context, library, workshop);
  const real = realExamples(library.lessons, library.shares.generator);
  const { name, sha256 } = library.corpus;

  return {
    data: { name, hash: sha256 },
    samples: library.test.pairs
      .slice(0, setting.samples)
      .map(({ document, summary }) => ({ input: document, reference: summary })),
    async generator() {
      const { parameters } = await workshop.train(real, random.split("model", "generator"));
      return newsGenerator(world, parameters);
    },
    restore: async (bundle) =>
      newsGenerator(world, parametersOf(bundle, transformerParameterSpecs(workshop.config))),
    restorePool: async (bundle) => restoredPool(bundle, world.pool),
    truth: async () => new TruthPool(world.pool),
    verifiers: verifiersOf(context, library, workshop),
    async train(request) {
      const examples = trainingSet(request, real);
      const stream = random.split("model", "student", request.round);
      const { parameters, steps, loss } = await workshop.train(examples, stream);
      return { generator: newsGenerator(world, parameters), steps, loss };
    },
    [Symbol.asyncDispose]: () => workshop[Symbol.asyncDispose](),
  };
}

function worldOf({ setting, random }: TaskContext<Setting>, library: Library, workshop: Workshop): World {
  const archive = (articles: Articles): Archive => ({
    articles,
    vocabulary: library.vocabulary,
    rightAbove: setting.rightAbove,
  });
  return {
    pool: archive(library.pool),
    test: archive(library.test),
    samples: setting.samples,
    writer: workshop.writer,
    luck: (round) => random.split("summaries", round),
  };
}

/** The trained ones are trained once for all cells of the seed, and only when somebody asks them. */
function verifiersOf(
  context: TaskContext<Setting>,
  library: Library,
  workshop: Workshop,
): TaskInstance["verifiers"] {
  const trained = (name: "weak" | "strong") => {
    let parameters: Promise<Parameters> | undefined;
    const train = async (): Promise<Bundle> => {
      const examples = realExamples(library.lessons, library.shares[name]);
      const stream = context.random.split("model", "verifier", name);
      return { arrays: (await workshop.train(examples, stream)).parameters, metadata: {} };
    };
    return modelVerifier(workshop.judge, () => {
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
