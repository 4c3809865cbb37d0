import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { execaNode } from "execa";
import { type ArtifactStore, openArtifacts } from "../../harness/artifacts/index.ts";
import { changedTask, openTrial } from "../../harness/calibration/index.ts";
import { openWorkspace } from "../../harness/commands/workspace.ts";
import { runCell } from "../../harness/loop/index.ts";
import { type Costs, estimateCells, findCell, listCells, sumCosts } from "../../harness/plan/index.ts";
import { randomStream } from "../../harness/random/index.ts";
import { ruleSelector, rules } from "../../harness/selection/index.ts";
import { discoverSubmissions } from "../../harness/submission/index.ts";
import {
  discoverTasks,
  discoverVariants,
  type Labels,
  type Task,
  type TierName,
  taskHash,
  tasksAtShare,
  taskWithLabels,
  tierOf,
} from "../../harness/task/index.ts";
import type { LanguageSetting } from "../../tasks/news/lm/settings.ts";
import { failsWith } from "../inbound/folder.ts";

const root = path.join(import.meta.dirname, "..", "..");
const folder = mkdtempSync(path.join(os.tmpdir(), "collapse-bench-share-"));
after(() => rmSync(folder, { recursive: true }));

const tasks = await discoverTasks(root);
const { submissions } = discoverSubmissions(root, tasks);
const mixture = tasks.find(({ name }) => name === "gaussian-mixture")!;
const tier = "smoke";
const { keep } = tierOf(mixture, tier).frozen.budget;

/** The mixture, of which a fifth of its own share may be kept, or half. */
const shared: Task = {
  ...mixture,
  file: {
    ...mixture.file,
    tiers: {
      ...mixture.file.tiers,
      smoke: {
        ...mixture.file.tiers.smoke!,
        shares: {
          "10": { keep: keep / 2, cellSeconds: 7 },
          "4.5": { keep: keep / 5, cellSeconds: 3 },
        },
      },
    },
  },
};
const at = (share: string, task = shared) => tasksAtShare([mixture, task], share)[0]!;

/** A store that counts what is computed for it. */
function counted(name: string) {
  const store = openArtifacts(path.join(folder, name));
  const computed: unknown[] = [];
  const counting: ArtifactStore = {
    ...store,
    bundle: (key, compute) =>
      store.bundle(key, () => {
        computed.push(key);
        return compute();
      }),
  };
  return { store: counting, computed };
}

async function played(task: Task, artifacts: ArtifactStore) {
  const cell = findCell([task], submissions, `gaussian-mixture/${tier}/random/0`);
  const { repeatable, finish } = await runCell(cell, {
    artifacts,
    device: "cpu",
    selector: ruleSelector(rules.random),
    workFolder: path.join(folder, "work"),
    progress: () => {},
  });
  await finish();
  return repeatable;
}

test("cells of other shares are other cells, and make nothing again that is made before anything is kept", async () => {
  const { store, computed } = counted("cells");
  const own = await played(shared, store);
  assert.ok(computed.length > 0);
  computed.length = 0;
  const others = [await played(at("4.5"), store), await played(at("10"), store)];
  assert.deepEqual(computed, []);
  const all = [own, ...others];
  assert.deepEqual(
    all.map(({ regimes }) => regimes.replace![0]!.selected.candidates),
    [keep, keep / 5, keep / 2],
  );
  assert.equal(new Set(all.map(({ task }) => task.hash)).size, 3);
  const firstPools = all.map(({ regimes }) => regimes.replace![0]!.pool);
  for (const other of others) assert.deepEqual(other.generator, own.generator);
  for (const pool of firstPools) assert.deepEqual(pool, firstPools[0]);
  assert.equal(new Set(all.map(({ regimes }) => JSON.stringify(regimes.replace![0]!.metrics))).size, 3);

  const alone = await played(at("4.5"), counted("alone").store);
  assert.deepEqual(alone, others[0], "whoever is first makes the same");
});

test("a tier's own hash does not know of its shares", () => {
  assert.equal(taskHash(shared, tier), taskHash(mixture, tier));
});

test("rules are tried at each share for itself, and changed numbers take no work of others", async () => {
  const { store, computed } = counted("rules");
  const trialOf = (task: Task) =>
    openTrial({
      task,
      tier,
      seed: 0,
      random: randomStream(task.name, 0),
      streams: [task.name, tier, 0],
      artifacts: store,
      device: "cpu",
    });
  const keptBy = async (task: Task) => {
    await using trial = trialOf(task);
    const { rounds } = await trial.play({ name: "random", rule: rules.random, regime: "replace" });
    return rounds[0]!.selected.candidates;
  };
  assert.deepEqual(
    [await keptBy(shared), await keptBy(at("4.5")), await keptBy(at("10"))],
    [keep, keep / 5, keep / 2],
  );
  const isGenerator = (key: unknown) => JSON.stringify(key).includes('"what":"generator"');
  assert.equal(computed.filter(isGenerator).length, 1);
  const changed = changedTask(at("10"), tier, { rounds: 1, keep: keep / 10 });
  assert.equal(await keptBy(changed), keep / 10);
  assert.equal(computed.filter(isGenerator).length, 2, "fewer rounds are other data");
});

test("with labels a share's work is that of the task without either", () => {
  const labels = { hash: "0", outputs: 3 } as unknown as Labels;
  const both = taskWithLabels(at("10"), labels);
  assert.equal(both.worksAs, shared);
  assert.deepEqual(tierOf(both, tier).frozen.budget.feedback.human, 3);
  assert.equal(tierOf(both, tier).frozen.budget.keep, keep / 2);
});

test("a share has its own costs, and only tiers that name it are left", () => {
  const few = at("4.5");
  assert.deepEqual(Object.keys(few.file.tiers), [tier]);
  const cells = listCells([few], submissions, { tier, submissions: ["random"], seeds: [0] });
  assert.equal(sumCosts(estimateCells(cells, [])).cpuSeconds, 3);
});

test("a share that no task names is refused with those that there are", () => {
  assert.throws(
    () => tasksAtShare([mixture, shared], "25"),
    (error) => {
      failsWith("share-unknown", /--share 25/)(error);
      assert.equal((error as { expected: string }).expected, "4.5, 10 of gaussian-mixture");
      return true;
    },
  );
  assert.throws(() => tasksAtShare([mixture], "25"), failsWith("share-unknown"));
});

test("results of shares lie apart, those of a corpus or a model first", async () => {
  const options = { root, results: path.join(folder, "results"), cache: path.join(folder, "cache") };
  const { results, share, variants } = await openWorkspace({ ...options, share: "12.5", season: 0 });
  assert.equal(results, path.join(options.results, "shares", "12.5"));
  assert.equal(share, "12.5");
  assert.deepEqual(
    variants.map(({ name }) => name),
    ["news@lm"],
  );
  await assert.rejects(openWorkspace({ ...options, share: "../12.5" }), failsWith("share-unknown"));
});

test("shares of news@lm are of its real pairs and a round's articles together; G0 has learnt from the least of them", async () => {
  const [task] = (await discoverVariants(root)).filter(({ name }) => name === "news@lm");
  const quarter: Partial<Record<TierName, number>> = { gpu: 25, paper: 25 };
  for (const name of ["smoke", "gpu", "paper"] as const) {
    const { frozen, shares } = tierOf(task!, name);
    const { corpus } = frozen.setting as LanguageSetting;
    const size = corpus.real + corpus.pool;
    const kept = Object.entries(shares).map(([share, { keep }]) => [Number(share), (100 * keep) / size]);
    assert.deepEqual(
      kept.map(([, percent]) => percent),
      kept.map(([share]) => share),
      name,
    );
    assert.deepEqual(Object.keys(shares).sort(), ["12.5", "50"]);
    if (quarter[name] === undefined) continue;
    assert.equal((100 * frozen.budget.keep) / size, quarter[name], name);
    assert.equal((100 * corpus.real) / size, 12.5, name);
  }
});

test("plan says what the same cells cost at the other shares, the smallest first, and at a share its own cost", async () => {
  const program = path.join(root, "harness", "cli.ts");
  const choice = ["--task", "news@lm", "--tier", "gpu", "--submission", "clean", "--seeds", "0..1"];
  const how = ["--results", path.join(folder, "planned"), "--cache", folder, "--no-probe", "--json"];
  const planned = async (...further: readonly string[]) => {
    const { stdout } = await execaNode(program, ["plan", ...choice, ...how, ...further]);
    const { open, shares } = JSON.parse(stdout) as { open: Costs; shares: readonly object[] };
    return { gpuSeconds: open.gpuSeconds, shares };
  };
  const [task] = (await discoverVariants(root)).filter(({ name }) => name === "news@lm");
  const { shares } = tierOf(task!, "gpu");
  const told = ["12.5", "50"].map((share) => {
    const longestSeconds = shares[share]!.cellSeconds;
    const costs = { cpuSeconds: 0, gpuSeconds: 2 * longestSeconds, longestSeconds, diskMiB: null };
    return { share, tasks: "news@lm", cells: 2, ...costs };
  });
  const gpuSeconds = 2 * tierOf(task!, "gpu").shown.cost.cellSeconds;
  assert.deepEqual(await planned(), { gpuSeconds, shares: told });
  assert.deepEqual(await planned("--share", "50"), { gpuSeconds: told[1]!.gpuSeconds, shares: [] });
});
