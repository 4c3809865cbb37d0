import assert from "node:assert/strict";
import { test } from "node:test";
import type { HostTensor } from "../../harness/engine/index.ts";
import { openDevice } from "../../harness/engine/index.ts";
import { openDecoder, type Search } from "../../harness/models/index.ts";
import { randomStream } from "../../harness/random/index.ts";
import { allTargets, fullLogProbabilities, TINY, tinyParameters, tinySources } from "./tiny.ts";

const device = await openDevice("cpu");
const config = { ...TINY, targetLength: 2 };
const parameters = tinyParameters(config);
const source = tinySources(config, 1);
const DRAWS = 20_000;

type Options = Omit<Extract<Search, { kind: "sample" }>, "candidates">;

const CASES: readonly Options[] = [
  { kind: "sample" },
  { kind: "sample", temperature: 0.5 },
  { kind: "sample", topK: 3 },
  { kind: "sample", topP: 0.7 },
  { kind: "sample", temperature: 1.5, topK: 5, topP: 0.8 },
];

for (const options of CASES) {
  test(`frequencies of ${JSON.stringify(options)} are its probabilities`, async () => {
    const expected = await distribution(options);
    await using decoder = await openDecoder(device, config, { ...options, candidates: DRAWS });
    const found = await decoder.decode(parameters, source, randomStream("frequencies", 3));
    const counts = new Map<string, number>();
    for (let row = 0; row < DRAWS; row++) {
      const target = [...found.symbols.subarray(row * 2, row * 2 + 2)].join();
      counts.set(target, (counts.get(target) ?? 0) + 1);
    }
    for (const [target, count] of counts)
      assert.ok(expected.get(target)! > 0, `${target} drawn ${count} times, impossible`);
    for (const [target, probability] of expected) {
      const deviation = Math.sqrt((probability * (1 - probability)) / DRAWS);
      const share = (counts.get(target) ?? 0) / DRAWS;
      assert.ok(Math.abs(share - probability) <= 5 * deviation, `${target}: ${share}, not ${probability}`);
    }
  });
}

test("the same seed gives the same bytes, another seed others, and the runs' size does not matter", async () => {
  const sources = tinySources(config, 7);
  const search = { kind: "sample", candidates: 3 } as const;
  await using small = await openDecoder(device, config, search, { sourcesPerRun: 2 });
  await using large = await openDecoder(device, config, search, { sourcesPerRun: 7 });
  const draw = (seed: number) => randomStream("seeds", seed);
  const one = await small.decode(parameters, sources, draw(1));
  assert.deepEqual(await small.decode(parameters, sources, draw(1)), one);
  assert.deepEqual((await large.decode(parameters, sources, draw(1))).symbols, one.symbols);
  assert.notDeepEqual((await small.decode(parameters, sources, draw(2))).symbols, one.symbols);
});

test("options that make no sense are refused by name", async () => {
  const wrong: [Search, string][] = [
    [{ kind: "beam", beams: 0 }, "beams"],
    [{ kind: "sample", candidates: 1, temperature: 0 }, "temperature"],
    [{ kind: "sample", candidates: 1, topP: 1.5 }, "topP"],
    [{ kind: "sample", candidates: 1, topK: 0.5 }, "topK"],
  ];
  for (const [search, where] of wrong) {
    await assert.rejects(openDecoder(device, config, search), { code: "decoding-option", where });
  }
  await using decoder = await openDecoder(device, config, { kind: "sample", candidates: 1 });
  await assert.rejects(decoder.decode(parameters, source), { code: "decoding-option", where: "stream" });
  const short: HostTensor = { dtype: "int32", shape: [1, 4], data: new Int32Array(4) };
  await assert.rejects(decoder.decode(parameters, short, randomStream("x")), { received: "int32[1,4]" });
});

/** Every target's probability under the sampling options, from full passes and the definitions of temperature, top-k and top-p. */
async function distribution(options: Options): Promise<Map<string, number>> {
  const targets = allTargets(config);
  const rows: HostTensor = {
    ...source,
    shape: [targets.length, config.sourceLength],
    data: Int32Array.from(targets.flatMap(() => [...source.data])),
  };
  const first = await fullLogProbabilities(device, config, parameters, rows, targets, 1);
  const both = await fullLogProbabilities(device, config, parameters, rows, targets);
  const { vocabulary } = config;
  const starts = Array.from({ length: vocabulary }, (_, symbol) => first[symbol * vocabulary]!);
  const startShares = reshaped(starts, options);
  const shares = new Map<string, number>();
  for (const [start, share] of startShares.entries()) {
    const row = Array.from(
      { length: vocabulary },
      (_, symbol) => both[start * vocabulary + symbol]! - starts[start]!,
    );
    for (const [symbol, next] of reshaped(row, options).entries())
      shares.set(`${start},${symbol}`, share * next);
  }
  return shares;
}

function reshaped(logProbabilities: readonly number[], options: Options): number[] {
  const { temperature = 1, topK = Number.POSITIVE_INFINITY, topP = 1 } = options;
  const powers = logProbabilities.map((value) => Math.exp(value / temperature));
  const order = [...powers.keys()].sort((a, b) => powers[b]! - powers[a]!).slice(0, topK);
  const sum = order.reduce((total, symbol) => total + powers[symbol]!, 0);
  let mass = 0;
  const kept = order.filter((symbol) => {
    const inside = mass < topP;
    mass += powers[symbol]! / sum;
    return inside;
  });
  const rest = kept.reduce((total, symbol) => total + powers[symbol]!, 0);
  return powers.map((power, symbol) => (kept.includes(symbol) ? power / rest : 0));
}

/** Where onnxruntime's sigmoid was seen to be 1 + 2⁻²³, and both ends. */
const LAST_GATES = [17.872940063476562, 17.89196014404297, 80, -80];

test("a copy gate that rounds to more than 1 gives finite log-probabilities", async () => {
  const copying = { ...TINY, copy: true };
  const sources = tinySources(copying, 40);
  await using decoder = await openDecoder(device, copying, { kind: "sample", candidates: 2 });
  const own = tinyParameters(copying);
  const changed = (name: string, change: (value: number) => number) => {
    const tensor = own[name]!;
    return { [name]: { ...tensor, data: Float32Array.from(tensor.data, change) } };
  };
  for (const bias of LAST_GATES) {
    // Large embeddings: all that is spoken is one symbol, so that others have only what the gate leaves.
    const sharp = {
      ...own,
      ...changed("embedding", (value) => 1000 * value),
      ...changed("copy.gate", () => 0),
      ...changed("copy.bias", () => bias),
    };
    const found = await decoder.decode(sharp, sources, randomStream("gates", bias));
    assert.ok(found.logProbabilities.every(Number.isFinite), `bias ${bias}`);
  }
});
