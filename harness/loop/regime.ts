import type { ArtifactStore } from "../artifacts/index.ts";
import { BenchError } from "../errors/index.ts";
import { type RandomPath, seedOf } from "../random/index.ts";
import type { RoundRecord } from "../record/index.ts";
import {
  defaultDecoding,
  type HumanSource,
  humanVerifier,
  keepRates,
  type RoundSelection,
  type Selector,
  StrategyFailure,
} from "../selection/index.ts";
import type {
  Decoding,
  Pool,
  Proposer,
  Regime,
  RoundPosition,
  Selection,
  Student,
  TaskInstance,
  Tier,
  TrainingRequest,
  TrainingSource,
} from "../task/index.ts";
import type { Checkpoints, FinishedRound, RoundExecution } from "./checkpoint.ts";
import { sharedPool } from "./shared.ts";
import { subsampled } from "./subsample.ts";

/** What stays the same over all rounds of a recursion. */
export interface Recursion extends Pick<Tier["frozen"], "rounds" | "budget" | "generation"> {
  /** The round after which it stops, if not after all `rounds`, of which selectors are told. */
  readonly lastRound?: number;
  readonly instance: TaskInstance;
  readonly selector: Selector;
  /** Root of the selector's and the noisy verifier's streams; also names the recursion in errors. */
  readonly streams: RandomPath;
  /** Work that is the same for every recursion of this task, tier and seed. */
  readonly artifacts: ArtifactStore;
  /** Who answers as `human`; the task's own verifier of that name, if any, where nobody is named. */
  readonly human?: HumanSource | undefined;
  /** Keeps finished rounds, so that a recursion that was killed goes on. */
  readonly checkpoints?: Checkpoints;
  progress?(position: RoundPosition, phase: string): void;
  /** Hears of every round's pool and what was kept of it, before anything is trained on it. */
  chosen?(position: RoundPosition, pool: Pool, selection: Selection): Promise<void>;
}

export interface PlayedRound {
  readonly record: RoundRecord;
  readonly execution: RoundExecution;
  readonly student: Student;
  readonly source: TrainingSource;
}

export interface PlayedRegime {
  readonly rounds: readonly PlayedRound[];
  /** What ended it early; `position` is the round that has no result. */
  readonly failure?: { readonly error: StrategyFailure; readonly position: RoundPosition };
}

/** Plays the rounds of one regime, from G0 on. Throws for everything that is not the selector's own failure. */
export async function playRegime(
  recursion: Recursion,
  regime: Regime,
  generator: Proposer,
): Promise<PlayedRegime> {
  const rounds: PlayedRound[] = [];
  const { lastRound = recursion.rounds } = recursion;
  let proposer = generator;
  for (let round = 1; round <= lastRound; round++) {
    const position = { regime, round };
    const earlier = regime === "replace" ? [] : rounds.map(({ source }) => source);
    try {
      const played = await playRound(recursion, position, proposer, earlier);
      rounds.push(played);
      proposer = played.student;
    } catch (error) {
      if (error instanceof StrategyFailure) return { rounds, failure: { error, position } };
      throw error;
    }
  }
  return { rounds };
}

/** One round, or what a checkpoint kept of it. */
async function playRound(
  recursion: Recursion,
  position: RoundPosition,
  proposer: Proposer,
  earlier: readonly TrainingSource[],
): Promise<PlayedRound> {
  const finished = await recursion.checkpoints?.read(position);
  if (finished !== undefined) return resumeRound(recursion, position, proposer, finished);
  const chosen = await selectRound(recursion, position, proposer);
  const source = { pool: chosen.pool, selection: chosen.selection };
  await recursion.chosen?.(position, chosen.pool, chosen.selection);
  recursion.progress?.(position, "train");
  const trainStart = performance.now();
  const request = requestOf(recursion, position, [...earlier, source]);
  const { student, steps, loss } = await recursion.instance.train(request);
  const evaluateStart = performance.now();
  recursion.progress?.(position, "evaluate");
  const metrics = finite(recursion, position, await student.evaluate());
  const outputs = await student.samples?.();
  const end = performance.now();
  const record: RoundRecord = {
    round: position.round,
    pool: sizeOf(chosen.pool),
    ...(chosen.decoding === undefined ? {} : { decoding: { ...chosen.decoding } }),
    selected: amountOf(chosen.selection),
    feedback: chosen.feedback,
    ...keepRates(chosen.pool, chosen.selection),
    training: { steps, loss },
    metrics,
    ...(outputs === undefined ? {} : { samples: [...outputs] }),
  };
  const execution: RoundExecution = {
    round: position.round,
    generate: rounded(chosen.seconds.generate),
    select: rounded(chosen.seconds.select),
    train: rounded((evaluateStart - trainStart) / 1000),
    evaluate: rounded((end - evaluateStart) / 1000),
    strategyPeakMemoryMiB: Math.round(chosen.peakMemoryMiB),
  };
  const { selection } = chosen;
  await recursion.checkpoints?.write(position, { record, execution, selection, model: student.save() });
  return { record, execution, student, source };
}

function requestOf(
  { instance, streams }: Recursion,
  position: RoundPosition,
  sources: readonly TrainingSource[],
): TrainingRequest {
  if (position.regime !== "accumulate-subsample") return { ...position, sources };
  return subsampled(position, sources, instance.realExamples, streams);
}

/** What the selector keeps of a round's pool. */
export async function selectRound(
  recursion: Recursion,
  position: RoundPosition,
  proposer: Proposer,
): Promise<RoundSelection> {
  const { selector, instance, streams, rounds, budget, generation, human } = recursion;
  const { regime, round } = position;
  recursion.progress?.(position, "select");
  return selector.select({
    ...position,
    rounds,
    budget,
    choices: generation,
    propose: (decoding) => poolOf(recursion, position, proposer, decoding),
    verifiers:
      human === undefined
        ? instance.verifiers
        : { ...instance.verifiers, human: humanVerifier(human, [...streams, "annotator", regime, round]) },
    seed: seedOf(...streams, "strategy", regime, round),
    noise: [...streams, "noisy verifier", regime, round],
  });
}

function poolOf(
  { selector, instance, artifacts }: Recursion,
  position: RoundPosition,
  proposer: Proposer,
  decoding: Decoding,
): Promise<Pool> {
  if (selector.offered === "truth") return instance.truth(position);
  if (position.round === 1) return sharedPool({ instance, artifacts }, position, proposer, decoding);
  return proposer.propose(position, decoding);
}

/** Proposes the same pool again, because later rounds train on it where data accumulates. */
async function resumeRound(
  recursion: Recursion,
  position: RoundPosition,
  proposer: Proposer,
  { record, execution, selection, model }: FinishedRound,
): Promise<PlayedRound> {
  const decoding = record.decoding ?? defaultDecoding(recursion.generation);
  const pool = await poolOf(recursion, position, proposer, decoding);
  return { record, execution, student: await recursion.instance.restore(model), source: { pool, selection } };
}

function sizeOf(pool: Pool): RoundRecord["pool"] {
  let candidates = 0;
  for (let item = 0; item < pool.items; item++) candidates += pool.candidatesOf(item);
  return { items: pool.items, candidates, ...(pool.cost && { cost: { ...pool.cost } }) };
}

function amountOf(selection: Selection): RoundRecord["selected"] {
  const weight = selection.weights.reduce((sum, value) => sum + value, 0);
  return { candidates: selection.items.length, items: new Set(selection.items).size, weight };
}

/** NaN must never reach a record, where JSON would turn it into null. */
function finite(
  { streams }: Recursion,
  { regime, round }: RoundPosition,
  metrics: Readonly<Record<string, number>>,
): Record<string, number> {
  for (const [name, value] of Object.entries(metrics)) {
    if (!Number.isFinite(value))
      throw new BenchError(`the metric "${name}" is ${value}`, {
        code: "metric-not-finite",
        blame: "task",
        where: `${streams.join("/")}, ${regime}, round ${round}`,
        mend: "Correct the task's evaluation so that every metric is a finite number.",
      });
  }
  return { ...metrics };
}

function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
