import type { Decoding, Generator, Pool, RoundPosition } from "../task/index.ts";
import type { CellState } from "./cell.ts";

/** G0. Every cell works on the stored parameters, so that the first cell is no exception. */
export async function sharedGenerator(state: CellState): Promise<Generator> {
  const { instance, artifacts } = state;
  const bundle = await artifacts.bundle({ what: "generator" }, async () =>
    (await instance.generator()).save(),
  );
  return instance.restore(bundle);
}

/** G0's test metrics. */
export async function sharedMetrics(state: CellState, generator: Generator): Promise<Record<string, number>> {
  const { metadata } = await state.artifacts.bundle({ what: "generator metrics" }, async () => ({
    arrays: {},
    metadata: { metrics: JSON.stringify(await generator.evaluate()) },
  }));
  return JSON.parse(metadata["metrics"]!) as Record<string, number>;
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
