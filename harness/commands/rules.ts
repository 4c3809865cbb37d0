import path from "node:path";
import { openArtifacts } from "../artifacts/index.ts";
import { changedTask, type NumberChanges, openTrial, type PlayedRule } from "../calibration/index.ts";
import { chooseDevice } from "../engine/index.ts";
import { BenchError } from "../errors/index.ts";
import { columns, fixed, missing } from "../format/index.ts";
import { randomStream } from "../random/index.ts";
import type { RoundRecord } from "../record/index.ts";
import { type RuleName, ruleNames, rules } from "../selection/index.ts";
import { estimate, mean } from "../statistics/index.ts";
import { type Regime, type Task, type TierName, tierOf } from "../task/index.ts";
import { type ExitCode, exitCodes } from "./exit.ts";
import { progressLine } from "./progress.ts";
import { taskNamed, type Workspace } from "./workspace.ts";

export interface RulesOptions extends NumberChanges {
  readonly tier: TierName;
  /** The tier's own, if not said. */
  readonly seeds?: readonly number[];
  readonly regime?: readonly Regime[];
  /** All of them, if not said. */
  readonly rule?: readonly RuleName[];
  /** The headline metric, if not said. */
  readonly metric?: string;
  /** Students learn the true outputs of what was selected. */
  readonly corrected: boolean;
  readonly device: string;
}

/** One rule in one regime over all seeds. */
interface RuleLine {
  readonly rule: RuleName;
  readonly regime: Regime;
  readonly runs: PlayedRule[];
}

/** Plays rules on a task without protocol or sandbox, and prints what became of them, round by round. */
export async function tryRules(workspace: Workspace, name: string, options: RulesOptions): Promise<ExitCode> {
  const task = changedTask(taskNamed(workspace, name), options.tier, options);
  const tier = tierOf(task, options.tier);
  const seeds = options.seeds ?? Array.from({ length: tier.shown.seeds }, (_, seed) => seed);
  const format = formatOf(task, options.metric);
  const { generators, lines } = await playAll(workspace, task, seeds, options);
  const rows = [
    ["G0", "", "0", format.mean(generators), "", "", "", "", "", ""],
    ...lines.flatMap((line) => rowsOf(line, tier.frozen.rounds, format)),
  ];
  console.log(`Seeds ${seeds.join(", ")}: means, ± half of the 95 % interval (Student's t).`);
  console.log(columns([[...heads.slice(0, 3), format.title, ...heads.slice(3)], ...rows], numeric));
  for (const { rule, regime, runs } of lines) {
    const failure = runs.find((run) => run.failure !== undefined)?.failure;
    if (failure !== undefined) console.log(`"${rule}", ${regime}: ${failure}.`);
  }
  return exitCodes.ok;
}

/** Every rule in every regime on every seed, and G0 of each seed; one seed is open at a time. */
async function playAll(
  { cache }: Workspace,
  task: Task,
  seeds: readonly number[],
  { tier, rule: names = ruleNames, regime: chosen, corrected, device: wanted }: RulesOptions,
) {
  const lines: readonly RuleLine[] = names.flatMap((rule) =>
    (chosen ?? tierOf(task, tier).frozen.regimes).map((regime) => ({ rule, regime, runs: [] })),
  );
  const generators: Readonly<Record<string, number>>[] = [];
  const artifacts = openArtifacts(path.join(cache, "artifacts"));
  const { name: device } = await chooseDevice(wanted);
  const show = progressLine(process.stderr);
  let done = 0;
  for (const seed of seeds) {
    const random = randomStream(task.name, seed);
    const streams = [task.name, tier, seed];
    await using trial = openTrial({ task, tier, seed, random, streams, artifacts, device });
    generators.push(await trial.generator());
    for (const { rule, regime, runs } of lines) {
      show.update(done++, seeds.length * lines.length, `seed ${seed}: ${rule}, ${regime}`);
      runs.push(await trial.play({ name: rule, rule: rules[rule], regime, corrected }));
    }
  }
  show.finish();
  return { generators, lines };
}

const heads = ["rule", "regime", "round", "kept", "right", "p", "φ", "ψ", "p⋆"];
const numeric = [2, 3, 4, 5, 6, 7, 8, 9];

interface MetricColumn {
  readonly title: string;
  /** Mean over seeds with the half width of its 95 % interval (Student's t), where there are seeds enough for one. */
  mean(metrics: readonly Readonly<Record<string, number>>[]): string;
}

function formatOf({ file }: Task, name = file.frozen.metric): MetricColumn {
  const shown = name === file.frozen.metric ? file.shown.metric : file.shown.metrics[name];
  if (shown === undefined)
    throw new BenchError(`the task "${file.name}" shows no metric "${name}"`, {
      code: "metric-unknown",
      blame: "usage",
      where: "--metric",
      expected: [file.frozen.metric, ...Object.keys(file.shown.metrics)].join(", "),
      mend: "Name one of these.",
    });
  const text = (value: number) => (shown.format === "percent" ? fixed(100 * value, 2) : fixed(value, 3));
  return {
    title: shown.format === "percent" ? `${shown.title}, %` : shown.title,
    mean(metrics) {
      const values = metrics.map((one) => one[name]!);
      if (values.length < 2) return text(mean(values));
      const { mean: middle, high } = estimate(values);
      return `${text(middle)} ± ${text(high - middle)}`;
    },
  };
}

/** A row a round; no means over some of the seeds only. */
function rowsOf({ rule, regime, runs }: RuleLine, rounds: number, format: MetricColumn): readonly string[][] {
  return Array.from({ length: rounds }, (_, before) => {
    const place = [rule, regime, String(before + 1)];
    if (runs.some((run) => run.rounds.length <= before))
      return [...place, ...heads.slice(2).map(() => missing)];
    const records = runs.map((run) => run.rounds[before]!);
    return [
      ...place,
      format.mean(records.map(({ metrics }) => metrics)),
      meanOf(records, ({ selected }) => selected.candidates, 0),
      meanOf(records, shareRight),
      ...(["p", "phi", "psi", "pStar"] as const).map((rate) => meanOf(records, (record) => record[rate])),
    ];
  });
}

/** Share of right candidates among those kept. */
function shareRight({ p, phi, pool, selected }: RoundRecord): number | null {
  return p === null || phi === null ? null : (phi * (1 - p) * pool.candidates) / selected.candidates;
}

/** Mean over the seeds where it is defined. */
function meanOf(
  records: readonly RoundRecord[],
  pick: (record: RoundRecord) => number | null,
  decimals = 3,
): string {
  return fixed(mean(records.map(pick).filter((value) => value !== null)), decimals);
}
