import { count } from "../../../harness/format/index.ts";
import type { Estimate } from "../../../harness/statistics/index.ts";
import { estimateText, type Finding, type IntervalEnds, signedPoints } from "../../../harness/study/index.ts";
import { type DifferencePoint, placeOf } from "./crossing.ts";
import {
  beamEstimate,
  choosingGaps,
  chosenErrors,
  type DroppingMeasured,
  droppingGaps,
  headline,
  type MeasuredSeries,
  paperCrossing,
} from "./measured.ts";
import type { ReplicationSetting } from "./settings.ts";
import { evidenceOf, verdictsOf } from "./verdicts.ts";

/** What the paper says, and what was measured. The paper drops wrong guesses, so the verdict is on that, at the budget of the board; choosing the best of several, and dropping at a larger budget, are shown beside it. */
export function findings(measured: MeasuredSeries, setting: ReplicationSetting): readonly Finding[] {
  const { tolerance } = setting.setting;
  const widest = Math.max(...setting.beams.widths);
  const greedy = beamEstimate(measured, 1, "self-selected", tolerance);
  const self = beamEstimate(measured, widest, "self-selected", tolerance);
  const oracle = beamEstimate(measured, widest, "oracle-selected", tolerance);
  const generator = headline(measured.generator);
  const { errors } = setting.noisy;
  const most = Math.max(...setting.unverified);
  const unverified = headline(measured.unverified.get(most)!);
  const evidence = evidenceOf(measured, setting);
  const verdicts = verdictsOf(evidence, setting.margins);
  const source = "paper";
  return [
    {
      source,
      claim:
        "Among 50 beams there is an answer right to 1 % three times as often as the greedy one is (60.4 % against 20.2 %).",
      measured: `Oracle-selected of ${widest}: ${estimateText(oracle)}; greedy: ${estimateText(greedy)}, at τ = ${100 * tolerance} %: a factor of ${(oracle.mean / greedy.mean).toFixed(2)}.`,
      verdict: verdicts.oracle,
    },
    {
      source,
      claim: "The likeliest of 50 beams is no better than the greedy prediction (19.2 % against 20.2 %).",
      measured: `Self-selected of ${widest}: ${estimateText(self)}; greedy: ${estimateText(greedy)}. ${differenceText([evidence.likeliest])}`,
      verdict: verdicts.likeliest,
    },
    {
      source,
      claim: "However many unverified guesses there are, the student stays below its generator.",
      measured: `With ${most} times the real data: ${estimateText(unverified)}; generator: ${estimateText(generator)}. ${differenceText(evidence.unverified, setting.unverified)}`,
      verdict: verdicts.unverified,
    },
    {
      source,
      claim: "A perfect verifier, which drops what is wrong, nearly doubles the accuracy.",
      measured: perfectText(measured, setting),
      verdict: verdicts.perfect,
    },
    {
      source,
      claim: `Where wrong guesses are dropped, the student passes its generator when p⋆ is about ${paperCrossing}.`,
      measured: crossingsText({
        dropping: droppingGaps(measured, errors),
        choosing: choosingGaps(measured, chosenErrors(setting)),
        larger: measured.larger && droppingGaps(measured.larger, errors),
        largerBudget: largerBudget(setting),
      }),
      verdict: verdicts.crossing,
    },
  ];
}

/** What a perfect verifier's student has: with the board's budget, with another choice, with a larger budget. */
function perfectText(measured: MeasuredSeries, setting: ReplicationSetting): string {
  const { errors } = setting.noisy;
  const generator = headline(measured.generator);
  const sentences = [
    `Generator: ${estimateText(generator)}.`,
    `Dropping all wrong guesses: ${droppingText(measured, errors)}.`,
  ];
  const chosen = measured.choosing.get(Math.min(...errors));
  if (chosen !== undefined) {
    const best = headline(chosen);
    sentences.push(
      `Choosing the best of ${setting.setting.candidates} instead: ${estimateText(best)}, a factor of ${ratio(best, generator)}.`,
    );
  }
  const { larger } = measured;
  if (larger !== undefined)
    sentences.push(
      `With ${largerBudget(setting)}, generator: ${estimateText(headline(larger.generator))}; dropping: ${droppingText(larger, errors)}.`,
    );
  return sentences.join(" ");
}

/** The second budget in words. */
export function largerBudget({ noisy: { larger } }: ReplicationSetting): string {
  return larger === undefined ? "" : `${count(larger.steps)} steps and ${count(larger.keep)} guesses`;
}

/** Where the student passes its generator: with the board's budget, with another choice, with a larger budget. */
export function crossingsText(curves: {
  readonly dropping: readonly DifferencePoint[];
  readonly choosing: readonly DifferencePoint[];
  readonly larger: readonly DifferencePoint[] | undefined;
  readonly largerBudget: string;
}): string {
  const { dropping, choosing, larger } = curves;
  const sentences = [`Where wrong guesses are dropped, ${placeText(dropping)}.`];
  if (choosing.length > 0) sentences.push(`Where the best guess is chosen instead, ${placeText(choosing)}.`);
  if (larger !== undefined)
    sentences.push(`With ${curves.largerBudget}, where wrong guesses are dropped, ${placeText(larger)}.`);
  return sentences.join(" ");
}

/** `it passes it at p⋆ = 0.71 (below 0.50 to 0.83)`. */
function placeText(points: readonly DifferencePoint[]): string {
  const { at, low, high } = placeOf(points);
  const xs = points.map(({ x }) => x);
  const endText = (end: number) => {
    if (end === Number.NEGATIVE_INFINITY) return `below ${Math.min(...xs).toFixed(2)}`;
    return end === Number.POSITIVE_INFINITY ? `beyond ${Math.max(...xs).toFixed(2)}` : end.toFixed(2);
  };
  const interval = [...new Set([endText(low), endText(high)])].join(" to ");
  return typeof at === "number"
    ? `it passes it at p⋆ = ${at.toFixed(2)} (${interval})`
    : `it is ${at} its generator (p⋆: ${interval})`;
}

/** Intervals of differences of accuracies, each with the multiple that it belongs to. */
export function differenceText(gaps: readonly IntervalEnds[], multiples: readonly number[] = []): string {
  if (gaps.every(({ high }) => high === Number.POSITIVE_INFINITY)) return "One seed has no interval.";
  const listed = gaps.map(({ low, high }, place) => {
    const multiple = multiples[place];
    const where = multiple === undefined ? "" : ` with ${multiple} times`;
    return `${signedPoints(low)} to ${signedPoints(high)}${where}`;
  });
  return `Difference in points: ${listed.join(", ")}.`;
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
