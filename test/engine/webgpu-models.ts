/**
 * Trains, searches, samples and scores with small models on the device named on the command line and prints what came of it; profiles of all programs
 * are written to the folder named next.
 */

import { openTrainer } from "../../harness/bench/contenders.ts";
import { benchInputs, benchParameters } from "../../harness/bench/engine-models.ts";
import { type Device, type DeviceName, openDevice } from "../../harness/engine/index.ts";
import {
  llamaFamily,
  openDecoder,
  openScorer,
  type Search,
  type TransformerConfig,
} from "../../harness/models/index.ts";
import { randomStream } from "../../harness/random/index.ts";

const rows = 4;

const pair: TransformerConfig = {
  kind: "encoder-decoder",
  vocabulary: 40,
  width: 16,
  heads: 2,
  feedForward: 32,
  encoderLayers: 1,
  decoderLayers: 1,
  activation: "gelu",
  positions: "learned",
  sourceLength: 5,
  targetLength: 3,
  tiedOutput: true,
  symbols: { start: 0 },
};
const llama: TransformerConfig = {
  ...pair,
  ...llamaFamily,
  heads: 4,
  keyValueHeads: 2,
  symbols: { start: 0, pad: 39 },
};
const searches: Readonly<Record<string, Search>> = {
  greedy: { kind: "greedy" },
  beam: { kind: "beam", beams: 3 },
  sample: { kind: "sample", candidates: 2, topP: 0.9 },
};

async function outcomeOf(device: Device, config: TransformerConfig) {
  const inputs = benchInputs(config, rows);
  await using trainer = await openTrainer(device, config, rows);
  const losses: number[] = [];
  for (let step = 0; step < 4; step++) losses.push((await trainer.step(inputs))[0]!.loss);
  const parameters = benchParameters(config);
  const found: Record<string, { symbols: number[]; scores: number[] }> = {};
  for (const [name, search] of Object.entries(searches)) {
    await using decoder = await openDecoder(device, config, search, { sourcesPerRun: 2 });
    const stream = randomStream("webgpu-models", name);
    const { symbols, logProbabilities } = await decoder.decode(parameters, inputs["source"]!, stream);
    found[name] = { symbols: Array.from(symbols), scores: Array.from(logProbabilities) };
  }
  await using scorer = await openScorer(device, config, rows);
  const [source, target] = [inputs["source"]!.data, inputs["target"]!.data] as [Int32Array, Int32Array];
  const scored = Array.from(await scorer.score(parameters, source, target));
  return { losses, found, scored };
}

const [name, profileFolder] = process.argv.slice(2);
await using device = await openDevice(name as DeviceName, {
  allowSoftware: true,
  profileFolder: profileFolder!,
});
const outcomes = { pair: await outcomeOf(device, pair), llama: await outcomeOf(device, llama) };
console.log(JSON.stringify({ device: device.info, outcomes }));
