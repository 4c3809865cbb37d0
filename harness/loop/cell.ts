import path from "node:path";
import { type ArtifactStore, canonicalHash, scopedArtifacts } from "../artifacts/index.ts";
import { randomStream } from "../random/index.ts";
import type { Outcome, Repeatable } from "../record/index.ts";
import { type Isolation, StrategyFailure } from "../strategy/index.ts";
import { type Entry, strategyHash } from "../submission/index.ts";
import {
  type Generator,
  type Regime,
  type RoundPosition,
  type Task,
  type TaskInstance,
  type Tier,
  type TierName,
  type TrainingSource,
  taskHash,
  tierOf,
} from "../task/index.ts";
import { type Checkpoints, openCheckpoints, type RoundExecution } from "./checkpoint.ts";
import { playRound, type RoundOutcome } from "./round.ts";
import { sharedEvaluation, sharedGenerator } from "./shared.ts";

/** What to run: task × tier × strategy variant × seed (DESIGN §2). */
export interface CellInput {
  readonly task: Task;
  readonly tier: TierName;
  readonly entry: Entry;
  readonly seed: number;
}

/** The machine's choices, none of which may change a result. */
export interface CellContext {
  readonly artifacts: ArtifactStore;
  readonly device: string;
  readonly isolation: Isolation;
  /** Folder for checkpoints and strategy logs. */
  readonly workFolder: string;
  readonly signal?: AbortSignal;
  progress(position: RoundPosition, phase: string): void;
}

export interface CellResult {
  readonly repeatable: Repeatable;
  readonly rounds: Readonly<Partial<Record<Regime, readonly RoundExecution[]>>>;
  /** Removes the checkpoints; to be called once the record is written. */
  finish(): Promise<void>;
}

/** Everything a round needs that stays the same for the whole cell. */
export interface CellState extends CellInput {
  readonly context: CellContext;
  readonly numbers: Tier;
  readonly instance: TaskInstance;
  /** Work that is the same for every cell of this task, tier and seed. */
  readonly artifacts: ArtifactStore;
  readonly checkpoints: Checkpoints;
  readonly logFile: string;
}

/** Runs one cell from where it stopped. Throws for everything that is not the strategy's own failure. */
export async function runCell(input: CellInput, context: CellContext): Promise<CellResult> {
  const { task, tier, entry, seed } = input;
  const numbers = tierOf(task, tier);
  const identity = identityOf(input);
  const key = canonicalHash(identity);
  const scope = { task: taskHash(task, tier), seed, device: context.device };
  const artifacts = scopedArtifacts(context.artifacts, scope);
  await using instance = await task.definition.open({
    setting: numbers.setting,
    tier,
    seed,
    random: randomStream(task.name, seed),
    artifacts,
    device: context.device,
    ...(task.data === undefined ? {} : { data: task.data }),
  });
  const state: CellState = {
    ...input,
    context,
    numbers,
    instance,
    artifacts,
    checkpoints: openCheckpoints(path.join(context.workFolder, "checkpoints", key)),
    logFile: path.join(context.workFolder, "logs", tier, task.name, entry.id, `${seed}.log`),
  };
  const generator = await sharedGenerator(state);
  const { metrics, outputs } = await sharedEvaluation(state, generator);
  const played = await playRegimes(state, generator);
  return {
    repeatable: {
      ...identity,
      outcome: played.outcome,
      ...(instance.data === undefined ? {} : { data: { ...instance.data } }),
      ...samplesOf(instance, outputs),
      generator: metrics,
      regimes: collect(played.rounds, (round) => round.record),
    },
    rounds: collect(played.rounds, (round) => round.execution),
    finish: () => state.checkpoints.clear(),
  };
}

/** The part of a record that is known before the cell runs; equal identities mean the same cell. */
export function identityOf(input: CellInput): Pick<Repeatable, "schema" | "cell" | "task" | "strategy"> {
  const { task, tier, entry, seed } = input;
  const { division, control = null } = entry.submission.manifest;
  return {
    schema: 1,
    cell: { task: task.name, tier, submission: entry.submission.slug, variant: entry.variant, seed },
    task: { version: task.file.version, hash: taskHash(task, tier) },
    strategy: { hash: strategyHash(entry), params: { ...entry.params }, division, control },
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

interface Played {
  readonly outcome: Outcome;
  readonly rounds: Map<Regime, RoundOutcome[]>;
}

async function playRegimes(state: CellState, generator: Generator): Promise<Played> {
  const rounds = new Map<Regime, RoundOutcome[]>();
  for (const regime of state.numbers.regimes) {
    const finished: RoundOutcome[] = [];
    rounds.set(regime, finished);
    const failure = await playRegime(state, generator, regime, finished);
    if (failure !== undefined) return { outcome: failure, rounds };
  }
  return { outcome: { status: "ok" }, rounds };
}

async function playRegime(
  state: CellState,
  first: Generator,
  regime: Regime,
  finished: RoundOutcome[],
): Promise<Outcome | undefined> {
  let generator = first;
  const earlier: TrainingSource[] = [];
  for (let round = 1; round <= state.numbers.rounds; round++) {
    const position = { regime, round };
    try {
      const outcome = await playRound(state, position, generator, earlier);
      finished.push(outcome);
      generator = outcome.student;
      if (regime === "accumulate") earlier.push(outcome.source);
    } catch (error) {
      if (error instanceof StrategyFailure) return failed(error, position);
      throw error;
    }
  }
  return undefined;
}

function failed(error: StrategyFailure, position: RoundPosition): Outcome {
  const line = error.line === undefined ? {} : { line: error.line };
  return { status: "failed", code: error.code, message: error.message, ...position, ...line };
}

function collect<T>(
  rounds: ReadonlyMap<Regime, readonly RoundOutcome[]>,
  pick: (round: RoundOutcome) => T,
): Partial<Record<Regime, T[]>> {
  return Object.fromEntries([...rounds].map(([regime, finished]) => [regime, finished.map(pick)]));
}
