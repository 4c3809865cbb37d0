import type { ArtifactStore } from "../artifacts/index.ts";
import { randomStream } from "../random/index.ts";
import type { RoundSelection, Selector } from "../selection/index.ts";
import { type Proposer, tierOf } from "../task/index.ts";
import { selectRound } from "./regime.ts";
import { openTask, type SharedPlace, sharedArtifacts, sharedGenerator } from "./shared.ts";

/** Round 1 without what follows it: G0 and its pool are computed once for a place, and no student is trained. */
export interface FirstRound extends SharedPlace {
  readonly selector: Selector;
  /** All work that is shared. */
  readonly store: ArtifactStore;
  progress?(phase: string): void;
}

/** Has a selector select in round 1 of the task's headline regime, and reads what came of it while the task is open. */
export async function selectFirst<Read>(
  first: FirstRound,
  read: (chosen: RoundSelection) => Read,
): Promise<Read> {
  const { task, tier, seed, selector, store, progress } = first;
  const artifacts = sharedArtifacts(store, first);
  await using instance = await openTask(first, randomStream(task.name, seed), store);
  // Asked only where the pool is not stored yet: bringing back a model takes longer than most strategies.
  const generator: Proposer = {
    async propose(position, decoding) {
      progress?.("generate");
      const own = await sharedGenerator({ instance, artifacts });
      return own.propose(position, decoding);
    },
  };
  const { rounds, budget, generation } = tierOf(task, tier).frozen;
  const streams = [task.name, tier, seed];
  const recursion = { instance, artifacts, selector, rounds, budget, generation, streams };
  const { regime } = task.file.shown.headline;
  return read(await selectRound(recursion, { regime, round: 1 }, generator));
}
