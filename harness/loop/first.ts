import type { ArtifactStore } from "../artifacts/index.ts";
import { randomStream } from "../random/index.ts";
import { defaultDecoding, humanSourceOf, type RoundSelection, type Selector } from "../selection/index.ts";
import { type Pool, type Proposer, tierOf } from "../task/index.ts";
import { type Recursion, selectRound } from "./regime.ts";
import {
  openTask,
  rootOf,
  type SharedPlace,
  sharedArtifacts,
  sharedGenerator,
  sharedPool,
} from "./shared.ts";

/** Where a first round is, and who hears of it. */
export interface FirstPlace extends SharedPlace {
  /** All work that is shared. */
  readonly store: ArtifactStore;
  /** Told when the pool has to be made first. */
  progress?(phase: string): void;
}

/** Round 1 of a task's headline regime without what follows it: no student is trained. Pools can be read while it is open. */
export interface FirstRound extends AsyncDisposable {
  /** The pool that everybody meets who leaves decoding as it is. */
  pool(): Promise<Pool>;
  /** What a selector keeps of it, or of the pool that it wishes for. */
  select(selector: Selector): Promise<RoundSelection>;
}

/** Opens the first round of a place; G0 and its pool are computed once, and kept. */
export async function openFirst(place: FirstPlace): Promise<FirstRound> {
  const { task, tier, season, seed, store, progress } = place;
  const root = rootOf(season);
  const artifacts = sharedArtifacts(store, place);
  const instance = await openTask(place, randomStream(...root, task.name, seed), store);
  const position = { regime: task.file.shown.headline.regime, round: 1 };
  const { rounds, budget, generation } = tierOf(task, tier).frozen;
  // Asked only where the pool is not stored yet: bringing back a model takes longer than most strategies.
  const generator: Proposer = {
    async propose(asked, decoding) {
      progress?.("generate");
      const own = await sharedGenerator({ instance, artifacts });
      return own.propose(asked, decoding);
    },
  };

  function select(selector: Selector): Promise<RoundSelection> {
    const human = humanSourceOf(task, tier);
    const streams = [...root, task.name, tier, seed];
    const recursion: Recursion = {
      ...{ instance, artifacts, selector, rounds, budget, generation, streams, human },
    };
    return selectRound(recursion, position, generator);
  }

  return {
    pool: () => sharedPool({ instance, artifacts }, position, generator, defaultDecoding(generation)),
    select,
    [Symbol.asyncDispose]: () => instance[Symbol.asyncDispose](),
  };
}
