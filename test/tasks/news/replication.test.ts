import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { compile, type TopLevelSpec } from "vega-lite";
import { type ArtifactStore, openArtifacts } from "../../../harness/artifacts/index.ts";
import { randomStream } from "../../../harness/random/index.ts";
import type { ReplicationResult } from "../../../harness/study/index.ts";
import { findingsOf } from "../../../tasks/news/replication/findings.ts";
import { lessonPlan } from "../../../tasks/news/replication/plan.ts";
import { replicate } from "../../../tasks/news/replication/replicate.ts";
import type { MeasuredLesson } from "../../../tasks/news/replication/series.ts";
import { replicationContext } from "../../study/context.ts";
import { taskFile, tiny } from "./open.ts";

const folder = await mkdtemp(path.join(tmpdir(), "collapse-bench-news-"));
after(() => rm(folder, { recursive: true }));
// Some of what a hardly trained model writes is right here, so that there is a p⋆.
const training = { ...tiny.training, epochs: 16, mostSteps: 40 };
const setting = {
  setting: { ...tiny, training, rightAbove: 0.1 },
  seeds: 3,
  rates: [0.2, 0.5, 1],
  margins: { rouge1: 0.005 },
};
const quick = { ...setting, rates: [0.5, 1] };

/** A store that counts what it had to compute. */
function counting(): { store: ArtifactStore; computed: () => number } {
  const inner = openArtifacts(folder);
  let count = 0;
  const counted = <Made>(compute: () => Made) => {
    count++;
    return compute();
  };
  const bundle: ArtifactStore["bundle"] = (key, compute) => inner.bundle(key, () => counted(compute));
  const bundleIfFree: ArtifactStore["bundleIfFree"] = (key, compute) =>
    inner.bundleIfFree(key, () => counted(compute));
  return { store: { ...inner, bundle, bundleIfFree }, computed: () => count };
}

async function run(
  store: ArtifactStore,
  seeds = [0, 1, 2],
): Promise<{ result: ReplicationResult; steps: [number, number][] }> {
  const steps: [number, number][] = [];
  const random = randomStream("test", "news replication");
  const progress = (done: number, total: number) => void steps.push([done, total]);
  const context = { setting: quick, random, artifacts: store, progress };
  const result = await replicate(replicationContext(context, seeds));
  return { result, steps };
}

test("the figure's models are trained once: a second replication computes nothing and finds the same", async () => {
  const one = counting();
  const first = await run(one.store);
  assert.ok(one.computed() > lessonPlan(quick.rates).length * quick.seeds);
  const two = counting();
  const second = await run(two.store);
  assert.equal(two.computed(), 0);
  assert.deepEqual(second.result, first.result);
});

test("progress counts every training, and every figure is a chart with rows", async () => {
  const { result, steps } = await run(openArtifacts(folder));
  const total = lessonPlan(quick.rates).length * quick.seeds;
  assert.deepEqual(
    steps,
    Array.from({ length: total }, (_, done) => [done, total]),
  );
  assert.deepEqual(
    result.figures.map(({ name }) => name),
    ["selection", "p-star"],
  );
  for (const { spec, rows } of result.figures) {
    assert.ok(rows.length > 0);
    assert.ok(compile({ ...spec, data: { values: [...rows] } } as TopLevelSpec).spec);
  }
  const numbers = result.figures.flatMap(({ rows }) => rows.flatMap((row) => [row["low"], row["high"]]));
  assert.ok(numbers.every((value) => Number.isFinite(value)));
});

test("of one repetition there are means without intervals, and no verdict", async () => {
  const { result } = await run(openArtifacts(folder), [1]);
  assert.match(result.figures[0]!.caption, /One repetition\./);
  for (const { low, high } of result.figures.flatMap(({ rows }) => rows))
    assert.deepEqual([low, high], [null, null]);
  for (const { measured, verdict } of result.findings) {
    assert.equal(verdict, "undetermined");
    assert.doesNotMatch(measured, /Infinity|∞|NaN|undefined/);
  }
});

test("task.yaml's plan has the paper's rates, and everything kept is one training", () => {
  const { rates } = taskFile.replication;
  assert.deepEqual(
    rates.filter((rate) => rate < 1),
    [0.125, 0.25, 0.5],
  );
  const plan = lessonPlan(rates);
  assert.equal(plan.filter((lesson) => lesson.kind === "selected" && lesson.rate === 1).length, 1);
});

/** Repetitions in which a model scores `base`, a little more in each. */
function outcomes(base: number, pStar: number | null = null): MeasuredLesson["outcomes"] {
  return [0, 0.001, 0.002].map((more) => ({ rouge1: base + more, pStar }));
}

function measuredWith(score: (selector: string, rate: number) => number): MeasuredLesson[] {
  return lessonPlan(setting.rates).map((lesson) => {
    if (lesson.kind === "generator") return { lesson, outcomes: outcomes(0.4) };
    if (lesson.kind === "human") return { lesson, outcomes: outcomes(0.45) };
    return { lesson, outcomes: outcomes(score(lesson.selector, lesson.rate), 1 - lesson.rate / 2) };
  });
}

const verdictsOf = (measured: readonly MeasuredLesson[]) =>
  findingsOf(measured, setting).map(({ verdict }) => verdict);

test("findings agree when measurements fall as in the paper, and differ when they do not", () => {
  const asInPaper = measuredWith((selector, rate) => {
    if (selector === "oracle") return 0.5 - rate / 20;
    if (selector === "self") return 0.42;
    return 0.32 + rate * 0.08;
  });
  assert.deepEqual(new Set(verdictsOf(asInPaper)), new Set(["agrees"]));
  const otherwise = measuredWith((selector, rate) => (selector === "stranger" ? 0.6 : 0.4 + rate / 10));
  const differing = verdictsOf(otherwise).filter((verdict) => verdict === "differs");
  assert.ok(differing.length >= 5, verdictsOf(otherwise).join());
  for (const { measured } of findingsOf(asInPaper, setting)) assert.doesNotMatch(measured, /NaN|undefined/);
});

test("repetitions that are far apart decide nothing: no verdict says that two are alike because they were not told apart", () => {
  const wide = measuredWith(() => 0.4).map(({ lesson }) => ({
    lesson,
    outcomes: [0.2, 0.4, 0.6].map((rouge1, seed) => ({
      rouge1: lesson.kind === "generator" ? rouge1 : [0.6, 0.4, 0.2][seed]!,
      pStar: lesson.kind === "selected" ? rouge1 : null,
    })),
  }));
  assert.deepEqual(verdictsOf(wide)[0], "undetermined");
  assert.deepEqual(verdictsOf(wide)[1], "undetermined");
  assert.deepEqual(verdictsOf(wide)[2], "undetermined");
});
