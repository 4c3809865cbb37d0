import type { Bundle } from "../artifacts/index.ts";
import { type Decoding, type Generator, type Pool, type RoundPosition, taskHash } from "../task/index.ts";
import type { CellState } from "./cell.ts";

/** Work that is the same for every cell of a task, tier and seed: done by the first, read by the others. */
function share(state: CellState, what: Record<string, unknown>, compute: () => Promise<Bundle>) {
  const { task, tier, seed, context } = state;
  return context.artifacts.bundle(
    { ...what, task: taskHash(task, tier), seed, device: context.device },
    compute,
  );
}

/** G0. Every cell works on the stored parameters, so that the first cell is no exception. */
export async function sharedGenerator(state: CellState): Promise<Generator> {
  const { instance } = state;
  const bundle = await share(state, { what: "generator" }, async () => (await instance.generator()).save());
  return instance.restore(bundle);
}

/** G0's test metrics. */
export async function sharedMetrics(state: CellState, generator: Generator): Promise<Record<string, number>> {
  const { metadata } = await share(state, { what: "generator metrics" }, async () => ({
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
  const bundle = await share(state, what, async () => (await generator.propose(position, decoding)).save());
  return state.instance.restorePool(bundle, position);
}
