import { count } from "../../../harness/format/index.ts";
import type { Estimate } from "../../../harness/statistics/index.ts";
import { estimateText, type Finding } from "../../../harness/study/index.ts";
import { type Crossing, crossing } from "./crossing.ts";
import {
  beamEstimate,
  type Curve,
  choosingCurve,
  type DroppingMeasured,
  droppingCurve,
  headline,
  type Measured,
  paperCrossing,
} from "./measured.ts";
import type { ReplicationSetting } from "./settings.ts";

/** What the paper says, and what was measured. The paper drops wrong guesses, so the verdict is on that, at the budget of the board; choosing the best of several, and dropping at a larger budget, are shown beside it. */
export function findings(measured: Measured, setting: ReplicationSetting): readonly Finding[] {
  const { tolerance } = setting.setting;
  const widest = Math.max(...setting.beams.widths);
  const greedy = beamEstimate(measured, 1, "self-selected", tolerance);
  const self = beamEstimate(measured, widest, "self-selected", tolerance);
  const oracle = beamEstimate(measured, widest, "oracle-selected", tolerance);
  const generator = headline(measured.generator);
  const { errors } = setting.noisy;
  const fewest = Math.min(...errors);
  const perfect = headline(measured.dropping.get(fewest)!);
  const best = headline(measured.choosing.get(fewest)!);
  const largerGenerator = headline(measured.larger.generator);
  const largerBudget = `${count(setting.noisy.larger.steps)} steps and ${count(setting.noisy.larger.keep)} guesses`;
  const most = Math.max(...setting.unverified);
  const unverified = headline(measured.unverified.get(most)!);
  const places = {
    dropping: crossingOf(droppingCurve(measured, errors), generator.mean),
    choosing: crossingOf(choosingCurve(measured, errors), generator.mean),
    larger: crossingOf(droppingCurve(measured.larger, errors), largerGenerator.mean),
  };
  return [
    {
      paper:
        "Among 50 beams there is an answer right to 1 % three times as often as the greedy one is (60.4 % against 20.2 %).",
      measured: `Oracle-selected of ${widest}: ${estimateText(oracle)}; greedy: ${estimateText(greedy)}, at τ = ${100 * tolerance} %: a factor of ${(oracle.mean / greedy.mean).toFixed(2)}.`,
      agrees: oracle.mean >= 2 * greedy.mean,
    },
    {
      paper: "The likeliest of 50 beams is no better than the greedy prediction (19.2 % against 20.2 %).",
      measured: `Self-selected of ${widest}: ${estimateText(self)}; greedy: ${estimateText(greedy)}.`,
      agrees: self.mean <= 1.15 * greedy.mean,
    },
    {
      paper: "However many unverified guesses there are, the student stays below its generator.",
      measured: `With ${most} times the real data: ${estimateText(unverified)}; generator: ${estimateText(generator)}.`,
      agrees: setting.unverified.every(
        (multiple) => headline(measured.unverified.get(multiple)!).mean < generator.mean,
      ),
    },
    {
      paper: "A perfect verifier, which drops what is wrong, nearly doubles the accuracy.",
      measured: `Generator: ${estimateText(generator)}. Dropping all wrong guesses: ${droppingText(measured, errors)}. Choosing the best of ${setting.setting.candidates} instead: ${estimateText(best)}, a factor of ${ratio(best, generator)}. With ${largerBudget}, generator: ${estimateText(largerGenerator)}; dropping: ${droppingText(measured.larger, errors)}.`,
      agrees: perfect.mean >= 1.5 * generator.mean,
    },
    {
      paper: `Where wrong guesses are dropped, the student passes its generator when p⋆ is about ${paperCrossing}.`,
      measured: `Where wrong guesses are dropped, ${crossingText(places.dropping)}. Where the best guess is chosen instead, ${crossingText(places.choosing)}. With ${largerBudget}, where wrong guesses are dropped, ${crossingText(places.larger)}.`,
      agrees: typeof places.dropping === "number" && Math.abs(places.dropping - paperCrossing) < 0.1,
    },
  ];
}

function crossingOf(points: Curve, level: number): Crossing {
  return crossing(
    points.map(({ pStar, accuracy }) => [pStar, accuracy]),
    level,
  );
}

function crossingText(place: Crossing): string {
  return typeof place === "number"
    ? `it passes it at p⋆ = ${place.toFixed(2)}`
    : `it is ${place} its generator`;
}

/** What the most reliable verifier's student gains, over its generator and over the least reliable one's. */
function droppingText({ generator, dropping }: DroppingMeasured, errors: readonly number[]): string {
  const most = Math.max(...errors);
  const perfect = headline(dropping.get(Math.min(...errors))!);
  const least = headline(dropping.get(most)!);
  return `${estimateText(perfect)}, a factor of ${ratio(perfect, headline(generator))}, and of ${ratio(perfect, least)} over ψ = ${most}`;
}

function ratio(above: Estimate, below: Estimate): string {
  return (above.mean / below.mean).toFixed(2);
}
