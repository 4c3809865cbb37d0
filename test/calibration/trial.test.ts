import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { openArtifacts } from "../../harness/artifacts/index.ts";
import { changedTask, openTrial } from "../../harness/calibration/index.ts";
import { randomStream } from "../../harness/random/index.ts";
import { type Rule, rules, selectionOf } from "../../harness/selection/index.ts";
import { discoverTasks, type Regime, regimes, type Task, tierOf } from "../../harness/task/index.ts";

const folder = mkdtempSync(path.join(tmpdir(), "collapse-bench-trial-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const tasks = await discoverTasks(path.resolve(import.meta.dirname, "../.."));
const mixture = tasks.find(({ name }) => name === "gaussian-mixture")!;
const seed = 0;

function trialIn(name: string, task: Task = mixture) {
  return openTrial({
    task,
    tier: "smoke",
    seed,
    random: randomStream(task.name, seed),
    streams: [task.name, "test", seed],
    artifacts: openArtifacts(path.join(folder, name)),
    device: "cpu",
  });
}

/** A rule that counts its rounds, and stops the whole process of selection in one of them. */
function counting(stopsIn?: number): { readonly rule: Rule; readonly seen: number[] } {
  const seen: number[] = [];
  const select: Rule["select"] = async (input) => {
    seen.push(seen.length + 1);
    if (seen.length === stopsIn) throw new Error("stopped");
    return rules.random.select(input);
  };
  return { rule: { select }, seen };
}

for (const regime of regimes)
  test(`a rule that was stopped under ${regime} goes on after the last round, and ends as if it had not been`, async () => {
    const whole = await trialIn(`whole ${regime}`).play({ name: "one", rule: counting().rule, regime });
    const trial = trialIn(`stopped ${regime}`);
    const first = counting(3);
    await assert.rejects(trial.play({ name: "one", rule: first.rule, regime }), /stopped/);
    const second = counting();
    assert.deepEqual(await trial.play({ name: "one", rule: second.rule, regime }), whole);
    assert.deepEqual(second.seen, [1], "of three rounds one was left");
    const third = counting();
    assert.deepEqual(await trial.play({ name: "one", rule: third.rule, regime }), whole);
    assert.deepEqual(third.seen, [], "all of it was kept");
  });

test("under a fixed budget students learn from as many examples as was kept, old and new", async () => {
  const trial = trialIn("subsample");
  const play = (regime: Regime) => trial.play({ name: "random", rule: rules.random, regime });
  const [fixed, all, replaced] = [
    await play("accumulate-subsample"),
    await play("accumulate"),
    await play("replace"),
  ];
  assert.equal(fixed.rounds.length, all.rounds.length);
  const metrics = [fixed, all, replaced].map(({ rounds }) => JSON.stringify(rounds[0]!.metrics));
  assert.equal(new Set(metrics).size, 3, "the first student's training set is another one in each regime");
});

test("a rule has a stream of its own where it is given one, and else the trial's", async () => {
  const trial = trialIn("streams");
  const play = (name: string, root?: string) =>
    trial.play({
      name,
      rule: rules.random,
      regime: "replace",
      ...(root === undefined ? {} : { random: ({ round }) => randomStream(root, round) }),
    });
  assert.deepEqual(await play("a"), await play("b"));
  assert.deepEqual(await play("c", "one"), await play("d", "one"));
  assert.notDeepEqual(await play("c", "one"), await play("a"));
});

test("corrected students learn the truth of what was selected, and p, φ and ψ stay those of the pool", async () => {
  const trial = trialIn("corrected");
  const everything: Rule = { truth: true, everything: true, select: rules["keep all"].select };
  for (const regime of ["replace", "accumulate"] as const) {
    const plain = await trial.play({ name: "keep all", rule: rules["keep all"], regime });
    const corrected = await trial.play({
      name: "keep all",
      rule: rules["keep all"],
      regime,
      corrected: true,
    });
    const clean = await trial.play({ name: "everything, clean", rule: everything, regime });
    assert.deepEqual(
      corrected.rounds.map(({ metrics }) => metrics),
      clean.rounds.map(({ metrics }) => metrics),
    );
    assert.notDeepEqual(corrected.rounds[0]!.metrics, plain.rounds[0]!.metrics);
    assert.equal(corrected.rounds[0]!.p, plain.rounds[0]!.p);
    assert.ok(corrected.rounds[0]!.p! > 0);
  }
});

test("a rule that breaks a rule of selection keeps the rounds before it, and says what it broke", async () => {
  let round = 0;
  const nothing = selectionOf({ items: new Uint32Array(), candidates: new Uint32Array() });
  const select: Rule["select"] = async (input) => (++round === 2 ? nothing : rules.random.select(input));
  const played = await trialIn("broken").play({ name: "gives up", rule: { select }, regime: "replace" });
  assert.equal(played.rounds.length, 1);
  assert.match(played.failure!, /selected nothing/);
});

test("a changed task has the numbers it was told, checked, and is kept apart from the task", async () => {
  const changed = changedTask(mixture, "smoke", {
    rounds: 1,
    keep: 50,
    decoding: { temperature: 0 },
    set: { dimension: 7, "verifiers.weak.piOver": 6 },
  });
  const tier = tierOf(changed, "smoke").frozen;
  assert.equal(tier.rounds, 1);
  assert.equal(tier.budget.keep, 50);
  assert.equal(tier.generation["temperature"]!.default, 0);
  assert.equal((tier.setting as { dimension: number }).dimension, 7);
  assert.equal(tierOf(mixture, "smoke").frozen.budget.keep, 500);
  const play = { name: "random", rule: rules.random, regime: "replace" } as const;
  const [own, other] = [await trialIn("apart").play(play), await trialIn("apart", changed).play(play)];
  assert.equal(other.rounds.length, 1);
  assert.equal(other.rounds[0]!.selected.candidates, 50);
  assert.equal(own.rounds[0]!.selected.candidates, 500);
  for (const changes of [
    { set: { dimension: 1 } },
    { set: { "student.colour": "red" } },
    { decoding: { temperature: 2 } },
    { decoding: { beam: 1 } },
  ])
    assert.throws(() => changedTask(mixture, "smoke", changes), { code: "number-change", blame: "usage" });
});
