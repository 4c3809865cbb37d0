import type { Bundle } from "../../harness/artifacts/index.ts";
import {
  checkParameters,
  type Laboratory,
  type ParameterSpec,
  type Parameters,
  proposingOf,
} from "../../harness/models/index.ts";
import type { RandomStream } from "../../harness/random/index.ts";
import type { Student } from "../../harness/task/index.ts";
import { measure } from "./metrics.ts";
import { type Archive, SummaryPool } from "./pool.ts";

/** What every generator of one seed shares: the articles it meets, and where it writes. */
export interface World {
  /** The articles of every round with their references. */
  readonly pool: Archive;
  readonly test: Archive;
  /** Test articles of which a record keeps the summaries. */
  readonly samples: number;
  readonly laboratory: Laboratory;
  /** Decides a round's draws; the same for every generator, so that strategies meet the same luck. */
  luck(round: number): RandomStream;
}

/** The summarizer with these parameters. */
export function newsGenerator(world: World, parameters: Parameters): Student {
  let written: Promise<readonly string[]> | undefined;

  /** Greedy summaries of the test articles. */
  function testSummaries(): Promise<readonly string[]> {
    written ??= writeTest(world, parameters);
    return written;
  }

  return {
    async propose({ round }, decoding) {
      const { sources } = world.pool.articles;
      const summaries = await world.laboratory.propose(
        parameters,
        sources,
        proposingOf(decoding),
        world.luck(round),
      );
      return new SummaryPool(world.pool, summaries);
    },
    async evaluate() {
      const references = world.test.articles.pairs.map(({ summary }) => summary);
      return measure(await testSummaries(), references);
    },
    samples: async () => (await testSummaries()).slice(0, world.samples),
    save: () => ({ arrays: parameters, metadata: {} }),
  };
}

/** The parameters a generator was saved with. Throws `parameter-mismatch` for another model's. */
export function parametersOf({ arrays }: Bundle, specs: readonly ParameterSpec[]): Parameters {
  const parameters = arrays as Parameters;
  checkParameters(parameters, specs, "saved generator");
  return parameters;
}

async function writeTest(world: World, parameters: Parameters): Promise<readonly string[]> {
  const { articles } = world.test;
  const greedy = await world.laboratory.decode(parameters, articles.sources, { kind: "greedy" });
  const pool = new SummaryPool(world.test, greedy);
  return articles.pairs.map((_, item) => pool.textOf(item, 0));
}
