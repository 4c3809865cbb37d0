import assert from "node:assert/strict";
import { test } from "node:test";
import { randomStream } from "../../../../harness/random/index.ts";
import { measureLaws } from "../../../../tasks/gaussian-mixture/laws/index.ts";
import { crossingError, prune } from "../../../../tasks/gaussian-mixture/laws/pruning.ts";
import {
  exactWasserstein,
  refit,
  varianceLaw,
  wasserstein,
  wassersteinLaw,
} from "../../../../tasks/gaussian-mixture/laws/refit.ts";
import { ownError, regress, regressionLaw } from "../../../../tasks/gaussian-mixture/laws/regression.ts";

test("the distance law is the exact one to first order in t/M, and above it later", () => {
  assert.equal(wassersteinLaw(100, 10), 0.15);
  assert.ok(Math.abs(exactWasserstein(100, 10) - 0.15) < 0.001);
  assert.ok(Math.abs(exactWasserstein(100, 50) - 0.737) < 0.001);
  assert.ok(exactWasserstein(100, 50) < wassersteinLaw(100, 50));
});

test("the variance law under accumulate tends to sin(π/√n)/(π/√n)", () => {
  for (const n of [10, 100]) {
    const angle = Math.PI / Math.sqrt(n);
    assert.ok(Math.abs(varianceLaw(n, 100_000, "accumulate") - Math.sin(angle) / angle) < 1e-5);
  }
  assert.ok(Math.abs(varianceLaw(100, 100, "replace") - 0.366) < 0.001);
});

test("two ways to divide a sum of squares differ by (n − 1)/n, and one round's distance is the law's", () => {
  const shape = { samples: 8, rounds: 1, regime: "replace" } as const;
  const [one] = refit(randomStream("divisors"), { ...shape, divisor: "n" });
  const [other] = refit(randomStream("divisors"), { ...shape, divisor: "n - 1" });
  assert.ok(Math.abs(one!.variance / other!.variance - 7 / 8) < 1e-12);
  const distances = Array.from({ length: 4000 }, (_, repeat) =>
    wasserstein(refit(randomStream("distance", repeat), { ...shape, divisor: "n - 1" })[0]!),
  );
  const mean = distances.reduce((sum, value) => sum + value, 0) / distances.length;
  assert.ok(Math.abs(mean - exactWasserstein(8, 1)) < 0.015, String(mean));
});

test("least squares on its own labels: the first round's error is σ²d/(T − d − 1), the second's twice that or less", () => {
  const shape = { dimension: 4, examples: 30, rounds: 2 };
  const meanAt = (regime: "replace" | "accumulate", round: number) => {
    const runs = Array.from(
      { length: 1500 },
      (_, repeat) => regress(randomStream("regression", repeat), { ...shape, regime })[round - 1]!,
    );
    return runs.reduce((sum, value) => sum + value, 0) / runs.length / ownError(shape);
  };
  assert.ok(Math.abs(meanAt("replace", 1) - 1) < 0.08);
  assert.ok(Math.abs(meanAt("replace", 2) - 2) < 0.15);
  assert.ok(meanAt("accumulate", 2) < regressionLaw(2, "accumulate") + 0.05);
  assert.equal(regressionLaw(2, "accumulate"), 1.25);
});

test("a verifier that keeps nothing wrong leaves a classifier that is right, one that keeps only wrong its opposite", () => {
  const shape = { dimension: 10, examples: 2000, mean: 1, ridge: 1, error: 0.5 };
  const right = prune(randomStream("prune"), { ...shape, keepsRight: 1, keepsWrong: 0 });
  const wrong = prune(randomStream("prune"), { ...shape, keepsRight: 0, keepsWrong: 1 });
  assert.ok(right > 0.8 && wrong < 0.2, `${right}, ${wrong}`);
  assert.equal(crossingError({ keepsRight: 0.8, keepsWrong: 0.2 }), 0.8);
});

test("all laws are measured, each with its figure's rows finite and a finding that names its source", () => {
  const parts: string[] = [];
  const { figures, findings } = measureLaws(
    randomStream("laws"),
    {
      distance: { samples: 20, rounds: [1, 3], repeats: 10 },
      variance: { samples: [10], rounds: [1, 5], repeats: 10 },
      regression: { dimension: 2, examples: 10, rounds: 2, repeats: 10 },
      pruning: {
        dimension: 3,
        mean: 1,
        ridge: 1,
        keepsRight: 0.8,
        keepsWrong: 0.3,
        errors: [0.5, 0.9],
        examples: [50, 200],
        repeats: 5,
      },
      margins: { law: 0.1, accuracy: 0.05, wrongLabels: 0.03 },
    },
    (part, work) => {
      parts.push(part);
      return work();
    },
  );
  assert.deepEqual(parts, ["distance", "variance", "regression", "pruning"]);
  assert.equal(figures.length, 3);
  for (const row of figures.flatMap(({ rows }) => rows))
    for (const value of Object.values(row)) assert.ok(typeof value !== "number" || Number.isFinite(value));
  assert.equal(findings.length, 7);
  assert.ok(findings.every(({ claim }) => /\(\w+ et al\. 2024\)/.test(claim)));
});
