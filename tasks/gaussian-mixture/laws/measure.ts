import type { RandomStream } from "../../../harness/random/index.ts";
import { type Estimate, estimate } from "../../../harness/statistics/index.ts";
import { type Regime, regimes } from "../../../harness/task/index.ts";
import { crossingError, prune } from "./pruning.ts";
import { exactWasserstein, refit, varianceLaw, wasserstein } from "./refit.ts";
import { ownError, regress, regressionLaw } from "./regression.ts";
import type { LawsSetting } from "./settings.ts";

/** One point of a law: what was measured over the repeats, and what the law says. */
export interface LawPoint {
  readonly measured: Estimate;
  readonly median: number;
  readonly law: number;
}

export interface DistancePoint extends LawPoint {
  readonly round: number;
}

export interface VariancePoint extends DistancePoint {
  readonly samples: number;
  readonly regime: Regime;
}

export interface RegressionPoint extends DistancePoint {
  readonly regime: Regime;
}

export interface PruningPoint extends LawPoint {
  readonly examples: number;
  readonly error: number;
}

/** Squared distances after the wanted rounds. */
export function distancePoints(
  random: RandomStream,
  setting: LawsSetting["distance"],
): readonly DistancePoint[] {
  const { samples, rounds, repeats } = setting;
  const shape = { samples, rounds: Math.max(...rounds), regime: "replace", divisor: "n - 1" } as const;
  const runs = Array.from({ length: repeats }, (_, repeat) => refit(random.split("distance", repeat), shape));
  return rounds.map((round) => ({
    round,
    ...pointOf(
      runs.map((fits) => wasserstein(fits[round - 1]!)),
      exactWasserstein(samples, round),
    ),
  }));
}

/** Variances after the wanted rounds, of every sample size under both regimes. */
export function variancePoints(
  random: RandomStream,
  setting: LawsSetting["variance"],
): readonly VariancePoint[] {
  const { rounds, repeats } = setting;
  return setting.samples.flatMap((samples) =>
    regimes.flatMap((regime) => {
      const shape = { samples, rounds: Math.max(...rounds), regime, divisor: "n" } as const;
      const runs = Array.from({ length: repeats }, (_, repeat) =>
        refit(random.split("variance", samples, regime, repeat), shape),
      );
      return rounds.map((round) => ({
        samples,
        regime,
        round,
        ...pointOf(
          runs.map((fits) => fits[round - 1]!.variance),
          varianceLaw(samples, round, regime),
        ),
      }));
    }),
  );
}

/** Excess errors of every round under both regimes, in units of one round's own. */
export function regressionPoints(
  random: RandomStream,
  { repeats, ...shape }: LawsSetting["regression"],
): readonly RegressionPoint[] {
  const unit = ownError(shape);
  return regimes.flatMap((regime) => {
    const runs = Array.from({ length: repeats }, (_, repeat) =>
      regress(random.split("regression", repeat), { ...shape, regime }),
    );
    return Array.from({ length: shape.rounds }, (_, place) => ({
      regime,
      round: place + 1,
      ...pointOf(
        runs.map((errors) => errors[place]! / unit),
        regressionLaw(place + 1, regime),
      ),
    }));
  });
}

/** Accuracies of pruned classifiers; the law is one half, and holds at the crossing only. */
export function pruningPoints(
  random: RandomStream,
  setting: LawsSetting["pruning"],
): readonly PruningPoint[] {
  const { errors, examples, repeats, ...shape } = setting;
  const all = [...new Set([...errors, crossingError(shape)])].toSorted((a, b) => a - b);
  return examples.flatMap((count) =>
    all.map((error) => ({
      examples: count,
      error,
      ...pointOf(
        Array.from({ length: repeats }, (_, repeat) =>
          prune(random.split("pruning", count, error, repeat), { ...shape, examples: count, error }),
        ),
        0.5,
      ),
    })),
  );
}

function pointOf(values: readonly number[], law: number): LawPoint {
  const sorted = values.toSorted((a, b) => a - b);
  return { measured: estimate(values), median: sorted[sorted.length >> 1]!, law };
}
