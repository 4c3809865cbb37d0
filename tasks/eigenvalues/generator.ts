import type { Bundle } from "../../harness/artifacts/index.ts";
import { BenchError } from "../../harness/errors/index.ts";
import type { Candidates, Parameters } from "../../harness/models/index.ts";
import type { RandomStream } from "../../harness/random/index.ts";
import type { Decoding, Generator } from "../../harness/task/index.ts";
import { evaluateModel } from "./evaluation.ts";
import { GuessPool } from "./pool.ts";
import type { World } from "./world.ts";

/** The transformer with these parameters. */
export function modelGenerator(world: World, parameters: Parameters): Generator {
  return {
    async propose(position, decoding) {
      const matrices = world.inputs(position);
      const sources = world.laboratory.codec.encodeSources(matrices);
      const guesses = await guess(world, parameters, sources, decoding, world.luck(position));
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

/** Each input's candidates: the greedy guess and then samples, or the likeliest beams. */
async function guess(
  { laboratory, setting: { candidates } }: World,
  parameters: Parameters,
  sources: Int32Array,
  decoding: Decoding,
  luck: RandomStream,
): Promise<Pick<Candidates, "symbols" | "logProbabilities">> {
  if (chosen(decoding, "search") === "beam")
    return laboratory.decode(parameters, sources, { kind: "beam", beams: candidates });
  const greedy = await laboratory.decode(parameters, sources, { kind: "greedy" });
  if (candidates === 1) return greedy;
  const temperature = chosen(decoding, "temperature") as number;
  const sampled = { kind: "sample", candidates: candidates - 1, temperature } as const;
  return greedyFirst(greedy, await laboratory.decode(parameters, sources, sampled, luck));
}

function greedyFirst(
  greedy: Candidates,
  sampled: Candidates,
): Pick<Candidates, "symbols" | "logProbabilities"> {
  const { sources, length } = greedy;
  const perSource = 1 + sampled.perSource;
  const symbols = new Int32Array(sources * perSource * length);
  const logProbabilities = new Float64Array(sources * perSource);
  const size = sampled.perSource * length;
  for (let source = 0; source < sources; source++) {
    const start = source * perSource;
    symbols.set(greedy.symbols.subarray(source * length, (source + 1) * length), start * length);
    symbols.set(sampled.symbols.subarray(source * size, (source + 1) * size), (start + 1) * length);
    logProbabilities[start] = greedy.logProbabilities[source]!;
    const drawn = sampled.logProbabilities.subarray(
      source * sampled.perSource,
      (source + 1) * sampled.perSource,
    );
    logProbabilities.set(drawn, start + 1);
  }
  return { symbols, logProbabilities };
}

/** Throws when the harness did not fill in the task's default. */
function chosen(decoding: Decoding, name: string): number | string {
  const value = decoding[name];
  if (value !== undefined) return value;
  throw new BenchError(`no ${name} was given to the generator`, {
    code: "decoding-missing",
    blame: "harness",
    expected: `a value under \`${name}\``,
    mend: "Fill in the tier's `generation` defaults before proposing.",
  });
}
