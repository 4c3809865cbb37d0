import type { Bundle } from "../../harness/artifacts/index.ts";
import { BenchError } from "../../harness/errors/index.ts";
import type { Parameters, Proposing } from "../../harness/models/index.ts";
import type { Decoding, Generator } from "../../harness/task/index.ts";
import { evaluateModel } from "./evaluation.ts";
import { GuessPool } from "./pool.ts";
import type { World } from "./world.ts";

/** The transformer with these parameters. */
export function modelGenerator(world: World, parameters: Parameters): Generator {
  return {
    async propose(position, decoding) {
      const matrices = world.inputs(position);
      const sources = world.reading.codec.encodeSources(matrices);
      const proposing = proposingOf(decoding, world.setting.candidates);
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

/** A strategy's choices, or the task's defaults for them. Throws when the harness left one out. */
function proposingOf({ search, temperature }: Decoding, candidates: number): Proposing {
  if ((search === "sample" || search === "beam") && typeof temperature === "number")
    return { search, candidates, temperature };
  throw new BenchError("the generator was not told how to guess", {
    code: "decoding-missing",
    blame: "harness",
    expected: "`search` and `temperature`",
    mend: "Fill in the tier's `generation` defaults before proposing.",
  });
}
