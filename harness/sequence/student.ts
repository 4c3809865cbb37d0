import type { Bundle } from "../artifacts/index.ts";
import {
  type Candidates,
  checkParameters,
  type Parameters,
  proposingOf,
  type Search,
  transformerParameterSpecs,
} from "../models/index.ts";
import type { RandomStream } from "../random/index.ts";
import type { Student } from "../task/index.ts";
import type { Pair } from "./contract.ts";
import { SequencePool } from "./pool.ts";
import type { Workshop } from "./workshop.ts";

/** A trained transformer of a sequence task. */
export interface SequenceStudent<Input, Output> extends Student {
  /** Writes for any inputs, not only a round's; sampling needs `random`. */
  write(
    pairs: readonly Pair<Input, Output>[],
    search: Search,
    random?: RandomStream,
  ): Promise<SequencePool<Input, Output>>;
}

/** A model and what is known of its training. */
export interface KnownModel {
  readonly parameters: Parameters;
  /** Steps after which a training that stops by itself had them. */
  readonly stoppedAt?: number;
}

/** The student that a model is. Where its training stopped by itself the steps are a result, and among its metrics. */
export function studentOf<Input, Output>(
  { task, laboratory, reader, kept }: Workshop<Input, Output>,
  { parameters, stoppedAt }: KnownModel,
): SequenceStudent<Input, Output> {
  const { data, streams, metrics, samples } = task;
  let tested: Promise<readonly Output[]> | undefined;

  /** Greedy outputs for the test inputs. */
  function testOutputs(): Promise<readonly Output[]> {
    tested ??= write(data.test, { kind: "greedy" }).then((pool) =>
      data.test.map((_, item) => pool.outputOf(item, 0)),
    );
    return tested;
  }

  function poolOf(pairs: readonly Pair<Input, Output>[], candidates: Candidates) {
    return new SequencePool(task, pairs, reader.spelt(pairs, candidates));
  }

  async function write(pairs: readonly Pair<Input, Output>[], search: Search, random?: RandomStream) {
    return poolOf(pairs, await laboratory.decode(parameters, reader.sources(pairs), search, random));
  }

  return {
    write,
    async propose({ round }, decoding) {
      const pairs = data.inputs(round);
      const proposing = proposingOf({ ...decoding, ...task.decoding });
      const luck = streams.luck(round);
      return poolOf(pairs, await laboratory.propose(parameters, reader.sources(pairs), proposing, luck));
    },
    evaluate: async () => ({
      ...metrics(await testOutputs(), data.test),
      ...(stoppedAt === undefined ? {} : { trainingSteps: stoppedAt }),
    }),
    ...(samples === undefined
      ? {}
      : { samples: async () => (await testOutputs()).slice(0, samples).map(String) }),
    save: (): Bundle => ({
      arrays: kept(parameters),
      metadata: { ...(stoppedAt !== undefined && { stoppedAt: String(stoppedAt) }) },
    }),
  };
}

/** A saved student. Throws `parameter-mismatch` for another model's. */
export async function modelOf(
  { arrays, metadata }: Bundle,
  { laboratory, whole }: Pick<Workshop<unknown, unknown>, "laboratory" | "whole">,
): Promise<KnownModel> {
  const parameters = await whole(arrays as Parameters);
  checkParameters(parameters, transformerParameterSpecs(laboratory.config), "saved student");
  const { stoppedAt } = metadata;
  return { parameters, ...(stoppedAt === undefined ? {} : { stoppedAt: Number(stoppedAt) }) };
}
