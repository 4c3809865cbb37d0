import type { Bundle } from "../../harness/artifacts/index.ts";
import { type Parameters, proposingOf } from "../../harness/models/index.ts";
import type { Student } from "../../harness/task/index.ts";
import { evaluateModel } from "./evaluation.ts";
import { GuessPool } from "./pool.ts";
import type { World } from "./world.ts";

/** The transformer with these parameters. */
export function modelGenerator(world: World, parameters: Parameters): Student {
  return {
    async propose(position, decoding) {
      const matrices = world.inputs(position);
      const sources = world.reading.codec.encodeSources(matrices);
      const proposing = proposingOf({ ...decoding, candidates: world.setting.candidates, topP: 1 });
      const guesses = await world.laboratory.propose(parameters, sources, proposing, world.luck(position));
      return new GuessPool(matrices, world.reading, guesses);
    },
    evaluate: () => evaluateModel(world, parameters),
    save: () => ({ arrays: parameters, metadata: {} }),
  };
}

/** The parameters a generator was saved with. */
export function parametersOf({ arrays }: Bundle): Parameters {
  return arrays as Parameters;
}
