import assert from "node:assert/strict";
import { test } from "node:test";
import { randomStream } from "../../../../harness/random/index.ts";
import { margins } from "../../../../tasks/gaussian-mixture/linear/examples.ts";
import { proposedLabels } from "../../../../tasks/gaussian-mixture/linear/link.ts";
import { angle, rotated } from "../../../../tasks/gaussian-mixture/linear/vector.ts";
import { drawExamples, drawMixture } from "../../../../tasks/gaussian-mixture/mixture.ts";
import {
  shareError,
  toleratedDeviations,
} from "../../../../tasks/gaussian-mixture/replication/statistics.ts";
import { mixtureRates } from "./mixture-rates.ts";

const random = randomStream("test", "mixture rates");
const sigma = 1.5;
const mixture = drawMixture(random.split("mean"), { dimension: 12, sigma, decimals: 2 });
const generator = rotated(random.split("generator"), mixture.mean, 0.6);
const verifier = rotated(random.split("verifier"), mixture.mean, Math.PI / 12);
const geometry = {
  a: angle(generator, mixture.mean),
  b: angle(verifier, mixture.mean),
  c: angle(generator, verifier),
  sigma,
};

function counted(slope: number) {
  const examples = drawExamples(random.split("examples", slope), mixture, 200_000);
  const logits = margins(examples, generator).map((margin) => slope * margin);
  const { labels } = proposedLabels(logits, slope === Infinity ? 0 : 1, random.split("labels", slope));
  const opinions = margins(examples, verifier);
  const all = { right: 0, wrong: 0 };
  const kept = { right: 0, wrong: 0 };
  labels.forEach((label, row) => {
    const kind = label === examples.labels[row] ? "right" : "wrong";
    all[kind]++;
    if (label * opinions[row]! > 0) kept[kind]++;
  });
  return { all, p: all.wrong / examples.count, phi: kept.right / all.right, psi: kept.wrong / all.wrong };
}

for (const slope of [0.7, Infinity])
  test(`p, φ and ψ in the mixture agree with their integrals, label slope ${slope}`, () => {
    const expected = mixtureRates({ ...geometry, slope });
    const found = counted(slope);
    const cases = { p: found.all.right + found.all.wrong, phi: found.all.right, psi: found.all.wrong };
    for (const name of ["p", "phi", "psi"] as const) {
      const distance = Math.abs(found[name] - expected[name]) / shareError(expected[name], cases[name]);
      assert.ok(distance < toleratedDeviations(6), `${name}: ${found[name]}, expected ${expected[name]}`);
    }
  });
