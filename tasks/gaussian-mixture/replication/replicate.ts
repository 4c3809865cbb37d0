import { phasePlan, type ReplicationResult, type StudyContext } from "../../../harness/study/index.ts";
import { lawParts, measureLaws } from "../laws/index.ts";
import { angleFindings, anglePlan, anglePoint, bisectorFigure } from "./angle-figure.ts";
import { type FixedRun, fixedFigure, fixedFinding, fixedRun } from "./fixed-verifier.ts";
import { accuracyAgainstN, accuracyAgainstP, flipFindings, flipPlan, flipPoint } from "./flip-figures.ts";
import { growthFigure, growthFindings, growthRun } from "./growth-figure.ts";
import { phaseFigure, phaseFinding, phasePoint } from "./phase.ts";
import type { ReplicationSetting } from "./settings.ts";
import { type Nested, nestedGains, varianceFigure } from "./variance.ts";

/** Simulates the theory of the Gaussian mixture, and the laws of others, and sets each beside its paper. */
export async function replicate(context: StudyContext<ReplicationSetting>): Promise<ReplicationResult> {
  const { setting, random } = context;
  const { margins } = setting;
  const flips = flipPlan(setting.flips);
  const angles = anglePlan(setting.angles);
  const phases = phasePlan(setting.flips.phase);
  const step = stepper(context, [
    ...[flips.againstP, flips.againstN, angles.examples, angles.grid].map((list) => list.length),
    setting.growth.repeats,
    lawParts.length,
    phases.length,
    setting.fixed.repeats,
    setting.variance.rules.length,
  ]);
  const flip = step("independent flips", (point: (typeof flips.againstP)[number]) =>
    flipPoint(random, point, setting.flips.repeats),
  );
  const turn = step("linear verifiers", (point: (typeof angles.grid)[number]) =>
    anglePoint(random, point, setting.angles.samples),
  );
  const grow = step("growing data", (repeat: number) => growthRun(random, setting.growth, repeat));

  const againstP = flips.againstP.map(flip);
  const againstN = flips.againstN.map(flip);
  const examples = angles.examples.map(turn);
  const grid = angles.grid.map(turn);
  const runs = Array.from({ length: setting.growth.repeats }, (_, repeat) => grow(repeat));
  const growth = setting.growth.series.map((series, index) => ({
    series,
    runs: runs.map((run) => run[index]!),
  }));
  const laws = measureLaws(random.split("laws"), { ...setting.laws, margins }, (part, work) =>
    step(`the law of ${part}`, work)(undefined),
  );
  const phase = phases.map(
    step("the phase diagram", (place: (typeof phases)[number]) => phasePoint(random, place, setting.flips)),
  );
  const fixed: FixedRun[] = [];
  for (let repeat = 0; repeat < setting.fixed.repeats; repeat++) {
    fixed.push(await fixedRun(context, setting.fixed, repeat));
    step("fifteen rounds of one verifier", () => {})(undefined);
  }
  const gains = new Map<string, Nested>();
  for (const rule of setting.variance.rules) {
    gains.set(rule, await nestedGains(context, setting.variance, rule));
    step("where the spread comes from", () => {})(undefined);
  }
  return {
    figures: [
      accuracyAgainstP(againstP, setting.flips),
      accuracyAgainstN(againstN, setting.flips),
      phaseFigure(phase, setting.flips),
      bisectorFigure(grid, setting.angles),
      growthFigure(growth, setting.growth),
      fixedFigure(fixed, setting.fixed),
      varianceFigure(gains, setting.variance),
      ...laws.figures,
    ],
    findings: [
      ...flipFindings(againstP, againstN, margins),
      phaseFinding(phase, margins),
      ...angleFindings(examples, grid, setting.angles.samples, margins),
      ...growthFindings(growth, setting.growth, margins),
      fixedFinding(fixed, setting.fixed),
      ...laws.findings,
    ],
  };
}

/** Wraps a piece of work so that each call counts as one step of the whole. */
function stepper({ progress }: StudyContext<ReplicationSetting>, counts: readonly number[]) {
  const total = counts.reduce((sum, count) => sum + count, 0);
  let done = 0;
  return <Input, Output>(what: string, work: (input: Input) => Output) =>
    (input: Input): Output => {
      const output = work(input);
      progress(++done, total, what);
      return output;
    };
}
