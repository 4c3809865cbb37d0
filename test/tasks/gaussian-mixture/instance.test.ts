import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeBundle, encodeBundle } from "../../../harness/artifacts/index.ts";
import type { Pool } from "../../../harness/task/index.ts";
import { everyItem, first, open, sampled, select, taskFile } from "./open.ts";

const someItems = [0, 1, 2, 3, 20, 300, 1999];

function wire(pool: Pool): string {
  return JSON.stringify(someItems.map((item) => pool.item(item)));
}

test("the same seed gives the same generator, inputs, labels and metrics", async () => {
  const [one, two] = await Promise.all([open(4), open(4)]);
  const [g1, g2] = [await one.generator(), await two.generator()];
  assert.deepEqual(await g1.evaluate(), await g2.evaluate());
  assert.equal(wire(await g1.propose(first, sampled)), wire(await g2.propose(first, sampled)));
});

test("a restored pool is the pool that was saved, truth included", async () => {
  const pool = await (await (await open(3)).generator()).propose(first, sampled);
  const restored = await (await open(3)).restorePool(decodeBundle(encodeBundle(pool.save())), first);
  assert.equal(wire(restored), wire(pool));
  const flags = (of: Pool) => everyItem(of).map((item) => of.isCorrect(item, 0));
  assert.deepEqual(flags(restored), flags(pool));
});

test("the further metrics the task shows are measured", async () => {
  const metrics = await (await (await open(4)).generator()).evaluate();
  for (const name of Object.keys(taskFile.shown.metrics)) assert.ok(name in metrics, name);
});

test("another seed gives other inputs", async () => {
  const pools = await Promise.all([4, 5].map(async (seed) => (await open(seed)).truth(first)));
  assert.notEqual(wire(pools[0]!), wire(pools[1]!));
});

test("a round's inputs depend on the round, not on the generator or the regime", async () => {
  const instance = await open(0);
  const generator = await instance.generator();
  const pool = await generator.propose(first, sampled);
  const { student } = await instance.train({
    ...first,
    sources: [{ pool, selection: select([1, 2, 3]) }],
  });
  const inputs = async (propose: Promise<Pool>) => {
    const found = await propose;
    return JSON.stringify(someItems.map((item) => found.item(item).input));
  };
  const expected = await inputs(generator.propose({ round: 2, regime: "replace" }, sampled));
  assert.equal(await inputs(student.propose({ round: 2, regime: "accumulate" }, sampled)), expected);
  assert.equal(await inputs(instance.truth({ round: 2, regime: "replace" })), expected);
  assert.notEqual(await inputs(generator.propose(first, sampled)), expected);
});

test("inputs on the wire have the decimals that task.yaml says", async () => {
  const { decimals } = taskFile.tiers.smoke!.frozen.setting;
  const pool = await (await open(1)).truth(first);
  const input = pool.item(7).input as number[];
  assert.equal(input.length, taskFile.tiers.smoke!.frozen.setting.dimension);
  assert.deepEqual(
    input,
    input.map((value) => Number(value.toFixed(decimals))),
  );
});

test("correctness flags say whether the proposed label is the drawn one", async () => {
  const instance = await open(2);
  const truth = await instance.truth(first);
  const pool = await (await instance.generator()).propose(first, sampled);
  assert.ok(everyItem(truth).every((item) => truth.isCorrect(item, 0)));
  const labelOf = (source: Pool, item: number) => source.item(item).candidates[0]!.output;
  for (const item of everyItem(pool))
    assert.equal(pool.isCorrect(item, 0), labelOf(pool, item) === labelOf(truth, item));
});

test("the oracle scores 1 for right and 0 for wrong, in the order asked", async () => {
  const instance = await open(2);
  const pool = await (await instance.generator()).propose(first, sampled);
  const items = [9, 3, 500, 1];
  const scores = await instance.verifiers.oracle!(pool, select(items));
  assert.deepEqual(
    [...scores],
    items.map((item) => Number(pool.isCorrect(item, 0))),
  );
});

test("log-probabilities are calibrated: labels given probability q are right about q of the time", async () => {
  const pool = await (await (await open(0, "standard")).generator()).propose(first, sampled);
  const bins = new Map<number, { count: number; right: number; expected: number }>();
  for (const item of everyItem(pool)) {
    const probability = Math.exp(pool.item(item).candidates[0]!.logprob);
    const bin = bins.get(Math.floor(probability * 5)) ?? { count: 0, right: 0, expected: 0 };
    bins.set(Math.floor(probability * 5), bin);
    bin.count++;
    // Truth and label are independent given x, so a label of probability q is right with chance q.
    bin.expected += probability;
    bin.right += Number(pool.isCorrect(item, 0));
  }
  assert.equal(bins.size, 5);
  for (const { count, right, expected } of bins.values()) {
    const tolerance = 4 * Math.sqrt(count / 4) + 0.03 * count;
    assert.ok(Math.abs(right - expected) < tolerance, `${right} right of ${count}, expected ${expected}`);
  }
});

test("weak and strong verifiers find right labels more likely, the strong one more clearly", async () => {
  const instance = await open(0, "standard");
  const pool = await (await instance.generator()).propose(first, sampled);
  const items = everyItem(pool);
  const likelihood = async (name: "weak" | "strong") => {
    const scores = await instance.verifiers[name]!(pool, select(items));
    assert.ok(scores.every((score) => score <= 0));
    return items.reduce((sum, item) => sum + (pool.isCorrect(item, 0) ? scores[item]! : -scores[item]!), 0);
  };
  const [weak, strong] = [await likelihood("weak"), await likelihood("strong")];
  const chance = items.reduce((sum, item) => sum + (pool.isCorrect(item, 0) ? 1 : -1), 0) * Math.log(0.5);
  assert.ok(weak > chance && strong > chance);
});

test("at temperature 0 labels are the sign of the margin, so none has a probability below one half", async () => {
  const pool = await (await (await open(3)).generator()).propose(first, { temperature: 0 });
  for (const item of everyItem(pool))
    assert.ok(pool.item(item).candidates[0]!.logprob >= Math.log(0.5) - 1e-12);
});

test("a generator that is not given a temperature says so", async () => {
  const generator = await (await open(3)).generator();
  await assert.rejects(generator.propose(first, {}), { code: "decoding-missing", blame: "harness" });
});

test("a restored generator proposes and scores the same, also after safetensors", async () => {
  const instance = await open(6);
  const generator = await instance.generator();
  const restored = await (await open(6)).restore(decodeBundle(encodeBundle(generator.save())));
  assert.deepEqual(await restored.evaluate(), await generator.evaluate());
  assert.equal(wire(await restored.propose(first, sampled)), wire(await generator.propose(first, sampled)));
});

test("accumulate trains on the real data as well, replace does not", async () => {
  const instance = await open(7);
  const generator = await instance.generator();
  const pool = await generator.propose(first, sampled);
  const sources = [{ pool, selection: select([]) }];
  const accumulated = await instance.train({ round: 1, regime: "accumulate", sources });
  const replaced = await instance.train({ round: 1, regime: "replace", sources });
  assert.deepEqual(accumulated.student.save(), generator.save());
  assert.ok(replaced.student.save().arrays["weights"]!.data.every((weight) => weight === 0));
});

test("a student of nothing is a guess, and all its numbers are finite", async () => {
  const instance = await open(7);
  const pool = await (await instance.generator()).propose(first, sampled);
  const { student, loss } = await instance.train({ ...first, sources: [{ pool, selection: select([]) }] });
  const { accuracy, angle } = await student.evaluate();
  assert.ok(Math.abs(accuracy! - 0.5) < 0.05);
  assert.equal(angle, Math.PI / 2);
  assert.ok(Number.isFinite(loss));
  const guesses = await student.propose({ round: 2, regime: "replace" }, sampled);
  assert.equal(guesses.item(0).candidates[0]!.logprob, Math.log(0.5));
});

const students = [
  { kind: "least-squares", ridge: 0.001 },
  { kind: "logistic", ridge: 0.001, maxSteps: 50, tolerance: 1e-9 },
] as const;

for (const student of students)
  test(`${student.kind}: a weight of 3 is the same as three times the example`, async () => {
    const instance = await open(8, "smoke", student);
    const pool = await (await instance.generator()).propose(first, sampled);
    const items = everyItem(pool).slice(0, 200);
    const train = async (sources: { pool: Pool; selection: ReturnType<typeof select> }[]) => {
      const { student } = await instance.train({ ...first, sources });
      return [...(student.save().arrays["weights"]!.data as Float64Array)];
    };
    const heavy = await train([
      {
        pool,
        selection: select(
          items,
          items.map((item) => (item < 50 ? 3 : 1)),
        ),
      },
    ]);
    const extra = { pool, selection: select(items.slice(0, 50)) };
    const repeated = await train([{ pool, selection: select(items) }, extra, extra]);
    const plain = await train([{ pool, selection: select(items) }]);
    heavy.forEach((weight, index) => {
      assert.ok(Math.abs(weight - repeated[index]!) < 1e-9);
    });
    assert.ok(heavy.some((weight, index) => Math.abs(weight - plain[index]!) > 1e-3));
  });
