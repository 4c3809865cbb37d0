/**
 * Prints how well models of several kinds summarize after the same processor time, trained afresh on the strong verifier's pairs by the
 * recipe of the base, and the lead sentences of the articles, which need no model.
 * Usage: node tasks/news/calibration/architectures.ts [--seconds 15] [--seed 0]
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { noArtifacts } from "../../../harness/artifacts/index.ts";
import { parseYamlFile } from "../../../harness/config/index.ts";
import { type Laboratory, openLaboratory, type TransformerConfig } from "../../../harness/models/index.ts";
import { randomStream } from "../../../harness/random/index.ts";
import { readerOf } from "../../../harness/sequence/index.ts";
import { taskFileOf } from "../../../harness/task/index.ts";
import { languageOf } from "../base/index.ts";
import { textCodec } from "../codec.ts";
import { openLibrary } from "../library.ts";
import { measure } from "../metrics.ts";
import { modelConfig } from "../model.ts";
import { replicationSchema } from "../replication/settings.ts";
import { settingSchema } from "../settings.ts";
import { specialSymbols } from "../text/index.ts";

const { values: options } = parseArgs({
  options: { seconds: { type: "string", default: "15" }, seed: { type: "string", default: "0" } },
});
const { setting } = parseYamlFile(
  fileURLToPath(new URL("../task.yaml", import.meta.url)),
  taskFileOf(settingSchema, replicationSchema),
  { kind: "task", blame: "task" },
).tiers.standard!.frozen;

/** Enough that compiling them hardly counts. */
const trialSteps = 200;

const library = await openLibrary({ setting, rounds: 1, room: Number(options.seed) });
const { reading } = library;
const place = { reading, vocabulary: setting.vocabulary, common: noArtifacts, device: "cpu" };
const vocabulary = await languageOf(place);
const reader = readerOf(textCodec(vocabulary, setting.model), specialSymbols.pad);
const weights = new Float64Array(library.lessons.length).fill(1);
const examples = reader.examples({ pairs: library.lessons, weights });
const copying = modelConfig(setting.model, vocabulary.size);
const decoderOnly = { ...copying, kind: "decoder-only", encoderLayers: 0, copy: false } as const;
const kinds: Readonly<Record<string, TransformerConfig>> = {
  "encoder-decoder with a copy head": copying,
  "encoder-decoder without": { ...copying, copy: false },
  "decoder-only, 1 layer": decoderOnly,
  "decoder-only, 2 layers": { ...decoderOnly, decoderLayers: 2 },
};

console.log("| model | steps | processor s | loss | ROUGE-1 |\n|---|---|---|---|---|");
const leads = library.test.map(({ input }) => input.split(/(?<=[.!?]["”]?) /)[0]!);
console.log(`| none: the lead sentence | – | – | – | ${rouge1Of(leads)} |`);
for (const [name, config] of Object.entries(kinds))
  console.log(`| ${[name, ...(await row(config))].join(" | ")} |`);

/** As many steps as the time allows, by the speed of a few. */
async function row(config: TransformerConfig): Promise<readonly string[]> {
  await using trial = await open(config, trialSteps);
  const steps = Math.round((trialSteps * Number(options.seconds)) / (await train(trial)).seconds);
  await using laboratory = await open(config, steps);
  const { parameters, loss, seconds } = await train(laboratory);
  const { test } = library;
  const greedy = await laboratory.decode(parameters, reader.sources(test), { kind: "greedy" });
  const { output } = reader.spelt(test, greedy);
  const written = test.map((_, item) => output(item));
  return [String(steps), seconds.toFixed(1), loss.toFixed(3), rouge1Of(written)];
}

/** Of summaries of the test articles. */
function rouge1Of(summaries: readonly string[]): string {
  const references = library.test.map((pair) => pair.output);
  return (100 * measure(summaries, references)["rouge1"]!).toFixed(2);
}

function open(config: TransformerConfig, steps: number): Promise<Laboratory> {
  const { base, rowsPerRun } = setting;
  return openLaboratory("cpu", config, {
    recipe: { ...base.training, steps },
    artifacts: noArtifacts,
    rowsPerRun,
  });
}

async function train(laboratory: Laboratory) {
  const before = process.cpuUsage();
  const stream = randomStream("news architectures", options.seed);
  const trained = await laboratory.train(examples, stream);
  return { ...trained, seconds: process.cpuUsage(before).user / 1e6 };
}
