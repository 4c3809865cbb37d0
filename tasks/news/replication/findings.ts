import { type Estimate, mean } from "../../../harness/statistics/index.ts";
import { points, signedPoints } from "../../../harness/study/index.ts";
import type { Chooser } from "./plan.ts";
import { gap, type MeasuredLesson, outcomesOf, rouge1s, selectedAt } from "./series.ts";
import type { ReplicationSetting } from "./settings.ts";

/** A statement of the paper, and whether what was measured agrees. */
interface Statement {
  readonly paper: string;
  readonly measured: string;
  readonly agrees: boolean;
}

/** What the paper says of Figure 5, and what was measured here. */
export function findingsOf(
  measured: readonly MeasuredLesson[],
  setting: ReplicationSetting,
): readonly Statement[] {
  const rates = setting.rates.filter((rate) => rate < 1);
  const generator = outcomesOf(measured, { kind: "generator" });
  const human = outcomesOf(measured, { kind: "human" });
  const at = (selector: Chooser, rate: number) => selectedAt(measured, selector, rate);
  const overGenerator = (selector: Chooser) =>
    rates.map((rate) => ({ rate, gap: gap(at(selector, rate), generator) }));
  const lowest = rates[0]!;
  return [
    {
      paper: "A random selection of the generator's own size gives a student below the generator.",
      measured: `Generator ${level(generator)}. Random against it: ${list(overGenerator("random"))}.`,
      agrees: gap(at("random", lowest), generator).high < 0,
    },
    {
      paper: "More random data nearly matches the generator.",
      measured: `All of the generator's summaries against it: ${pointsText(gap(at("random", 1), generator))}; random at ${percent(lowest)}: ${pointsText(gap(at("random", lowest), generator))}.`,
      agrees:
        gap(at("random", 1), at("random", lowest)).low > 0 &&
        Math.abs(gap(at("random", 1), generator).mean) <
          Math.abs(gap(at("random", lowest), generator).mean) / 2,
    },
    {
      paper: "Selection by the oracle beats the generator at every rate.",
      measured: `Oracle against the generator: ${list(overGenerator("oracle"))}.`,
      agrees: overGenerator("oracle").every(({ gap: over }) => over.low > 0),
    },
    {
      paper: `The oracle at ${percent(lowest)} beats training on all human labels.`,
      measured: `All human summaries ${level(human)}; the oracle at ${percent(lowest)} against that: ${pointsText(gap(at("oracle", lowest), human))}.`,
      agrees: gap(at("oracle", lowest), human).low > 0,
    },
    {
      paper: "Selection by the generator's own perplexity beats the generator.",
      measured: `Self-selection against the generator: ${list(overGenerator("self"))}.`,
      agrees: overGenerator("self").every(({ gap: over }) => over.low > 0),
    },
    {
      paper: "A stronger model as verifier is no better than random.",
      measured: `Stranger, a larger model from another base tuned on the generator's own pairs, against random: ${list(rates.map((rate) => ({ rate, gap: gap(at("stranger", rate), at("random", rate)) })))}.`,
      agrees: rates.every((rate) => gap(at("stranger", rate), at("random", rate)).low <= 0),
    },
    {
      paper: "The oracle's score and its p⋆ fall as the rate grows.",
      measured: rates.map((rate) => oracleAt(at("oracle", rate), rate)).join("; "),
      agrees:
        falls(rates.map((rate) => mean(rouge1s(at("oracle", rate))))) &&
        falls(rates.map((rate) => meanPStar(at("oracle", rate)))),
    },
  ];
}

type Outcomes = MeasuredLesson["outcomes"];

function oracleAt(outcomes: Readonly<Outcomes>, rate: number): string {
  return `${percent(rate)}: ROUGE-1 ${level(outcomes)}, p⋆ ${meanPStar(outcomes).toFixed(3)}`;
}

function level(outcomes: Readonly<Outcomes>): string {
  return points(mean(rouge1s(outcomes)), 2);
}

function meanPStar(outcomes: Readonly<Outcomes>): number {
  return mean(outcomes.flatMap(({ pStar }) => (pStar === null ? [] : [pStar])));
}

function falls(values: readonly number[]): boolean {
  return values.every((value, place) => place === 0 || value < values[place - 1]!);
}

function list(gaps: readonly { readonly rate: number; readonly gap: Estimate }[]): string {
  return gaps.map(({ rate, gap: over }) => `${pointsText(over)} at ${percent(rate)}`).join("; ");
}

function pointsText({ mean: middle, low, high }: Estimate): string {
  return `${signedPoints(middle, 2)} points (${signedPoints(low, 2)} to ${signedPoints(high, 2)})`;
}

function percent(rate: number): string {
  return `${100 * rate} %`;
}
