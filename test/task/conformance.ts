/**
 * What every task must keep, whatever it is about: run on each discovered task at its smallest tier, and on a task of
 * one's own by calling `taskConformance` from a test file (docs/guides/add-a-task.md).
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import {
  type ArtifactStore,
  decodeBundle,
  encodeBundle,
  openArtifacts,
} from "../../harness/artifacts/index.ts";
import { readGolden } from "../../harness/intake/index.ts";
import { randomStream } from "../../harness/random/index.ts";
import { candidatesOf, defaultDecoding, keepRates, selectionOf } from "../../harness/selection/index.ts";
import {
  type CandidateList,
  type DecodingChoice,
  type Pool,
  type Selection,
  type Student,
  type Task,
  type TaskInstance,
  tierOf,
} from "../../harness/task/index.ts";

const seed = 0;
const first = { round: 1, regime: "replace" } as const;

/** Declares the tests of one task. */
export function taskConformance(task: Task): void {
  const tier = tierOf(task, "smoke").frozen;
  const folder = mkdtempSync(path.join(tmpdir(), "collapse-bench-conformance-"));
  const decoding = defaultDecoding(tier.generation);
  const declared = Object.keys(tier.budget.feedback) as (keyof TaskInstance["verifiers"])[];
  // Those that the harness makes of the truth by itself.
  const made = tier.annotator === undefined ? ["noisy"] : ["noisy", "human"];
  let opened: Promise<{ instance: TaskInstance; generator: Student; pool: Pool }> | undefined;
  after(async () => {
    await (await opened)?.instance[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  async function openOnce() {
    const instance = await open(task, openArtifacts(path.join(folder, "shared")));
    const generator = await instance.generator();
    return { instance, generator, pool: await generator.propose(first, decoding) };
  }

  const one = () => {
    opened ??= openOnce();
    return opened;
  };
  const check = (what: string, work: () => Promise<void>) => test(`${task.name}: ${what}`, work);

  check("two openings give the same generator, pool, truth and metrics, byte by byte", async () => {
    const { instance, generator, pool } = await one();
    await using again = await open(task, openArtifacts(path.join(folder, "again")));
    const twin = await again.generator();
    assert.deepEqual(bytesOf(twin), bytesOf(generator));
    assert.equal(wireOf(await twin.propose(first, decoding)), wireOf(pool));
    assert.equal(wireOf(await again.truth(first)), wireOf(await instance.truth(first)));
    assert.deepEqual(await twin.evaluate(), await generator.evaluate());
  });

  check("metrics are finite, and the headline's and the shown ones are among them", async () => {
    const metrics = await (await one()).generator.evaluate();
    for (const [name, value] of Object.entries(metrics))
      assert.ok(Number.isFinite(value), `${name}: ${value}`);
    for (const name of [task.file.frozen.metric, ...Object.keys(task.file.shown.metrics)])
      assert.ok(name in metrics, `the metric ${name} is not measured`);
  });

  check(
    "a pool can be sent: candidates for every item, each with a finite log-probability and a length",
    async () => {
      const { pool } = await one();
      assert.ok(pool.items > 0);
      for (let item = 0; item < pool.items; item++) {
        const { candidates } = pool.item(item);
        assert.equal(candidates.length, pool.candidatesOf(item));
        assert.ok(candidates.length > 0, `item ${item} has no candidate`);
        for (const { logprob, tokens } of candidates)
          assert.ok(
            Number.isFinite(logprob) && logprob <= 1e-4 && tokens >= 0,
            `item ${item}: ${logprob}, ${tokens}`,
          );
      }
      assert.deepEqual(
        JSON.parse(wireOf(pool)),
        Array.from({ length: pool.items }, (_, item) => pool.item(item)),
      );
    },
  );

  check(
    "its golden messages, if it has some, are the beginning of its pool, and every judge was asked",
    async () => {
      const golden = readGolden(task);
      if (golden === undefined) return;
      const { pool } = await one();
      const outputs = { same: 0, all: 0 };
      for (const [item, { input, candidates }] of golden.items.entries()) {
        const proposed = pool.item(item);
        assert.deepEqual(input, proposed.input);
        assert.equal(candidates.length, proposed.candidates.length);
        for (const [place, { output, tokens, logprob }] of candidates.entries()) {
          const found = proposed.candidates[place]!;
          outputs.all++;
          if (!isDeepStrictEqual(output, found.output)) continue;
          outputs.same++;
          assert.equal(tokens, found.tokens);
          assert.ok(Math.abs(logprob - found.logprob) <= 0.01 * Math.max(1, Math.abs(logprob)));
        }
      }
      // Processors differ in last bits, which a training makes into more: a draw that was near an edge falls on its other side.
      assert.ok(outputs.same >= 0.75 * outputs.all, `${outputs.same} of ${outputs.all} are the same`);
      const judged = Object.keys(golden.scores);
      assert.deepEqual(judged.sort(), declared.filter((name) => !made.includes(name)).sort());
    },
  );

  check("items have one candidate, or some have several, as task.yaml says", async () => {
    const { pool } = await one();
    const most = Math.max(...Array.from({ length: pool.items }, (_, item) => pool.candidatesOf(item)));
    assert.equal(most > 1 ? "several" : "one", task.file.shown.candidates);
  });

  check("a generator and its pool come back from what they saved, also through a file's bytes", async () => {
    const { instance, generator, pool } = await one();
    const restored = await instance.restore(decodeBundle(encodeBundle(generator.save())));
    assert.deepEqual(bytesOf(restored), bytesOf(generator));
    assert.deepEqual(await restored.evaluate(), await generator.evaluate());
    const kept = await instance.restorePool(decodeBundle(encodeBundle(pool.save())), first);
    assert.equal(wireOf(kept), wireOf(pool));
    assert.deepEqual(rightOnes(kept), rightOnes(pool));
  });

  check("the truth has one candidate an item, all right, for the same inputs as the pool", async () => {
    const { instance, pool } = await one();
    const truth = await instance.truth(first);
    assert.equal(truth.items, pool.items);
    for (let item = 0; item < truth.items; item++) {
      assert.equal(truth.candidatesOf(item), 1);
      assert.ok(truth.isCorrect(item, 0), `item ${item}`);
      assert.deepEqual(truth.item(item).input, pool.item(item).input);
    }
  });

  check("every decoding choice is taken at its ends", async () => {
    const { generator } = await one();
    for (const [name, choice] of Object.entries(tier.generation))
      for (const value of endsOf(choice)) {
        const pool = await generator.propose(first, { ...decoding, [name]: value });
        assert.ok(pool.items > 0, `${name}: ${value}`);
      }
  });

  for (const name of declared.filter((verifier) => !made.includes(verifier)))
    check(
      `the verifier "${name}", which its budget names, gives finite scores and the same again`,
      async () => {
        const { instance, pool } = await one();
        const list = someCandidates(pool);
        const verify = instance.verifiers[name];
        assert.ok(verify, `budget names "${name}", and the task has none`);
        const scores = await verify(pool, list);
        assert.equal(scores.length, list.items.length);
        assert.ok(scores.every(Number.isFinite));
        assert.deepEqual(await verify(pool, list), scores);
        if (name !== "oracle") return;
        for (const [place, item] of list.items.entries())
          assert.equal(scores[place]! > 0.5, pool.isCorrect(item, list.candidates[place]!), `item ${item}`);
      },
    );

  check(
    "the truth is right for every verifier's oracle, and p, φ and ψ of keeping it are 0, 1 and none",
    async () => {
      const { instance } = await one();
      const truth = await instance.truth(first);
      const everything = selectionOf(candidatesOf(truth));
      assert.ok((await instance.verifiers.oracle!(truth, everything)).every((score) => score > 0.5));
      const { p, phi, psi } = keepRates(truth, everything);
      assert.deepEqual({ p, phi, psi }, { p: 0, phi: 1, psi: null });
    },
  );

  for (const regime of tier.regimes)
    check(
      `a student learns under "${regime}", the same from the same, and from weights that differ something else`,
      async () => {
        const { instance, pool } = await one();
        const position = { round: 1, regime };
        const selection = selectionOf(firstOnes(pool));
        const train = (changed: Selection) =>
          instance.train({ ...position, sources: [{ pool, selection: changed }] });
        const [student, twin, other] = [
          await train(selection),
          await train(selection),
          await train({ ...selection, weights: selection.weights.map((_, place) => 1 + (place % 5)) }),
        ];
        assert.ok(student.steps > 0 && Number.isFinite(student.loss));
        assert.deepEqual(bytesOf(twin.student), bytesOf(student.student));
        assert.notDeepEqual(bytesOf(other.student), bytesOf(student.student));
        if (tier.rounds < 2) return;
        const later = await student.student.propose({ round: 2, regime }, decoding);
        const sources = [
          { pool, selection },
          { pool: later, selection: selectionOf(firstOnes(later)) },
        ];
        const next = await instance.train({
          round: 2,
          regime,
          sources: regime === "replace" ? sources.slice(1) : sources,
        });
        for (const value of Object.values(await next.student.evaluate())) assert.ok(Number.isFinite(value));
      },
    );

  check("a student of drawn examples learns from the real ones that are named", async () => {
    const { instance, pool } = await one();
    assert.ok(instance.realExamples > 2);
    const sources = [{ pool, selection: selectionOf(firstOnes(pool)) }];
    const train = (...numbers: number[]) => {
      const request = { round: 1, regime: "accumulate-subsample", sources } as const;
      return instance.train({ ...request, real: Uint32Array.from(numbers) });
    };
    const [none, some] = [await train(), await train(0, instance.realExamples - 1)];
    assert.notDeepEqual(bytesOf(some.student), bytesOf(none.student));
  });

  check("a selection of one pair trains", async () => {
    const { instance, pool } = await one();
    const selection = selectionOf({ items: Uint32Array.of(pool.items - 1), candidates: Uint32Array.of(0) });
    const { student, loss } = await instance.train({ ...first, sources: [{ pool, selection }] });
    assert.ok(Number.isFinite(loss));
    for (const value of Object.values(await student.evaluate())) assert.ok(Number.isFinite(value));
  });

  check("a pool of some other task is refused", async () => {
    const { instance, pool } = await one();
    const foreign = {
      ...pool,
      items: 1,
      candidatesOf: () => 1,
      item: (item: number) => pool.item(item),
    } as Pool;
    const selection = selectionOf({ items: Uint32Array.of(0), candidates: Uint32Array.of(0) });
    await assert.rejects(instance.train({ ...first, sources: [{ pool: foreign, selection }] }), {
      code: "foreign-pool",
    });
  });

  check("what people read is there for every sample, or for none", async () => {
    const { instance, generator } = await one();
    const outputs = await generator.samples?.();
    assert.equal(outputs?.length, instance.samples?.length);
    for (const { input, reference } of instance.samples ?? []) assert.ok(input !== "" && reference !== "");
  });
}

function open(task: Task, artifacts: ArtifactStore): Promise<TaskInstance> {
  const { setting, rounds } = tierOf(task, "smoke").frozen;
  const random = randomStream(task.name, seed);
  return task.definition.open({
    setting,
    tier: "smoke",
    rounds,
    seed,
    random,
    artifacts,
    common: artifacts,
    device: "cpu",
  });
}

function bytesOf(student: Student): Uint8Array {
  return encodeBundle(student.save());
}

function wireOf(pool: Pool): string {
  return JSON.stringify(Array.from({ length: pool.items }, (_, item) => pool.item(item)));
}

function rightOnes(pool: Pool): readonly boolean[] {
  const { items, candidates } = candidatesOf(pool);
  return Array.from(items, (item, place) => pool.isCorrect(item, candidates[place]!));
}

function firstOnes(pool: Pool): CandidateList {
  const items = Uint32Array.from({ length: pool.items }, (_, item) => item);
  return { items, candidates: new Uint32Array(pool.items) };
}

/** A few hundred candidates: enough to have right and wrong ones, few enough for a model to score. */
function someCandidates(pool: Pool): CandidateList {
  const { items, candidates } = candidatesOf(pool);
  return { items: items.subarray(0, 300), candidates: candidates.subarray(0, 300) };
}

function endsOf(choice: DecodingChoice): readonly (number | string)[] {
  return "values" in choice ? choice.values : [choice.min, choice.max];
}
