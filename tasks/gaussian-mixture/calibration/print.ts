/**
 * Prints the calibration table of README.md: the obvious rules, in this process, over the seeds of a tier.
 * Usage: node tasks/gaussian-mixture/calibration/print.ts [--tier standard] [--seeds 20] [--temperature 1]
 *        [--student '{"kind":"logistic","ridge":0.001,"maxSteps":50,"tolerance":1e-6}'] [--regime replace]
 */

import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { noArtifacts } from "../../../harness/artifacts/index.ts";
import { parseYamlFile } from "../../../harness/config/index.ts";
import { randomStream } from "../../../harness/random/index.ts";
import { regimes, taskFileOf, tierNames } from "../../../harness/task/index.ts";
import { openInstance } from "../instance.ts";
import { replicationSchema } from "../replication/settings.ts";
import { estimate } from "../replication/statistics.ts";
import { settingSchema } from "../settings.ts";
import { studentSchema } from "../student.ts";
import { rules } from "./rules.ts";
import { ruleStream, simulateRecursion } from "./simulate.ts";

const { values: options } = parseArgs({
  options: {
    tier: { type: "string", default: "standard" },
    seeds: { type: "string", default: "20" },
    temperature: { type: "string", default: "1" },
    student: { type: "string" },
    regime: { type: "string", multiple: true, default: [...regimes] },
    rule: { type: "string", multiple: true, default: Object.keys(rules) },
  },
});

const file = parseYamlFile(
  fileURLToPath(new URL("../task.yaml", import.meta.url)),
  taskFileOf(settingSchema, replicationSchema),
  { kind: "task", blame: "task" },
);
const tierName = tierNames.find((name) => name === options.tier)!;
const tier = file.tiers[tierName]!;
const setting =
  options.student === undefined
    ? tier.frozen.setting
    : { ...tier.frozen.setting, student: studentSchema.parse(JSON.parse(options.student)) };

console.log("| rule | regime | G0 | round 1 | round 5 | last round |\n|---|---|---|---|---|---|");
for (const name of options.rule)
  for (const regime of regimes.filter((known) => options.regime.includes(known)))
    console.log(await tableRow(name, regime));

async function tableRow(name: string, regime: (typeof regimes)[number]): Promise<string> {
  const runs: (readonly number[])[] = [];
  for (let seed = 0; seed < Number(options.seeds); seed++) {
    await using instance = await openInstance({
      setting,
      tier: tierName,
      seed,
      random: randomStream(file.name, seed),
      artifacts: noArtifacts,
      device: "cpu",
    });
    const temperature = Number(options.temperature);
    const random = ruleStream(seed, name);
    runs.push(await simulateRecursion({ instance, tier, regime, rule: rules[name]!, temperature, random }));
  }
  const cell = (round: number) => {
    const { mean, error } = estimate(runs.map((run) => 100 * run[round]!));
    return `${mean.toFixed(2)} ± ${(1.96 * error).toFixed(2)}`;
  };
  return `| ${[name, regime, ...[0, 1, Math.min(5, tier.frozen.rounds), tier.frozen.rounds].map(cell)].join(" | ")} |`;
}
