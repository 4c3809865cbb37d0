import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { openArtifacts } from "../../../../harness/artifacts/index.ts";
import { randomStream } from "../../../../harness/random/index.ts";
import { replicate } from "../../../../tasks/gaussian-mixture/replication/replicate.ts";
import { assertDrawable } from "../../figures.ts";
import { taskFile } from "../open.ts";

const full = taskFile.replication;
const tiny = { dimension: 5, real: 50, calibration: 100, pool: 80, keep: 20, test: 10 };
const small: typeof full = {
  ...full,
  flips: {
    ...full.flips,
    repeats: 6,
    againstP: { n: 400, selections: full.flips.againstP.selections.slice(0, 2), p: [0.2, 0.8] },
    againstN: { ...full.flips.againstN, p: [0.3, 0.9], n: [300, 900] },
    phase: { n: 400, repeats: 3, p: [0.2, 0.8], ratio: [0.5, 2] },
  },
  fixed: { repeats: 3, rounds: 3, playing: { ...full.fixed.playing, ...tiny } },
  variance: {
    ...full.variance,
    rounds: 3,
    data: 3,
    labels: 2,
    selections: 2,
    playing: { ...full.variance.playing, ...tiny },
  },
  angles: { ...full.angles, samples: 5000, generator: [0.3, 0.6] },
  growth: { ...full.growth, dimension: 5, repeats: 5, n: [100, 400] },
  laws: {
    distance: { samples: 20, rounds: [1, 3], repeats: 10 },
    variance: { samples: [10], rounds: [1, 5], repeats: 10 },
    regression: { dimension: 2, examples: 10, rounds: 2, repeats: 10 },
    pruning: { ...full.laws.pruning, dimension: 3, errors: [0.5, 0.9], examples: [50, 200], repeats: 5 },
  },
};

async function run(setting: typeof full) {
  const steps: [number, number][] = [];
  const progress = (done: number, total: number) => void steps.push([done, total]);
  const artifacts = openArtifacts(path.join(tmpdir(), "collapse-bench-replicate-test"));
  const random = randomStream("test", "replicate");
  const result = await replicate({ setting, random, artifacts, device: "cpu", progress });
  return { result, steps };
}

const { result, steps } = await run(small);

test("replication repeats to the last digit", async () => {
  assert.deepEqual((await run(small)).result, result);
});

test("progress counts every step up to the total", () => {
  const total = steps[0]![1];
  assert.deepEqual(
    steps,
    Array.from({ length: total }, (_, index) => [index + 1, total]),
  );
});

test("figures can be drawn", () => assertDrawable(result.figures));

test("a finding for each statement, with its numbers", () => {
  const verified = full.growth.series.filter(({ teaching }) => teaching === "verifier").length;
  const ofOthers = 7;
  assert.equal(result.findings.length, 3 + 1 + 2 + verified + 2 + 1 + ofOthers);
  for (const { measured } of result.findings) {
    assert.match(measured, /\d\.\d|n = \d+/);
    assert.doesNotMatch(measured, /NaN|undefined|Infinity/);
  }
});
