/**
 * Prints the calibration table of README.md: the obvious rules, in this process, over the seeds of a tier.
 * Usage: node tasks/news/calibration/print.ts [--tier standard] [--seeds 0,1,2] [--rounds 2] [--keep 2800]
 *        [--rule random --rule "keep all"] [--regime replace] [--temperature 1] [--set training.steps=1600]
 * What was computed is kept under .cache/, so that a table that was stopped goes on.
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { openArtifacts } from "../../../harness/artifacts/index.ts";
import { parseYamlFile } from "../../../harness/config/index.ts";
import { type Regime, regimes, taskFileOf, tierNames } from "../../../harness/task/index.ts";
import { replicationSchema } from "../replication/settings.ts";
import { type Setting, settingSchema } from "../settings.ts";
import { leadBaseline } from "./lead.ts";
import { type Rule, rules } from "./rules.ts";
import { type Recursion, SeedSimulation } from "./simulate.ts";

const { values: options } = parseArgs({
  options: {
    tier: { type: "string", default: "standard" },
    seeds: { type: "string", default: "0,1,2" },
    rounds: { type: "string" },
    keep: { type: "string" },
    rule: { type: "string", multiple: true, default: rules.map(({ name }) => name) },
    regime: { type: "string", multiple: true, default: [...regimes] },
    temperature: { type: "string", default: "1" },
    set: { type: "string", multiple: true, default: [] },
  },
});

const file = parseYamlFile(
  fileURLToPath(new URL("../task.yaml", import.meta.url)),
  taskFileOf(settingSchema, replicationSchema),
  { kind: "task", blame: "task" },
);
const tier = file.tiers[tierNames.find((name) => name === options.tier)!]!;
const seeds = options.seeds.split(",").map(Number);
const rounds = Number(options.rounds ?? tier.frozen.rounds);
const simulation = {
  setting: options.set.reduce(changed, tier.frozen.setting),
  rounds,
  keep: Number(options.keep ?? tier.frozen.budget.keep),
  decoding: { search: "sample", candidates: 4, temperature: Number(options.temperature), topP: 1 },
  store: openArtifacts(fileURLToPath(new URL("../../../.cache/calibration", import.meta.url))),
};

console.log(`lead sentence: ${(await leadBaseline(simulation.setting, seeds)).map(percent).join(", ")}`);
const heads = [
  "rule",
  "regime",
  "right",
  "G0",
  ...Array.from({ length: rounds }, (_, round) => `round ${round + 1}`),
];
console.log(`| ${heads.join(" | ")} | words | variety | processor s |\n|${"---|".repeat(heads.length + 3)}`);
for (const name of options.rule)
  for (const regime of regimes.filter((known) => options.regime.includes(known)))
    console.log(await tableRow(rules.find((rule) => rule.name === name)!, regime));

async function tableRow(rule: Rule, regime: Regime): Promise<string> {
  const runs: Recursion[] = [];
  for (const seed of seeds) {
    await using seeded = new SeedSimulation(simulation, seed);
    runs.push(await seeded.play(rule, regime));
  }
  const column = (round: number) => spread(runs.map(({ metrics }) => 100 * metrics[round]!["rouge1"]!));
  const last = (metric: string) => mean(runs.map(({ metrics }) => metrics.at(-1)![metric]!));
  const cells = [
    rule.name,
    regime,
    mean(runs.map(({ right }) => right[0]!)).toFixed(2),
    ...Array.from({ length: rounds + 1 }, (_, round) => column(round)),
    last("words").toFixed(1),
    last("variety").toFixed(2),
    mean(runs.map(({ seconds }) => seconds)).toFixed(0),
  ];
  return `| ${cells.join(" | ")} |`;
}

/** Mean and standard deviation over seeds. */
function spread(values: readonly number[]): string {
  const middle = mean(values);
  if (values.length < 2) return middle.toFixed(2);
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  return `${middle.toFixed(2)} (sd ${Math.sqrt(squares / (values.length - 1)).toFixed(2)})`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function percent(share: number): string {
  return (100 * share).toFixed(2);
}

/** A setting with `path.to.number=value` changed, checked again. */
function changed(setting: Setting, change: string): Setting {
  const [path, value] = change.split("=") as [string, string];
  const copy = structuredClone(setting) as unknown as Record<string, unknown>;
  const names = path.split(".");
  const holder = names.slice(0, -1).reduce((inner, name) => inner[name] as Record<string, unknown>, copy);
  holder[names.at(-1)!] = Number(value);
  return settingSchema.parse(copy);
}
