import { scopedArtifacts } from "../../../harness/artifacts/index.ts";
import { type Figure, numberAxis, seriesColour } from "../../../harness/figure/index.ts";
import type { RandomPath, RandomStream } from "../../../harness/random/index.ts";
import { mean } from "../../../harness/statistics/index.ts";
import type { StudyContext } from "../../../harness/study/index.ts";
import { drawMixture } from "../mixture.ts";
import { populationAccuracy } from "../theory/flips.ts";
import { weightsByRound } from "./playing.ts";
import type { ReplicationSetting, VarianceSetting } from "./settings.ts";

/** Gains over G0 of one rule: by data, then by the luck of labels, then by the luck of selection; one value after each round. */
export type Nested = readonly (readonly (readonly (readonly number[])[])[])[];

/** Plays a rule on so many data sets, each with so many lucks of labels, each with so many of selection. */
export async function nestedGains(
  { random, artifacts, device }: StudyContext<ReplicationSetting>,
  { playing: { keep, ...setting }, rounds, data, labels, selections }: VarianceSetting,
  rule: VarianceSetting["rules"][number],
): Promise<Nested> {
  const gains: number[][][][] = [];
  for (let seed = 0; seed < data; seed++) {
    const own = random.split("variance", seed);
    const mixture = drawMixture(own.split("mean"), setting);
    const byLabels: number[][][] = [];
    for (let luck = 0; luck < labels; luck++) {
      const kept = scopedArtifacts(artifacts, { what: "variance", setting, seed, luck });
      const drawn = withLabels(own, own.split("luck", luck));
      const bySelection: number[][] = [];
      for (let selection = 0; selection < selections; selection++) {
        const stream = own.split("rule", rule, luck, selection);
        const place = { artifacts: kept, device };
        const weights = await weightsByRound({ setting, keep, rounds }, rule, drawn, stream, place);
        const [first, ...later] = weights.map((one) => populationAccuracy(one, mixture));
        bySelection.push(later.map((accuracy) => accuracy - first!));
      }
      byLabels.push(bySelection);
    }
    gains.push(byLabels);
  }
  return gains;
}

/** The streams of a data set, but for that of the labels that generators draw. */
function withLabels(data: RandomStream, labels: RandomStream): RandomStream {
  const split = (...purpose: RandomPath) => (purpose[0] === "labels" ? labels : data).split(...purpose);
  return { ...data, split };
}

/** Variances of a gain by where they come from. */
export interface VarianceParts {
  readonly data: number;
  readonly labels: number;
  readonly selection: number;
}

/** Components of variance of a balanced nested design, by the method of moments; what comes out below 0 is 0. */
export function budgetOf(values: readonly (readonly (readonly number[])[])[]): VarianceParts {
  const selections = values[0]![0]!.length;
  const labels = values[0]!.length;
  const selection = mean(values.flat().map(varianceOf));
  const ofLabels = mean(values.map((byLabels) => varianceOf(byLabels.map(mean)))) - selection / selections;
  const whole = varianceOf(values.map((byLabels) => mean(byLabels.map(mean))));
  const data = whole - ofLabels / labels - selection / (labels * selections);
  return { data: Math.max(0, data), labels: Math.max(0, ofLabels), selection };
}

function varianceOf(values: readonly number[]): number {
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
}

const sources = { data: "data", labels: "labels drawn", selection: "selection" } as const;

export function varianceFigure(measured: ReadonlyMap<string, Nested>, setting: VarianceSetting): Figure {
  const { rounds, data, labels, selections } = setting;
  const ends = [...new Set([1, rounds])];
  const rows = [...measured].flatMap(([rule, gains]) =>
    ends.flatMap((round) => {
      const budget = budgetOf(gains.map((one) => one.map((two) => two.map((three) => three[round - 1]!))));
      const whole = budget.data + budget.labels + budget.selection;
      return (Object.keys(sources) as (keyof VarianceParts)[]).map((source) => ({
        ...{ kind: "measured", rule, round, series: sources[source], place: `${rule}, round ${round}` },
        ...{ deviation: Math.sqrt(budget[source]), share: whole === 0 ? 0 : budget[source] / whole },
      }));
    }),
  );
  return {
    name: "variance",
    title: "Where the seeds' spread comes from",
    caption: `Variance of the gain over G0 (exact accuracy) by its sources, regime replace: ${data} data sets, ${labels} draws of the generators' labels on each, ${selections} of the selection on each of those; components by the method of moments. \`deviation\` is a source's own, in shares of 1. There is no initialisation: a least-squares student is one linear system.`,
    spec: {
      $schema: "https://vega.github.io/schema/vega-lite/v6.json",
      width: "container",
      height: 180,
      mark: "bar",
      encoding: {
        y: { field: "place", type: "nominal", title: null, sort: null },
        x: { ...numberAxis("share", "Share of the variance"), stack: "normalize", axis: { format: ".0%" } },
        color: seriesColour("Source", Object.values(sources)),
      },
    },
    rows,
  };
}
