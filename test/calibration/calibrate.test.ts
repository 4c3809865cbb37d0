import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { type ArtifactStore, openArtifacts } from "../../harness/artifacts/index.ts";
import { calibrate, changedTask } from "../../harness/calibration/index.ts";
import { randomStream } from "../../harness/random/index.ts";
import type { Demand } from "../../harness/study/index.ts";
import { type CalibrationSetting, discoverTasks, type Task } from "../../harness/task/index.ts";
import { assertDrawable } from "../tasks/figures.ts";

const folder = mkdtempSync(path.join(tmpdir(), "collapse-bench-calibrate-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const steps = 16;
const tasks = await discoverTasks(path.resolve(import.meta.dirname, "../.."));

/** A task's own calibration at tier smoke and of hardly any training: what it computes is rubbish, how it computes is the same. */
function tiny(task: Task): { readonly task: Task; readonly setting: CalibrationSetting } {
  const { gates, ...section } = task.file.calibration!;
  const own = gates && { gates: { ...gates, seeds: 2 } };
  const setting: CalibrationSetting = { ...section, ...own, tier: "smoke", seeds: 2 };
  const { vary } = setting;
  if (vary === undefined) {
    const set = gates && { set: { "training.mostSteps": steps, "base.training.steps": steps } };
    return { task: changedTask(task, "smoke", { rounds: 2, ...set }), setting };
  }
  const changes = { rounds: 2, set: { [vary.path]: steps } };
  return {
    task: changedTask(task, "smoke", changes),
    setting: { ...setting, vary: { ...vary, values: [steps, 2 * steps] } },
  };
}

async function run(task: Task, setting: CalibrationSetting, store: ArtifactStore) {
  const progress: number[] = [];
  const judged: Demand[] = [];
  let computed = 0;
  const bundle: ArtifactStore["bundle"] = (key, compute) =>
    store.bundle(key, () => {
      computed++;
      return compute();
    });
  const result = await calibrate(task, {
    setting,
    random: randomStream("test", task.name, "calibration"),
    artifacts: { ...store, bundle },
    device: "cpu",
    progress: (done) => void progress.push(done),
    judged: (demands) => void judged.push(...demands),
  });
  assert.deepEqual(judged, result.demands, "every demand is told once, in the order of the result");
  return { result, progress, computed };
}

for (const found of tasks) {
  const { task, setting } = tiny(found);
  const values = setting.vary?.values.length ?? 1;
  const { gates } = setting;
  const curves = new Set(["keep all", "clean", ...setting.collapse, setting.rescue.rule]).size;

  test(`${task.name} is calibrated: every curve of every seed, a figure, and verdicts with their numbers`, async () => {
    const store = openArtifacts(path.join(folder, task.name));
    const { result, progress, computed } = await run(task, setting, store);
    const upTo = (length: number) => Array.from({ length }, (_, place) => place);
    const gated = gates === undefined ? 0 : gates.seeds * (5 + 3 * gates.doubled.length);
    assert.deepEqual(progress, [...upTo(gated), ...upTo(setting.seeds * values * (1 + curves))]);
    assertDrawable(result.figures);
    const [figure] = result.figures;
    const named = new Set(figure!.rows.map((row) => row["rule"]));
    assert.equal(named.size, 1 + curves);
    for (const row of figure!.rows) {
      const mean = row[task.file.frozen.metric] as number;
      assert.ok((row["smallest"] as number) <= mean && mean <= (row["largest"] as number));
    }
    const { moved, spread, generator } = setting.demands;
    const judged = [moved, moved, moved, spread, generator].filter((demand) => demand !== undefined).length;
    assert.equal(
      result.demands.length,
      judged + 1 + (gates === undefined ? 0 : 3 + gates.doubled.length),
      "gates come last",
    );
    for (const { measured } of result.demands) {
      assert.match(measured, /\d\.\d/);
      assert.doesNotMatch(measured, /NaN|undefined/);
    }
    assert.ok(computed > 0);
    const again = await run(task, setting, store);
    assert.equal(again.computed, 0, "all of it was kept");
    assert.deepEqual(again.result, result);
    const stricter = { ...setting, demands: { ...setting.demands, spread: 1e-9 } };
    assert.equal((await run(task, stricter, store)).computed, 0, "another demand measures nothing again");
  });
}

test("a section that asks what cannot be measured is the task's fault, and is found before anything is trained", async () => {
  const store = openArtifacts(path.join(folder, "faulty"));
  const [eigenvalues, mixture, news] = ["eigenvalues", "gaussian-mixture", "news"].map((wanted) =>
    tiny(tasks.find(({ name }) => name === wanted)!),
  );
  const vary = eigenvalues!.setting.vary!;
  const gates = news!.setting.gates!;
  const faulty: readonly (readonly [typeof news, Partial<CalibrationSetting>, string])[] = [
    [eigenvalues, { vary: { ...vary, values: [steps, 3 * steps] } }, "calibration-vary"],
    [eigenvalues, { vary: { ...vary, path: "training.pace" } }, "number-change"],
    [eigenvalues, { collapse: ["guess"] }, "rule-unknown"],
    [eigenvalues, { rescue: { rule: "guess" } }, "rule-unknown"],
    [news, { gates: { ...gates, gap: { ...gates.gap, low: "guess" } } }, "rule-unknown"],
    [news, { gates: { ...gates, doubled: [{ path: "base.pace", name: "pace" }] } }, "number-change"],
    [mixture, { gates: { ...gates, doubled: [] } }, "base-missing"],
  ];
  for (const [found, changes, code] of faulty)
    await assert.rejects(run(found!.task, { ...found!.setting, ...changes }, store), { code });
});
