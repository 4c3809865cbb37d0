import { type ArtifactStore, keptValue, scopedArtifacts } from "../artifacts/index.ts";
import { BenchError } from "../errors/index.ts";
import { type RandomPath, type RandomStream, randomStream } from "../random/index.ts";
import type { Season } from "../season/index.ts";
import {
  assertModel,
  type Decoding,
  type Pool,
  type Proposer,
  type RoundPosition,
  type Student,
  type Task,
  type TaskInstance,
  type TierName,
  taskHash,
  tierOf,
} from "../task/index.ts";

/** Where work is shared: a task's numbers at a tier, a season, a seed, a kind of device. */
export interface SharedPlace {
  readonly task: Task;
  readonly season: Season;
  readonly tier: TierName;
  readonly seed: number;
  readonly device: string;
}

/**
 * The part of a store that everybody at a place shares. Neither labels nor the share that is kept change what is made before anything is
 * selected: what was computed without them is taken.
 */
export function sharedArtifacts(artifacts: ArtifactStore, place: SharedPlace): ArtifactStore {
  const { task } = place;
  return ownArtifacts(artifacts, { ...place, task: task.worksAs ?? task });
}

/** The part of a store for what comes of a place's own labels and share. */
export function ownArtifacts(
  artifacts: ArtifactStore,
  { task, tier, season, seed, device }: SharedPlace,
): ArtifactStore {
  const key = season.commitment === null ? {} : { season: season.commitment };
  return scopedArtifacts(artifacts, { task: taskHash(task, tier), seed, device, ...key });
}

/** What the season's random paths begin with. Throws `BenchError` (blame usage) while its key is not known here. */
export function rootOf({ number, root }: Season): RandomPath {
  if (root !== undefined) return root;
  throw new BenchError(`the key of season ${number} is sealed`, {
    code: "season-sealed",
    blame: "usage",
    mend: "Pass --key FILE if the key is yours; everybody else can play season 0, or wait for the season's end.",
  });
}

/** Opens the task of a place, on its data if it has any; the store is all of it, not only the part of the place. */
export function openTask(
  place: SharedPlace,
  random: RandomStream,
  store: ArtifactStore,
): Promise<TaskInstance> {
  const { task, tier, seed, device } = place;
  assertModel(task, tier);
  const { setting, rounds } = tierOf(task, tier).frozen;
  return task.definition.open({
    setting,
    tier,
    rounds,
    seed,
    random,
    root: rootOf(place.season),
    artifacts: sharedArtifacts(store, place),
    common: scopedArtifacts(store, { common: task.name, device }),
    device,
    ...(task.data === undefined ? {} : { data: task.data }),
    ...(task.model === undefined ? {} : { model: task.model }),
  });
}

/** A task opened at one tier and seed, and the work that is the same for everybody there. */
export interface Opened {
  readonly instance: TaskInstance;
  readonly artifacts: ArtifactStore;
}

/** G0. Every cell works on the stored parameters, so that the first cell is no exception. */
export async function sharedGenerator({ instance, artifacts }: Opened): Promise<Student> {
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
export function sharedEvaluation({ artifacts }: Opened, generator: Student): Promise<Evaluation> {
  return keptValue<Evaluation>(artifacts, { what: "generator metrics" }, async () => ({
    metrics: await generator.evaluate(),
    outputs: await generator.samples?.(),
  }));
}

/** Computes what the cells of a place share and all of them need first: G0, and what it does on the test set. */
export async function prepareShared(place: SharedPlace, store: ArtifactStore): Promise<void> {
  const artifacts = sharedArtifacts(store, place);
  await using instance = await openTask(
    place,
    randomStream(...rootOf(place.season), place.task.name, place.seed),
    store,
  );
  const opened = { instance, artifacts };
  await sharedEvaluation(opened, await sharedGenerator(opened));
}

/** G0's pool of round 1, which every strategy with these decoding settings meets, in either regime. */
export async function sharedPool(
  { instance, artifacts }: Opened,
  position: RoundPosition,
  generator: Proposer,
  decoding: Decoding,
): Promise<Pool> {
  const what = { what: "proposed pool", round: position.round, decoding };
  const bundle = await artifacts.bundle(what, async () =>
    (await generator.propose(position, decoding)).save(),
  );
  return instance.restorePool(bundle, position);
}
