/**
 * Prints how well models of several kinds summarize after the same processor time, trained on the strong verifier's pairs.
 * Usage: node tasks/news/calibration/architectures.ts [--seconds 15] [--seed 0]
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { parseYamlFile } from "../../../harness/config/index.ts";
import { openDevice } from "../../../harness/engine/index.ts";
import { initialiseTransformer, type TransformerConfig } from "../../../harness/models/index.ts";
import { randomStream } from "../../../harness/random/index.ts";
import { taskFileOf } from "../../../harness/task/index.ts";
import { realExamples } from "../articles.ts";
import { openLibrary } from "../library.ts";
import { measure } from "../metrics.ts";
import { modelConfig } from "../model/shape.ts";
import { openTeacher } from "../model/training.ts";
import { openWriter } from "../model/writer.ts";
import { SummaryPool } from "../pool.ts";
import { replicationSchema } from "../replication/settings.ts";
import { settingSchema } from "../settings.ts";

const { values: options } = parseArgs({
  options: { seconds: { type: "string", default: "15" }, seed: { type: "string", default: "0" } },
});
const { setting } = parseYamlFile(
  fileURLToPath(new URL("../task.yaml", import.meta.url)),
  taskFileOf(settingSchema, replicationSchema),
  { kind: "task", blame: "task" },
).tiers.standard!;

const library = await openLibrary(setting, Number(options.seed), undefined);
const device = await openDevice("cpu", { threads: 1 });
const copying = modelConfig(setting.model, library.vocabulary.size);
const decoderOnly = { ...copying, kind: "decoder-only", encoderLayers: 0, copy: false } as const;
const kinds: Readonly<Record<string, TransformerConfig>> = {
  "encoder-decoder with a copy head": copying,
  "encoder-decoder without": { ...copying, copy: false },
  "decoder-only, 1 layer": decoderOnly,
  "decoder-only, 2 layers": { ...decoderOnly, decoderLayers: 2 },
};

console.log("| model | steps | processor s | loss | ROUGE-1 |\n|---|---|---|---|---|");
for (const [name, config] of Object.entries(kinds))
  console.log(`| ${[name, ...(await row(config))].join(" | ")} |`);

/** As many steps as the time allows, by the speed of a few. */
async function row(config: TransformerConfig): Promise<readonly string[]> {
  const trial = await train(config, 40);
  const steps = Math.round((40 * Number(options.seconds)) / trial.seconds);
  const { parameters, loss, seconds } = await train(config, steps);
  await using writer = openWriter(device, config, setting.rowsPerRun);
  const archive = { articles: library.test, vocabulary: library.vocabulary, rightAbove: setting.rightAbove };
  const pool = new SummaryPool(archive, await writer.greedy(parameters, library.test.sources));
  const references = library.test.pairs.map(({ summary }) => summary);
  const { rouge1 } = measure(
    references.map((_, item) => pool.textOf(item, 0)),
    references,
  );
  return [String(steps), seconds.toFixed(1), loss.toFixed(3), (100 * rouge1!).toFixed(2)];
}

async function train(config: TransformerConfig, steps: number) {
  const stream = randomStream("news architectures", options.seed);
  const start = initialiseTransformer(config, stream.split("start"));
  await using teacher = await openTeacher(device, config, { ...setting.training, steps }, start);
  const before = process.cpuUsage();
  const trained = await teacher.train(start, realExamples(library.lessons), stream.split("order"));
  return { ...trained, seconds: process.cpuUsage(before).user / 1e6 };
}
