import type { RandomPath } from "../random/index.ts";
import type {
  Budget,
  Decoding,
  DecodingChoice,
  Pool,
  RoundPosition,
  Selection,
  VerifierName,
  Verifiers,
} from "../task/index.ts";

/** One round, as whoever selects meets it. */
export interface SelectionRound extends RoundPosition {
  readonly rounds: number;
  /** The task's decoding choices. */
  readonly choices: Readonly<Record<string, DecodingChoice>>;
  readonly budget: Budget;
  /** Makes the pool; called once, after the decoding settings are chosen. */
  propose(decoding: Decoding): Promise<Pool>;
  /** The task's verifiers; `noisy` is made of the truth by the meter. */
  readonly verifiers: Verifiers;
  /** For the selector's own randomness: same seed, same selection. */
  readonly seed: number;
  /** Seeds the noisy verifier's errors. */
  readonly noise: RandomPath;
}

/** What was kept of a round's pool, and what it cost. */
export interface RoundSelection {
  readonly pool: Pool;
  readonly selection: Selection;
  /** Candidates scored, per verifier asked. */
  readonly feedback: Readonly<Partial<Record<VerifierName, number>>>;
  /** Present when the selector takes part in generation. */
  readonly decoding?: Decoding;
  /** `select` is the selector's own time: waiting for the generator or a verifier is not in it. */
  readonly seconds: { readonly generate: number; readonly select: number };
  /** Highest seen over the selector's own processes; 0 when it has none. */
  readonly peakMemoryMiB: number;
}

/** Whoever selects: `(pool, verifiers, budget, random) → selection`, for one round at a time. */
export interface Selector {
  /** What it selects from: what the generator proposes, or every input with its true output as the only candidate. */
  readonly offered: "pool" | "truth";
  /**
   * Selects from one round's pool. Throws `StrategyFailure` when it breaks a rule, and `BenchError` of other blame when
   * something else does.
   */
  select(round: SelectionRound): Promise<RoundSelection>;
}
