import { type Estimate, mean } from "../../../harness/statistics/index.ts";
import {
  type Bounds,
  type Finding,
  type FindingVerdict,
  points,
  signedPoints,
  verdictOn,
  verdictOnAll,
} from "../../../harness/study/index.ts";
import type { Chooser } from "./plan.ts";
import { gap, type MeasuredLesson, outcomesOf, pStarGap, rouge1s, selectedAt } from "./series.ts";
import type { ReplicationSetting } from "./settings.ts";

const above: Bounds = { above: 0 };
const below: Bounds = { below: 0 };

/** What the paper says of Figure 5, what was measured here, and what that says of it by the margins of task.yaml. */
export function findingsOf(
  measured: readonly MeasuredLesson[],
  setting: ReplicationSetting,
): readonly Finding[] {
  const rates = setting.rates.filter((rate) => rate < 1);
  const margin = setting.margins.rouge1;
  const generator = outcomesOf(measured, { kind: "generator" });
  const human = outcomesOf(measured, { kind: "human" });
  const at = (selector: Chooser, rate: number) => selectedAt(measured, selector, rate);
  const overGenerator = (selector: Chooser) =>
    rates.map((rate) => ({ rate, gap: gap(at(selector, rate), generator) }));
  const lowest = rates[0]!;
  const everything = gap(at("random", 1), generator);
  const strangers = rates.map((rate) => ({ rate, gap: gap(at("stranger", rate), at("random", rate)) }));
  const source = "paper";
  return [
    {
      source,
      claim: "A random selection of the generator's own size gives a student below the generator.",
      measured: `Generator ${level(generator)}. Random against it: ${list(overGenerator("random"))}.`,
      verdict: verdictOn(gap(at("random", lowest), generator), below),
    },
    {
      source,
      claim: "More random data nearly matches the generator.",
      measured: `All of the generator's summaries against it: ${pointsText(everything)}; random at ${percent(lowest)}: ${pointsText(gap(at("random", lowest), generator))}.`,
      verdict: verdictOn(everything, { within: margin }),
    },
    {
      source,
      claim: "Selection by the oracle beats the generator at every rate.",
      measured: `Oracle against the generator: ${list(overGenerator("oracle"))}.`,
      verdict: onAll(overGenerator("oracle"), above),
    },
    {
      source,
      claim: `The oracle at ${percent(lowest)} beats training on all human labels.`,
      measured: `All human summaries ${level(human)}; the oracle at ${percent(lowest)} against that: ${pointsText(gap(at("oracle", lowest), human))}.`,
      verdict: verdictOn(gap(at("oracle", lowest), human), above),
    },
    {
      source,
      claim: "Selection by the generator's own perplexity beats the generator.",
      measured: `Self-selection against the generator: ${list(overGenerator("self"))}.`,
      verdict: onAll(overGenerator("self"), above),
    },
    {
      source,
      claim: "A stronger model as verifier is no better than random.",
      measured: `Stranger, a larger model from another base tuned on the generator's own pairs, against random: ${list(strangers)}.`,
      verdict: onAll(strangers, { below: margin }),
    },
    {
      source,
      claim: "The oracle's score and its p⋆ fall as the rate grows.",
      measured: rates.map((rate) => oracleAt(at("oracle", rate), rate)).join("; "),
      verdict: verdictOnAll(
        rates.slice(1).flatMap((rate, place) => {
          const [more, less] = [at("oracle", rate), at("oracle", rates[place]!)];
          return [verdictOn(gap(more, less), below), verdictOn(pStarGap(more, less), below)];
        }),
      ),
    },
  ];
}

function onAll(gaps: readonly { readonly gap: Estimate }[], bounds: Bounds): FindingVerdict {
  return verdictOnAll(gaps.map((one) => verdictOn(one.gap, bounds)));
}

type Outcomes = MeasuredLesson["outcomes"];

function oracleAt(outcomes: Outcomes, rate: number): string {
  return `${percent(rate)}: ROUGE-1 ${level(outcomes)}, p⋆ ${meanPStar(outcomes).toFixed(3)}`;
}

function level(outcomes: Outcomes): string {
  return points(mean(rouge1s(outcomes)), 2);
}

function meanPStar(outcomes: Outcomes): number {
  return mean(outcomes.flatMap(({ pStar }) => (pStar === null ? [] : [pStar])));
}

function list(gaps: readonly { readonly rate: number; readonly gap: Estimate }[]): string {
  return gaps.map(({ rate, gap: over }) => `${pointsText(over)} at ${percent(rate)}`).join("; ");
}

function pointsText({ mean: middle, low, high }: Estimate): string {
  const said = `${signedPoints(middle, 2)} points`;
  if (high === Number.POSITIVE_INFINITY) return said;
  return `${said} (${signedPoints(low, 2)} to ${signedPoints(high, 2)})`;
}

function percent(rate: number): string {
  return `${100 * rate} %`;
}
