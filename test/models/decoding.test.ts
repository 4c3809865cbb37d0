import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { HostTensor } from "../../harness/engine/index.ts";
import { openDevice } from "../../harness/engine/index.ts";
import {
  type Candidates,
  openDecoder,
  type Parameters,
  type Search,
  type TransformerConfig,
} from "../../harness/models/index.ts";
import { randomStream } from "../../harness/random/index.ts";
import { allTargets, fullLogProbabilities, tinyParameters, tinySources, VARIANTS } from "./tiny.ts";

const device = await openDevice("cpu");
const TOLERANCE = 1e-5;
const SEARCHES: readonly Search[] = [
  { kind: "greedy" },
  { kind: "beam", beams: 4 },
  { kind: "sample", candidates: 1 },
  { kind: "sample", candidates: 3, temperature: 0.7, topK: 3, topP: 0.9 },
];

for (const [name, config] of Object.entries(VARIANTS)) {
  describe(name, () => {
    const parameters = tinyParameters(config);
    const sources = tinySources(config, 3);

    test("a beam as wide as all targets finds the exhaustive ranking", async () => {
      const targets = allTargets(config);
      const search = { kind: "beam", beams: targets.length } as const;
      await using decoder = await openDecoder(device, config, search, { sourcesPerRun: 2 });
      const found = await decoder.decode(parameters, sources);
      for (let source = 0; source < found.sources; source++) {
        const row = repeated(sources, source, targets.length);
        const exact = await fullLogProbabilities(device, config, parameters, row, targets);
        const ranked = targets.map((target, place) => ({ target, score: exact[place]! }));
        ranked.sort((a, b) => b.score - a.score);
        assertRanking(found, source, ranked, targets.length);
      }
    });

    for (const search of SEARCHES) {
      test(`${nameOf(search)}: log-probabilities are those of a full forward pass, spans and runs change nothing`, async () => {
        await using whole = await openDecoder(device, config, search, { sourcesPerRun: 3 });
        await using stepped = await openDecoder(device, config, search, {
          sourcesPerRun: 2,
          positionsPerProgram: 1,
        });
        const found = await whole.decode(parameters, sources, randomStream("draws", 1));
        const again = await stepped.decode(parameters, sources, randomStream("draws", 1));
        assert.deepEqual(again.symbols, found.symbols);
        await assertScores(found, sources);
        await assertScores(again, sources);
      });
    }

    async function assertScores(found: Candidates, given: HostTensor) {
      const targets = rowsOf(found);
      const expanded = repeatEach(given, found.perSource);
      const exact = await fullLogProbabilities(device, config, parameters, expanded, targets);
      for (const [row, score] of exact.entries()) {
        if (found.lengths[row] === 0) continue;
        const got = found.logProbabilities[row]!;
        assert.ok(isClose(got, score), `row ${row}: ${got}, not ${score}`);
      }
    }
  });
}

test("a beam narrower than the targets keeps at every position the best continuations of those it kept", async () => {
  const config = VARIANTS["encoder-decoder"]!;
  const parameters = tinyParameters(config);
  const source = tinySources(config, 1);
  const beams = 4;
  await using decoder = await openDecoder(device, config, { kind: "beam", beams });
  const found = await decoder.decode(parameters, source);
  const expected = await beamByFullPasses(config, parameters, source, beams);
  assert.deepEqual(rowsOf(found), expected);
});

test("a beam of one is greedy decoding", async () => {
  const config = VARIANTS["encoder-decoder with end and pad"]!;
  const parameters = tinyParameters(config);
  const sources = tinySources(config, 5);
  await using greedy = await openDecoder(device, config, { kind: "greedy" });
  await using beam = await openDecoder(device, config, { kind: "beam", beams: 1 });
  const [one, other] = [await greedy.decode(parameters, sources), await beam.decode(parameters, sources)];
  assert.deepEqual(one.symbols, other.symbols);
});

test("targets end with the end symbol, padding follows, and it costs nothing", async () => {
  const config = VARIANTS["encoder-decoder with end and pad"]!;
  await using decoder = await openDecoder(device, config, { kind: "beam", beams: 20 });
  const found = await decoder.decode(tinyParameters(config), tinySources(config, 3));
  const { end, pad } = config.symbols;
  let ended = 0;
  for (const [row, symbols] of rowsOf(found).entries()) {
    const place = symbols.indexOf(end!);
    if (place < 0 || place === symbols.length - 1) continue;
    ended++;
    assert.equal(found.lengths[row], place + 1);
    assert.ok(symbols.slice(place + 1).every((symbol) => symbol === pad));
  }
  assert.ok(ended > 0, "some hypothesis ended early");
});

for (const name of ["encoder-decoder with end and pad", "decoder-only, rotary, padded prompts"]) {
  test(`${name}: more padding changes nothing`, async () => {
    const config = { ...VARIANTS[name]!, tiedOutput: false };
    const longer = {
      ...config,
      sourceLength: config.kind === "decoder-only" ? config.sourceLength : 9,
      positions: "rotary" as const,
    };
    const shorter = { ...longer, sourceLength: config.sourceLength };
    const parameters = tinyParameters(longer);
    const sources = tinySources(shorter, 4);
    const changed = config.kind === "decoder-only" ? otherPadding(parameters, config) : parameters;
    await using a = await openDecoder(device, shorter, { kind: "beam", beams: 6 });
    await using b = await openDecoder(device, longer, { kind: "beam", beams: 6 });
    const one = await a.decode(parameters, sources);
    const other = await b.decode(changed, padded(sources, longer.sourceLength, config.symbols.pad!));
    assert.deepEqual(other.symbols, one.symbols);
    for (const [row, score] of one.logProbabilities.entries()) {
      assert.ok(isClose(other.logProbabilities[row]!, score));
    }
  });
}

function assertRanking(
  found: Candidates,
  source: number,
  ranked: readonly { target: number[]; score: number }[],
  count: number,
) {
  const scores = new Map(ranked.map(({ target, score }) => [target.join(), score]));
  const first = source * found.perSource;
  const seen = new Set<string>();
  for (let place = 0; place < count; place++) {
    const at = (first + place) * found.length;
    const text = found.symbols.subarray(at, at + found.length).join();
    seen.add(text);
    const score = found.logProbabilities[first + place]!;
    assert.ok(isClose(score, ranked[place]!.score), `place ${place}: ${score}, not ${ranked[place]!.score}`);
    assert.ok(isClose(score, scores.get(text)!), `${text}: ${score}, not ${scores.get(text)}`);
  }
  assert.equal(seen.size, count, "every target once");
  for (let place = count; place < found.perSource; place++) assert.equal(found.lengths[first + place], 0);
}

function repeated(sources: HostTensor, row: number, count: number): HostTensor {
  const width = sources.shape[1]!;
  const data = new Int32Array(count * width);
  for (let copy = 0; copy < count; copy++)
    data.set(sources.data.subarray(row * width, (row + 1) * width), copy * width);
  return { dtype: "int32", shape: [count, width], data };
}

/** −Infinity, which stands for no candidate, equals itself. */
/** Absolute down to e⁻¹⁰; below, float32 itself is that coarse in a mixture of two heads. */
function isClose(actual: number, expected: number): boolean {
  return (
    actual === expected || Math.abs(actual - expected) < TOLERANCE * Math.max(1, Math.abs(expected) / 10)
  );
}

function rowsOf({ symbols, length }: Candidates): number[][] {
  return Array.from({ length: symbols.length / length }, (_, row) => [
    ...symbols.subarray(row * length, (row + 1) * length),
  ]);
}

function repeatEach(sources: HostTensor, times: number): HostTensor {
  const [rows, width] = sources.shape as [number, number];
  const data = Int32Array.from({ length: rows * times * width }, (_, place) => {
    const row = Math.floor(place / (times * width));
    return sources.data[row * width + (place % width)]!;
  });
  return { dtype: "int32", shape: [rows * times, width], data };
}

function padded(sources: HostTensor, length: number, pad: number): HostTensor {
  const [rows, width] = sources.shape as [number, number];
  const data = new Int32Array(rows * length).fill(pad);
  for (let row = 0; row < rows; row++)
    data.set(sources.data.subarray(row * width, (row + 1) * width), row * length);
  return { dtype: "int32", shape: [rows, length], data };
}

/** The same parameters with another embedding of the pad symbol: what padding looks like must not matter. */
function otherPadding(parameters: Parameters, config: TransformerConfig): Parameters {
  const data = Float32Array.from(parameters["embedding"]!.data);
  const first = config.symbols.pad! * config.width;
  for (let place = first; place < first + config.width; place++) data[place]! += 1;
  return { ...parameters, embedding: { ...parameters["embedding"]!, data } };
}

/** Beam search with nothing cached: every prefix is scored by a full pass over a target that starts with it. */
async function beamByFullPasses(
  config: TransformerConfig,
  parameters: Parameters,
  source: HostTensor,
  beams: number,
) {
  let prefixes: number[][] = [[]];
  for (let position = 0; position < config.targetLength; position++) {
    const longer = prefixes.flatMap((prefix) =>
      Array.from({ length: config.vocabulary }, (_, symbol) => [...prefix, symbol]),
    );
    const filled = longer.map((prefix) => [
      ...prefix,
      ...new Array(config.targetLength - prefix.length).fill(0),
    ]);
    const scores = await fullLogProbabilities(
      device,
      config,
      parameters,
      repeated(source, 0, filled.length),
      filled,
      position + 1,
    );
    const order = [...longer.keys()].sort((a, b) => scores[b]! - scores[a]!);
    prefixes = order.slice(0, beams).map((place) => longer[place]!);
  }
  return prefixes;
}

function nameOf(search: Search): string {
  const options = Object.entries(search).filter(([name]) => name !== "kind");
  return [search.kind, ...options.map(([name, value]) => `${name} ${value}`)].join(", ");
}
