import { z } from "zod";
import { protocols, regimes, verifierNames } from "./contract.ts";

const count = z.int().positive();

/** How a metric is shown: `percent` multiplies by 100. */
const shown = { title: z.string(), format: z.enum(["percent", "plain"]) };

const further = z.strictObject({
  ...shown,
  /** What it measures, where the title does not say it. */
  meaning: z.string().optional(),
  /** Which end is the good one; absent: neither. */
  better: z.enum(["higher", "lower"]).optional(),
});
/** A metric beside the headline one. */
export type FurtherMetric = z.infer<typeof further>;

const limits = z.strictObject({
  /** Processor seconds of all its processes and threads in one round; docs/sandbox.md gives the limit by the clock. */
  seconds: z.number().positive(),
  memoryMiB: count,
  /** At a time; sixteen times as many threads, with them. */
  processes: count,
  outputMiB: z.number().positive(),
  logKiB: count,
  scratchMiB: count,
});
/** What one strategy process may use in one round. */
export type Limits = z.infer<typeof limits>;

const budget = z.strictObject({
  /** Most candidates that may be kept in one round. */
  keep: count,
  /** Most candidates each verifier scores in one round; a verifier not named is not offered. */
  feedback: z.partialRecord(z.enum(verifierNames), z.int().nonnegative()),
});
/** What a strategy may spend in one round. */
export type Budget = z.infer<typeof budget>;

const choice = z.union([
  z.strictObject({ default: z.number(), min: z.number(), max: z.number(), integer: z.boolean().optional() }),
  z.strictObject({ default: z.string(), values: z.array(z.string()).min(1) }),
]);
/** One decoding choice a task offers to strategies that take part in generation. */
export type DecodingChoice = z.infer<typeof choice>;

/** What decides a tier's results; the whole section is hashed. `setting` is the task's own. */
function frozenTier<Setting>(setting: z.ZodType<Setting>) {
  return z.strictObject({
    rounds: count,
    regimes: z.array(z.enum(regimes)).min(1),
    budget,
    /** Decoding choices offered to strategies that take part in generation. */
    generation: z.record(z.string(), choice).default({}),
    /** A simulated `human`: the truth, with a chance `error` of the opposite for each candidate; where `budget` names `human`. */
    annotator: z.strictObject({ error: z.number().min(0).max(0.5) }).optional(),
    setting,
  });
}

/** Arithmetic in JavaScript and strategies; programs of the engine on the processor; programs on a GPU. */
export const workKinds = ["plain", "tensors", "gpu"] as const;
export type WorkKind = (typeof workKinds)[number];

/** Of an item. */
const candidates = z.enum(["one", "several"]);

export const tierNames = ["smoke", "trial", "standard", "gpu", "paper"] as const;
/** The size of a task (docs/glossary.md). */
export type TierName = (typeof tierNames)[number];

/** What is said of a tier, and in no hash. */
const shownTier = z.strictObject({
  /** Seeds 0 to `seeds` − 1 make the board. */
  seeds: count,
  /**
   * So many of them, from 0, play every round in every regime; the cells of the others end after the first round in the regime of the
   * headline. 0: one round for all of them. Absent: all seeds.
   */
  recursionSeeds: z.int().nonnegative().optional(),
  /** Entries whose cells play every round on the other seeds too, in the regime of the headline: enough to see what a recursion does. */
  recursionEntries: z.array(z.string()).default([]),
  cost: z.strictObject({
    /** Measured processor seconds of one cell on the machine named; with work `gpu` seconds of one GPU. */
    cellSeconds: z.number().positive(),
    /** As these, what is computed once and not in `cellSeconds`: by the tier for all its seeds, and by each seed for all its cells (G0). */
    sharedSeconds: z
      .strictObject({ tier: z.number().nonnegative(), seed: z.number().nonnegative() })
      .default({ tier: 0, seed: 0 }),
    machine: z.string(),
    /** What they are spent on; `plan` scales them by how fast this machine does such work. */
    work: z.enum(workKinds).default("tensors"),
    /** MiB that stay on disk, in cache and results, for each seed and for each cell. */
    diskMiB: z.strictObject({ seed: z.number().nonnegative(), cell: z.number().nonnegative() }).optional(),
  }),
  /**
   * The language model that its models are made for, as `model fetch` knows it, and what trains it where that is not the engine: a run has to name
   * it, or another one. Absent: the task has its own.
   */
  model: z.strictObject({ name: z.string(), trainer: z.string().optional() }).optional(),
  /** How many candidates items have, where that is not what the task says of itself. */
  candidates: candidates.optional(),
});

/** Another share of a tier's candidates that may be kept: everything else, and what is made of it, is the tier's. */
const keptShare = z.strictObject({
  /** In place of the budget's. */
  keep: count,
  /** Of a cell, as the tier's cost counts them, where nobody has played another share yet. */
  cellSeconds: z.number().positive(),
});

/** What is said of a further replication before it is measured, and in no hash. */
const shownReplication = z.strictObject({
  title: z.string(),
  /** Whose plan it is told with. */
  tier: z.enum(tierNames),
  /** Of all of it. */
  cost: z.strictObject({ seconds: z.number().positive(), machine: z.string() }),
});

/** What decides the results of every tier; the whole section is hashed. */
const frozenTask = z.strictObject({
  /** Raised by every change, of code too, that can change a number. */
  version: count,
  /** Key of the headline metric in a record's metrics; higher is better in every task. */
  metric: z.string(),
  /** What input and output look like on the wire, told to strategies in `hello`. */
  fields: z.record(z.string(), z.string()),
});

/** What is said of a task, and in no hash. */
const shownTask = z.strictObject({
  title: z.string(),
  description: z.string(),
  /** The headline metric. */
  metric: z.strictObject({
    ...shown,
    /** What a failed cell counts as. */
    worst: z.number(),
  }),
  /** Further metrics of the records worth showing, in the order of their columns. */
  metrics: z.record(z.string(), further).default({}),
  /** How many candidates its items have; entries that compare candidates of an item take part where there are several. */
  candidates: candidates.default("several"),
  /** What a reader of the records' samples must know. */
  sampleNote: z.string().optional(),
  /** The board that is shown first; the task's README says why. */
  headline: z.strictObject({ protocol: z.enum(protocols), regime: z.enum(regimes) }),
});

const share = z.number().positive();

const gates = z.strictObject({
  seeds: z.int().min(2),
  /** Rules whose students after one round span the gap that shifts and spreads are measured by. */
  gap: z.strictObject({ low: z.string(), high: z.string() }),
  /** Numbers of the setting that are doubled, one at a time. */
  doubled: z.array(z.strictObject({ path: z.string(), name: z.string() })),
  demands: z.strictObject({
    /** Least that the generator's headline metric is above that of the task's base. */
    base: share,
    /** Least share of it that the generator has of what all true labels give: real data and a round's inputs. */
    human: share,
    /** Largest shift of a gap by doubling, as a share of the gap. */
    moved: share,
    /** Largest standard deviation over seeds, as a share of the gap. */
    spread: share,
  }),
});
/** `calibration.gates` of a task's file: what must hold of its recipe before any strategy is looked at. */
export type GatesSetting = z.infer<typeof gates>;

const calibration = z.strictObject({
  /** Whose numbers are measured. */
  tier: z.enum(tierNames),
  /** Not the board's: all of a calibration is drawn apart. */
  seeds: z.int().min(2),
  /** Measured first, and told last. */
  gates: gates.optional(),
  /** A number of the setting that takes several values in turn; the tier's own is among them. */
  vary: z
    .strictObject({
      /** Its place, such as `training.steps`. */
      path: z.string(),
      /** What it is, in lower case. */
      name: z.string(),
      values: z.array(z.number().positive()).min(2),
    })
    .optional(),
  /** Rules whose students must end below the generator. */
  collapse: z.array(z.string()).min(1),
  /** The rule whose students must end above it, and its name in figures. */
  rescue: z.strictObject({ rule: z.string(), as: z.string().optional() }),
  /** What must hold of it; shares are of the gap between `clean` and `keep all` after the last round. */
  demands: z.strictObject({
    /** Most that doubling `vary` may move a score. */
    moved: share.optional(),
    /** Largest standard deviation over seeds. */
    spread: share.optional(),
    /** Where the generator's headline metric must lie. */
    generator: z.tuple([z.number(), z.number()]).optional(),
  }),
});
/** `calibration` of a task's file: which curves are measured, and what is demanded of them. */
export type CalibrationSetting = z.infer<typeof calibration>;

/**
 * The schema of `task.yaml`, every number of a task, given the task's own parts. `frozen` decides results, `limits` decide
 * failures, `shown` decides neither; studies have sections of their own.
 */
export function taskFileOf<Setting, Replication>(
  setting: z.ZodType<Setting>,
  replication: z.ZodType<Replication>,
) {
  return z.strictObject({
    schema: z.literal(2),
    /** Of a variant `task@variant`. */
    name: z.string().regex(/^[a-z][a-z0-9-]*(@[a-z0-9][a-z0-9-]*)?$/),
    shown: shownTask,
    frozen: frozenTask,
    tiers: z.partialRecord(
      z.enum(tierNames),
      z.strictObject({
        shown: shownTier,
        frozen: frozenTier(setting),
        limits,
        /** By their names in per cent; the task's README says of what. A run that names one has it in its task's hash. */
        shares: z.record(z.string().regex(/^\d+(\.\d+)?$/), keptShare).default({}),
      }),
    ),
    replication,
    /** The same measurements with other numbers, by name. */
    replications: z
      .record(
        z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/),
        z.strictObject({ shown: shownReplication, numbers: replication }),
      )
      .default({}),
    /** Absent: nothing is demanded of the task's numbers. */
    calibration: calibration.optional(),
  });
}

const anyTaskFile = taskFileOf(z.unknown(), z.unknown());
export type TaskFile = z.infer<typeof anyTaskFile>;
export type Tier = NonNullable<TaskFile["tiers"][TierName]>;
