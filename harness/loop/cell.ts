import path from "node:path";
import { type ArtifactStore, canonicalHash } from "../artifacts/index.ts";
import { randomStream } from "../random/index.ts";
import { type Outcome, type Repeatable, recordVersion } from "../record/index.ts";
import type { Season } from "../season/index.ts";
import { explainFailure, humanSourceOf, type Selector } from "../selection/index.ts";
import { type Entry, strategyHash } from "../submission/index.ts";
import {
  type Extent,
  type Regime,
  type RoundPosition,
  type Student,
  type Task,
  type TaskInstance,
  type TierName,
  taskHash,
  tierOf,
} from "../task/index.ts";
import { openCheckpoints, type RoundExecution } from "./checkpoint.ts";
import { type PlayedRegime, type PlayedRound, playRegime, type Recursion } from "./regime.ts";
import { openTask, rootOf, sharedArtifacts, sharedEvaluation, sharedGenerator } from "./shared.ts";

/** What to run: task × tier × strategy variant × seed (docs/glossary.md). */
export interface CellInput {
  readonly task: Task;
  readonly tier: TierName;
  readonly entry: Entry;
  readonly season: Season;
  readonly seed: number;
  /** How much of it; what is played is the same whatever comes after. */
  readonly extent: Extent;
}

/** The machine's choices, none of which may change a result. */
export interface CellContext {
  readonly artifacts: ArtifactStore;
  readonly device: string;
  readonly selector: Selector;
  /** Folder for checkpoints. */
  readonly workFolder: string;
  progress(position: RoundPosition, phase: string): void;
  /** See `Recursion`; not of rounds that a checkpoint kept. */
  readonly chosen?: Recursion["chosen"];
}

export interface CellResult {
  readonly repeatable: Repeatable;
  readonly rounds: Readonly<Partial<Record<Regime, readonly RoundExecution[]>>>;
  /** What ended it, in more words than a record may hold. */
  readonly explanation?: string;
  /** Removes the checkpoints; to be called once the record is written. */
  finish(): Promise<void>;
}

/** Runs one cell from where it stopped. Throws for everything that is not the strategy's own failure. */
export async function runCell(input: CellInput, context: CellContext): Promise<CellResult> {
  const { task, tier, season, seed, extent } = input;
  const { rounds, budget, generation } = tierOf(task, tier).frozen;
  const { device, selector, progress, chosen } = context;
  const identity = identityOf(input);
  const place = { task, tier, season, seed, device };
  const root = rootOf(season);
  const artifacts = sharedArtifacts(context.artifacts, place);
  await using instance = await openTask(place, randomStream(...root, task.name, seed), context.artifacts);
  const generator = await sharedGenerator({ instance, artifacts });
  const { metrics, outputs } = await sharedEvaluation({ instance, artifacts }, generator);
  const checkpoints = openCheckpoints(path.join(context.workFolder, "checkpoints", canonicalHash(identity)));
  const streams = [...root, task.name, tier, seed];
  const recursion = {
    instance,
    artifacts,
    selector,
    rounds,
    lastRound: extent.rounds,
    budget,
    generation,
    streams,
    human: humanSourceOf(task, tier),
    checkpoints,
    progress,
    ...(chosen && { chosen }),
  };
  const played = await playRegimes(recursion, extent.regimes, generator);
  return {
    repeatable: {
      ...identity,
      outcome: outcomeOf(played),
      ...(instance.data === undefined ? {} : { data: { ...instance.data } }),
      ...samplesOf(instance, outputs),
      generator: metrics,
      regimes: collect(played, (round) => round.record),
    },
    rounds: collect(played, (round) => round.execution),
    ...explanationOf(played),
    finish: () => checkpoints.clear(),
  };
}

/** The part of a record that is known before the cell runs; equal identities mean the same cell. */
export function identityOf(
  input: Omit<CellInput, "extent">,
): Pick<Repeatable, "schema" | "season" | "cell" | "task" | "strategy"> {
  const { task, tier, entry, season, seed } = input;
  const { control, manifest } = entry.submission;
  return {
    schema: recordVersion,
    season: { number: season.number, commitment: season.commitment },
    cell: { task: task.name, tier, submission: entry.submission.slug, variant: entry.variant, seed },
    task: { version: task.file.frozen.version, hash: taskHash(task, tier) },
    strategy: {
      hash: strategyHash(entry),
      params: { ...entry.params },
      division: manifest.division,
      control,
    },
  };
}

function samplesOf(
  instance: TaskInstance,
  generator: readonly string[] | undefined,
): Pick<Repeatable, "samples"> {
  if (instance.samples === undefined || generator === undefined) return {};
  return {
    samples: { inputs: instance.samples.map((sample) => ({ ...sample })), generator: [...generator] },
  };
}

type Played = ReadonlyMap<Regime, PlayedRegime>;

/** Regime after regime; a failure ends the cell. */
async function playRegimes(
  recursion: Recursion,
  regimes: readonly Regime[],
  generator: Student,
): Promise<Played> {
  const played = new Map<Regime, PlayedRegime>();
  for (const regime of regimes) {
    const one = await playRegime(recursion, regime, generator);
    played.set(regime, one);
    if (one.failure !== undefined) break;
  }
  return played;
}

function explanationOf(played: Played): Pick<CellResult, "explanation"> {
  const failure = failureOf(played);
  return failure === undefined ? {} : { explanation: explainFailure(failure.error) };
}

function failureOf(played: Played): PlayedRegime["failure"] {
  return [...played.values()].find((regime) => regime.failure !== undefined)?.failure;
}

function outcomeOf(played: Played): Outcome {
  const failure = failureOf(played);
  if (failure === undefined) return { status: "ok" };
  const { error, position } = failure;
  const line = error.line === undefined ? {} : { line: error.line };
  return { status: "failed", code: error.code, message: error.message, ...position, ...line };
}

function collect<T>(played: Played, pick: (round: PlayedRound) => T): Partial<Record<Regime, T[]>> {
  return Object.fromEntries([...played].map(([regime, { rounds }]) => [regime, rounds.map(pick)]));
}
