/**
 * Laws: what others have derived of models that learn from themselves, each beside a simulation.
 * In: `replication.laws` of task.yaml. Out: figures and findings for the task's replication.
 * Refitting (Shumailov 2024, Kazdan 2024), regression (Gerstgrasser 2024), pruning (Firdoussi 2024); no benchmark, no strategy.
 */
import type { RandomStream } from "../../../harness/random/index.ts";
import type { ReplicationResult } from "../../../harness/study/index.ts";
import { pruningFigure, regressionFigure, varianceFigure } from "./figures.ts";
import { distanceFinding, pruningFindings, regressionFindings, varianceFindings } from "./findings.ts";
import { distancePoints, pruningPoints, regressionPoints, variancePoints } from "./measure.ts";
import type { LawMargins, LawsSetting } from "./settings.ts";

export { type LawsSetting, lawsSchema } from "./settings.ts";

/** Parts of the work, for whoever shows progress. */
export const lawParts = ["distance", "variance", "regression", "pruning"] as const;

/** Does a part of the work, and says so to whoever shows progress. */
export type LawStep = <Output>(part: (typeof lawParts)[number], work: () => Output) => Output;

/** Simulates every law. */
export function measureLaws(
  random: RandomStream,
  setting: LawsSetting & { readonly margins: LawMargins },
  step: LawStep,
): ReplicationResult {
  const { margins } = setting;
  const distance = step("distance", () => distancePoints(random, setting.distance));
  const variance = step("variance", () => variancePoints(random, setting.variance));
  const regression = step("regression", () => regressionPoints(random, setting.regression));
  const pruning = step("pruning", () => pruningPoints(random, setting.pruning));
  return {
    figures: [
      varianceFigure(variance, setting.variance),
      regressionFigure(regression, setting.regression),
      pruningFigure(pruning, setting.pruning),
    ],
    findings: [
      distanceFinding(distance, setting.distance, margins),
      ...varianceFindings(variance, margins),
      ...regressionFindings(regression, setting.regression, margins),
      ...pruningFindings(pruning, setting.pruning, margins),
    ],
  };
}
