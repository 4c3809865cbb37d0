import { keptValue } from "../artifacts/index.ts";
import type { Decoding, Generator, Pool, RoundPosition } from "../task/index.ts";
import type { CellState } from "./cell.ts";

/** G0. Every cell works on the stored parameters, so that the first cell is no exception. */
export async function sharedGenerator({
  instance,
  artifacts,
}: Pick<CellState, "instance" | "artifacts">): Promise<Generator> {
  const bundle = await artifacts.bundle({ what: "generator" }, async () =>
    (await instance.generator()).save(),
  );
  return instance.restore(bundle);
}

/** A generator's test metrics, and its outputs for the task's samples. */
export interface Evaluation {
  readonly metrics: Record<string, number>;
  readonly outputs?: readonly string[];
}

/** What G0 does on the test set. */
export function sharedEvaluation({ artifacts }: CellState, generator: Generator): Promise<Evaluation> {
  return keptValue<Evaluation>(artifacts, { what: "generator metrics" }, async () => ({
    metrics: await generator.evaluate(),
    outputs: await generator.samples?.(),
  }));
}

/** G0's pool of round 1, which every strategy with these decoding settings meets, in either regime. */
export async function sharedPool(
  state: CellState,
  position: RoundPosition,
  generator: Generator,
  decoding: Decoding,
): Promise<Pool> {
  const what = { what: "pool", round: position.round, decoding };
  const bundle = await state.artifacts.bundle(what, async () =>
    (await generator.propose(position, decoding)).save(),
  );
  return state.instance.restorePool(bundle, position);
}
