import { z } from "zod";
import { provenanceSchema } from "../provenance/index.ts";
import { controls, divisions } from "../submission/index.ts";
import { regimes, tierNames, verifierNames } from "../task/index.ts";

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().nonnegative();
const keeper = z.enum(["cgroup", "watched"]);
const metrics = z.record(z.string(), z.number());
const rate = z.number().min(0).max(1).nullable();

const round = z.strictObject({
  round: z.int().positive(),
  pool: z.strictObject({
    items: count,
    candidates: count,
    /** Symbols read and written for it, in the writer's own; of servers, GGUF files and outside trainers. */
    cost: z.strictObject({ promptTokens: count, tokens: count }).optional(),
  }),
  /** Decoding settings the strategy chose; absent when it does not take part in generation. */
  decoding: z.record(z.string(), z.union([z.number(), z.string()])).optional(),
  selected: z.strictObject({ candidates: count, items: count, weight: z.number() }),
  /** Candidates scored, per verifier asked. */
  feedback: z.partialRecord(z.enum(verifierNames), count),
  /** Share of wrong candidates in the pool. */
  p: rate,
  /** Keep rate of correct candidates; null when the pool has none. */
  phi: rate,
  /** Keep rate of wrong candidates; null when the pool has none. */
  psi: rate,
  /** 1/(1+ψ/φ) (Feng et al. 2024, Theorem 4.2); null when either rate is, or both are 0. */
  pStar: rate,
  training: z.strictObject({ steps: count, loss: z.number() }),
  metrics,
  /** What the student makes of the record's sample inputs, in their order. */
  samples: z.array(z.string()).optional(),
});
/** What came out of one round. */
export type RoundRecord = z.infer<typeof round>;

const outcome = z.discriminatedUnion("status", [
  z.strictObject({ status: z.literal("ok") }),
  z.strictObject({
    status: z.literal("failed"),
    /** The rule that was broken, e.g. `unknown-candidate`; the words are the harness's own. */
    code: z.string(),
    message: z.string(),
    regime: z.enum(regimes),
    round: z.int().positive(),
    /** Line of the strategy's standard output, from 1; absent when no line is to blame. */
    line: z.int().positive().optional(),
  }),
]);
/** How a cell ended. Cells that could not run for reasons outside the submission leave no record. */
export type Outcome = z.infer<typeof outcome>;

const phaseSeconds = z.strictObject({
  generate: z.number(),
  select: z.number(),
  train: z.number(),
  evaluate: z.number(),
});

/**
 * The number of the records' shape. Any change of shape raises it, an optional field too (docs/records.md); records of
 * another number are read by the migration only.
 */
export const recordVersion = 4;

const taskIdentity = { version: z.int().positive(), hash: sha256 };

/** The part of a record that must repeat: same cell, same device kind, same bytes. */
export const repeatableSchema = z.strictObject({
  schema: z.literal(recordVersion),
  /** Whose streams were drawn; season 0 has no key to commit to. */
  season: z.strictObject({ number: count, commitment: sha256.nullable() }),
  cell: z.strictObject({
    task: z.string(),
    tier: z.enum(tierNames),
    submission: z.string(),
    variant: z.string().nullable(),
    seed: count,
  }),
  /** Limits are left out: raising one changes no result. */
  task: z.object(taskIdentity),
  strategy: z.strictObject({
    hash: sha256,
    params: z.record(z.string(), z.json()),
    division: z.enum(divisions),
    control: z.enum(controls).nullable(),
  }),
  outcome,
  /** The data the task ran on, where it has a choice. */
  data: z
    .strictObject({
      name: z.string(),
      hash: sha256,
      /** Share of the texts that were cut to the task's lengths, by kind of text. */
      cut: z.record(z.string(), z.number().min(0).max(1)).optional(),
    })
    .optional(),
  /** A few test inputs, for people to read what became of them; what students make of them is in the rounds. */
  samples: z
    .strictObject({
      inputs: z.array(z.strictObject({ input: z.string(), reference: z.string() })),
      /** What G0 makes of them. */
      generator: z.array(z.string()),
    })
    .optional(),
  /** Metrics of G0, before any round. */
  generator: metrics,
  regimes: z.partialRecord(z.enum(regimes), z.array(round)),
});
export type Repeatable = z.infer<typeof repeatableSchema>;

/** One result record (docs/records.md): one immutable file per cell. */
export const recordSchema = repeatableSchema.extend({
  /** The task's version, its frozen numbers and its limits; with other limits a failed cell may end otherwise. */
  task: z.strictObject({ ...taskIdentity, limits: sha256 }),
  provenance: provenanceSchema.extend({
    /** What stood between the strategy and the machine. */
    isolation: z.enum(["bubblewrap", "none"]),
    /** Versions of the interpreters, and of numpy, that strategies were offered; absent where nobody looked. */
    runtimes: z.record(z.string(), z.string()).optional(),
    /** Who kept a strategy's limits; absent where nobody looked. */
    enforcement: z.strictObject({ memory: keeper, processes: keeper, time: keeper }).optional(),
  }),
  /** Everything that differs between two runs of the same cell. */
  execution: z.strictObject({
    startedAt: z.iso.datetime(),
    seconds: z.number(),
    attempts: z.int().positive(),
    peakMemoryMiB: z.number(),
    rounds: z.partialRecord(
      z.enum(regimes),
      z.array(phaseSeconds.extend({ round: z.int().positive(), strategyPeakMemoryMiB: z.number() })),
    ),
  }),
  /** SHA-256 of the canonical JSON (RFC 8785) of the repeatable part. */
  fingerprint: sha256,
  /** SHA-256 of the canonical JSON of all the rest, provenance and execution too. */
  checksum: sha256,
});
export type ResultRecord = z.infer<typeof recordSchema>;
