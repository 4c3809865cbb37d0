import { percent } from "../format/index.ts";
import { ruleNamed } from "../selection/index.ts";
import { deviation, type Estimate, estimate, mean } from "../statistics/index.ts";
import { type Demand, points as inPoints, type StudyContext, signedPoints } from "../study/index.ts";
import { type CalibrationSetting, type GatesSetting, type Task, tierOf } from "../task/index.ts";
import { changedTask, numberAt } from "./changes.ts";
import { generatorName, ruleFailed, trialOf } from "./points.ts";
import type { Trial } from "./trial.ts";

/** Headline metrics at one recipe, by seed: the generator's, and those of one round's students at the ends of the gap. */
interface GapEnds {
  readonly generator: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** What the gates are judged by. */
export interface Gated {
  readonly own: GapEnds;
  /** The base as it is, by seed. */
  readonly base: readonly number[];
  /** A model of all true labels, by seed. */
  readonly human: readonly number[];
  /** The ends with each number doubled, in the order of the setting. */
  readonly doubled: readonly GapEnds[];
}

const every = "all clean";

/** Measures a recipe before any strategy is looked at; nothing of it asks a verifier. */
export async function measureGates(
  task: Task,
  context: StudyContext<CalibrationSetting>,
  gates: GatesSetting,
): Promise<Gated> {
  const { setting, random, progress } = context;
  const { tier } = setting;
  const where = "task.yaml, calibration.gates";
  const rules = new Map([gates.gap.low, gates.gap.high, every].map((name) => [name, ruleNamed(name, where)]));
  const twice = gates.doubled.map(({ path }) => 2 * numberAt(tierOf(task, tier).frozen.setting, path));
  const steps = gates.seeds * (5 + 3 * gates.doubled.length);
  let done = 0;

  /** The task of one round with some numbers changed. */
  const oneRound = (set: Readonly<Record<string, number>>) => changedTask(task, tier, { rounds: 1, set });

  async function value(seed: number, what: string, measure: () => Promise<Readonly<Record<string, number>>>) {
    progress(done++, steps, `gates, seed ${seed}: ${what}`);
    return (await measure())[task.file.frozen.metric]!;
  }

  function student(trial: Trial, seed: number, name: string) {
    const rule = rules.get(name)!;
    const regime = name === every ? "accumulate" : task.file.shown.headline.regime;
    return async () => {
      const stream = random.split(seed, "rule", name, 1);
      const { rounds, failure } = await trial.play({ name, rule, regime, random: () => stream });
      if (failure !== undefined) throw ruleFailed(task, name, failure);
      return rounds[0]!.metrics;
    };
  }

  async function endsOf(trial: Trial, seed: number, label: string) {
    const { low, high } = gates.gap;
    return {
      generator: await value(seed, `${generatorName}${label}`, () => trial.generator()),
      low: await value(seed, `${low}${label}`, student(trial, seed, low)),
      high: await value(seed, `${high}${label}`, student(trial, seed, high)),
    };
  }

  const own = [];
  const base: number[] = [];
  const human: number[] = [];
  const doubled = gates.doubled.map((): Awaited<ReturnType<typeof endsOf>>[] => []);
  for (let seed = 0; seed < gates.seeds; seed++) {
    {
      await using trial = trialOf(oneRound({}), context, seed);
      base.push(await value(seed, "base", () => trial.base()));
      own.push(await endsOf(trial, seed, ""));
      human.push(await value(seed, every, student(trial, seed, every)));
    }
    for (const [place, { path, name }] of gates.doubled.entries()) {
      await using trial = trialOf(oneRound({ [path]: twice[place]! }), context, seed);
      doubled[place]!.push(await endsOf(trial, seed, `, ${twice[place]} ${name}`));
    }
  }
  return { own: bySeed(own), base, human, doubled: doubled.map(bySeed) };
}

function bySeed(rows: readonly { readonly [End in keyof GapEnds]: number }[]): GapEnds {
  return {
    generator: rows.map(({ generator }) => generator),
    low: rows.map(({ low }) => low),
    high: rows.map(({ high }) => high),
  };
}

/** Whether the gates are met. */
export function gateDemands({ own, base, human, doubled }: Gated, gates: GatesSetting): readonly Demand[] {
  const { demands, seeds, gap } = gates;
  const width = mean(own.high) - mean(own.low);
  const ofGap = `of the gap between ${gap.high} and ${gap.low}`;
  const ends = [
    { name: generatorName, values: own.generator },
    { name: gap.low, values: own.low },
    { name: gap.high, values: own.high },
  ];

  function aboveBase(): Demand {
    const above = differences(own.generator, base);
    return {
      demand: `On every seed the generator is at least ${inPoints(demands.base, 0)} points above the base alone.`,
      measured: `Means of ${seeds} seeds: base ${percent(mean(base))}, generator ${percent(mean(own.generator))}; the smallest difference is ${inPoints(Math.min(...above))} points.`,
      met: above.every((difference) => difference >= demands.base),
    };
  }

  function nearHuman(): Demand {
    const shares = own.generator.map((value, seed) => value / human[seed]!);
    return {
      demand: `The generator has at least ${percent(demands.human, 0)} of a model of all true labels, in the mean of seeds.`,
      measured: `All true labels ${percent(mean(human))}; the generator's share of it ${percent(mean(shares))} (seeds ${inPoints(Math.min(...shares))} to ${inPoints(Math.max(...shares))}).`,
      met: mean(shares) >= demands.human,
    };
  }

  function steady(place: number): Demand {
    const { name } = gates.doubled[place]!;
    const twice = doubled[place]!;
    const moved = gapsOf(twice).map(({ values }, index) =>
      estimate(differences(values, gapsOf(own)[index]!.values)),
    );
    const names = [
      `${gap.low} − ${generatorName}`,
      `${gap.high} − ${generatorName}`,
      `${gap.high} − ${gap.low}`,
    ];
    return {
      demand: `Doubling the ${name} moves no gap by more than ${percent(demands.moved, 0)} ${ofGap}.`,
      measured: `In points, with 95 % intervals over ${seeds} seeds: ${names.map((one, index) => `${one} ${movedText(moved[index]!)}`).join(", ")}. The limit is ${inPoints(demands.moved * width, 2)}.`,
      met: moved.every((one) => Math.abs(one.mean) <= demands.moved * width),
    };
  }

  function spread(): Demand {
    return {
      demand: `The standard deviation over seeds is at most ${percent(demands.spread, 0)} ${ofGap}.`,
      measured: `Means and deviations, in points: ${ends.map(({ name, values }) => `${name} ${inPoints(mean(values))} ± ${inPoints(deviation(values), 2)}`).join(", ")}. The limit is ${inPoints(demands.spread * width, 2)}.`,
      met: ends.every(({ values }) => deviation(values) <= demands.spread * width),
    };
  }

  return [aboveBase(), nearHuman(), ...doubled.map((_, place) => steady(place)), spread()];
}

function gapsOf({ generator, low, high }: GapEnds) {
  return [
    { values: differences(low, generator) },
    { values: differences(high, generator) },
    { values: differences(high, low) },
  ];
}

function differences(ones: readonly number[], others: readonly number[]): readonly number[] {
  return ones.map((value, place) => value - others[place]!);
}

function movedText({ mean: middle, low, high }: Estimate): string {
  return `${signedPoints(middle, 2)} (${signedPoints(low, 2)} to ${signedPoints(high, 2)})`;
}
