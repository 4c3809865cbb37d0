import { type Repeatable, type ResultRecord, recordVersion, withHashes } from "../../harness/record/index.ts";

const hash = "ab".repeat(32);

/** A valid record of one round, for tests that need one; `changes` replace parts that must repeat. */
export function sampleRecord(changes: Partial<Repeatable> = {}): ResultRecord {
  const repeatable: Repeatable = {
    schema: recordVersion,
    season: { number: 0, commitment: null },
    cell: { task: "toy", tier: "smoke", submission: "random", variant: null, seed: 0 },
    task: { version: 1, hash },
    strategy: { hash, params: {}, division: "none", control: "floor" },
    outcome: { status: "ok" },
    generator: { accuracy: 0.8 },
    regimes: {
      replace: [
        {
          round: 1,
          pool: { items: 10, candidates: 10 },
          selected: { candidates: 4, items: 4, weight: 4 },
          feedback: {},
          p: 0.2,
          phi: 0.5,
          psi: 0.5,
          pStar: 0.5,
          training: { steps: 1, loss: 0.3 },
          metrics: { accuracy: 0.75 },
        },
      ],
    },
    ...changes,
  };
  return withHashes({
    ...repeatable,
    task: { ...repeatable.task, limits: hash },
    provenance: {
      harness: { version: "0.1.0", commit: null, dirty: false },
      node: "24.0.0",
      packages: {},
      os: "Linux",
      cpu: "a processor",
      cores: 2,
      memoryGiB: 8,
      device: "cpu",
      isolation: "bubblewrap",
    },
    execution: {
      startedAt: "2026-01-01T00:00:00.000Z",
      seconds: 1,
      attempts: 1,
      peakMemoryMiB: 90,
      rounds: {},
    },
  });
}
