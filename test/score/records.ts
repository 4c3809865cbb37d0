import assert from "node:assert/strict";
import { type ResultRecord, type RoundRecord, recordVersion } from "../../harness/record/index.ts";
import {
  type ScoredEntry,
  type ScoredView,
  type ScoringInput,
  type ScoringTask,
  scoreTask,
} from "../../harness/score/index.ts";
import { type Control, type Division, entryParts } from "../../harness/submission/index.ts";
import type { Extent, Regime, VerifierName } from "../../harness/task/index.ts";

/** What a made record may vary in; everything else is the same in all. */
export interface RecordChoice {
  readonly entry: string;
  readonly seed: number;
  /** Metric after each round of the headline regime; a cell that failed has none. */
  readonly scores?: readonly number[];
  readonly other?: readonly number[];
  readonly control?: Control | null;
  readonly division?: Division;
  readonly feedback?: Partial<Record<VerifierName, number>>;
  readonly pStar?: number | null;
  readonly generator?: number;
  readonly strategyHash?: string;
  readonly taskHash?: string;
  readonly isolation?: "bubblewrap" | "none";
}

/** A task of one round in one regime: it has one board. */
export const task = {
  name: "toy",
  metric: "accuracy",
  worst: 0,
  rounds: 1,
  regimes: ["replace"],
} as const satisfies ScoringTask;

/** So many seeds, of which each plays all of a task. */
export function wholeSeeds(count: number, { rounds, regimes }: ScoringTask = task): readonly Extent[] {
  return new Array<Extent>(count).fill({ rounds, regimes });
}

/** The only board of that task. */
export function boardOf(input: Omit<ScoringInput, "task"> & { readonly task?: ScoringTask }): ScoredView {
  const { views } = scoreTask({ task, ...input });
  assert.equal(views.length, 1);
  return views[0]!;
}

/** A result record: of a cell that ended well with `scores`, or of a failed one without. */
export function record(choice: RecordChoice): ResultRecord {
  const { entry, seed, scores, other } = choice;
  const regimes: Partial<Record<Regime, RoundRecord[]>> = {
    ...(scores === undefined ? {} : { replace: scores.map((score, place) => round(choice, place, score)) }),
    ...(other === undefined ? {} : { accumulate: other.map((score, place) => round(choice, place, score)) }),
  };
  return {
    schema: recordVersion,
    season: { number: 0, commitment: null },
    cell: { task: task.name, tier: "smoke", ...entryParts(entry), seed },
    task: { version: 1, hash: choice.taskHash ?? "a".repeat(64), limits: "d".repeat(64) },
    strategy: {
      hash: choice.strategyHash ?? "b".repeat(64),
      params: {},
      division: choice.division ?? "none",
      control: choice.control ?? null,
    },
    outcome: scores === undefined ? failure : { status: "ok" },
    generator: { accuracy: choice.generator ?? 0.5 },
    regimes,
    provenance: { ...provenance, isolation: choice.isolation ?? "bubblewrap" },
    execution: {
      startedAt: "2026-01-01T00:00:00.000Z",
      seconds: 3,
      attempts: 1,
      peakMemoryMiB: 100,
      rounds: { replace: (scores ?? []).map((_, place) => ({ ...seconds, round: place + 1 })) },
    },
    fingerprint: "c".repeat(64),
    checksum: "e".repeat(64),
  };
}

function round(choice: RecordChoice, place: number, score: number): RoundRecord {
  const pStar = choice.pStar === undefined ? 0.75 : choice.pStar;
  return {
    round: place + 1,
    pool: { items: 10, candidates: 10 },
    selected: { candidates: 5, items: 5, weight: 5 },
    feedback: choice.feedback ?? {},
    p: 0.2,
    phi: 0.6,
    psi: pStar === null ? null : 0.2,
    pStar,
    training: { steps: 1, loss: 0.1 },
    metrics: { accuracy: score },
  };
}

const failure = {
  status: "failed",
  code: "too-slow",
  message: "the strategy was too slow",
  regime: "replace",
  round: 1,
} as const;

const seconds = { generate: 1, select: 0.25, train: 1, evaluate: 0.5, strategyPeakMemoryMiB: 10 };

const provenance = {
  harness: { version: "0.1.0", commit: null, dirty: false },
  node: "24.0.0",
  packages: {},
  os: "linux",
  cpu: "one",
  cores: 2,
  memoryGiB: 8,
  device: "cpu",
};

/** One record per seed with one round each. */
export function series(
  entry: string,
  scores: readonly number[],
  choice: Partial<RecordChoice> = {},
): readonly ResultRecord[] {
  return scores.map((score, seed) => record({ entry, seed, scores: [score], ...choice }));
}

/** The line of an entry, which must be scored. */
export function entryOf(entries: readonly ScoredEntry[], name: string): ScoredEntry {
  const found = entries.find(({ entry }) => entry === name);
  assert.ok(found, `${name} is scored`);
  return found;
}
