import assert from "node:assert/strict";
import { after, test } from "node:test";
import { decodeBundle, encodeBundle, noArtifacts } from "../../harness/artifacts/index.ts";
import { playRegime } from "../../harness/loop/index.ts";
import { ruleSelector, rules } from "../../harness/selection/index.ts";
import {
  plainWriting,
  readerOf,
  restoredWriting,
  SequencePool,
  type Writing,
} from "../../harness/sequence/index.ts";
import type { Pool, Proposer } from "../../harness/task/index.ts";
import { everyPair, select } from "../task/pairs.ts";
import { digitCodec, drawn, first, openToy, ownCodec, toyTask } from "./toy.ts";

const task = toyTask(0);
const instance = await openToy(task);
after(() => instance[Symbol.asyncDispose]());
const pairs = task.data.inputs(1);

/** One output an input: right, empty, too long, and others. */
const outputs = pairs.map(({ output }, item) => [output, "", "98765", "0"][item % 4]!);
const said = {
  logprobs: Float64Array.from(pairs, (_, item) => -1 - item),
  tokens: Int32Array.from(outputs, ({ length }) => length),
};
const plain = new SequencePool(task, pairs, plainWriting(outputs, said));
const everything = select(everyPair(plain));

function written(writing: Writing<string>): SequencePool<string, string> {
  return new SequencePool(task, pairs, writing);
}

/** What a model of this codec wrote, given one target for each input. */
function spelt(codec: typeof ownCodec, targets: readonly ArrayLike<number>[]): SequencePool<string, string> {
  return written(
    readerOf(codec, 0).spelt(pairs, {
      sources: pairs.length,
      perSource: 1,
      length: 4,
      symbols: Int32Array.from(targets.flatMap((target) => [...Array.from(target)])),
      lengths: said.tokens,
      logProbabilities: said.logprobs,
    }),
  );
}

async function learnt(pool: Pool) {
  const { student } = await instance.train({ ...first, sources: [{ pool, selection: everything }] });
  return student.save().arrays["embedding"]!.data;
}

function wire(pool: Pool): unknown {
  return Array.from({ length: pool.items }, (_, item) => pool.item(item));
}

const encoded = pairs.map(({ input }, item) => ownCodec.read(input).encode(outputs[item]!));

test("outputs without symbols are shown, judged, trained on and scored, as if they had been spelt", async () => {
  assert.deepEqual(plain.item(1), {
    input: { digits: [...pairs[1]!.input].map(Number) },
    candidates: [{ output: "", logprob: -2, tokens: 0 }],
  });
  assert.ok(plain.isCorrect(0, 0) && !plain.isCorrect(1, 0));
  const twin = spelt(ownCodec, encoded);
  assert.deepEqual(await learnt(plain), await learnt(twin));
  const { weak } = instance.verifiers;
  const scores = await weak!(plain, everything);
  assert.ok(scores.every(Number.isFinite));
  assert.deepEqual(scores, await weak!(twin, everything));
});

test("outputs without symbols come back from what they saved, which has no symbols either", async () => {
  const bundle = decodeBundle(encodeBundle(plain.save()));
  assert.deepEqual(Object.keys(bundle.arrays).sort(), ["logprobs", "tokens"]);
  const restored = await instance.restorePool(bundle, first);
  assert.deepEqual(wire(restored), wire(plain));
  assert.deepEqual(await learnt(restored), await learnt(plain));
});

test("what a model of the same codec wrote is trained on to the symbol, though its outputs are encoded in others", async () => {
  // Without an end, and with padding inside: both are read as 012, which is encoded as 3 4 5 2.
  const own = spelt(
    ownCodec,
    pairs.map((_, item) => (item % 2 === 0 ? [3, 0, 4, 5] : [3, 4, 5, 1])),
  );
  assert.ok(everyPair(own).every(([item]) => own.outputOf(item, 0) === "012"));
  const { targets } = instance.reader.selected(
    own,
    select([
      [1, 0],
      [0, 0],
    ]),
  );
  assert.deepEqual([...targets], [3, 4, 5, 1, 3, 0, 4, 5]);
  const again = written(
    plainWriting(
      pairs.map(() => "012"),
      said,
    ),
  );
  assert.notDeepEqual(await learnt(own), await learnt(again));
  const restored = await instance.restorePool(decodeBundle(encodeBundle(own.save())), first);
  assert.deepEqual(await learnt(restored), await learnt(own));
});

test("a foreign codec's spelling is not taken: its outputs are encoded", async () => {
  const codec = digitCodec("digits, shifted", 4);
  const foreign = spelt(
    codec,
    pairs.map(({ input }, item) => codec.read(input).encode(outputs[item]!.slice(0, 3))),
  );
  assert.equal(foreign.outputOf(2, 0), "987");
  assert.notDeepEqual(
    [...foreign.writing.spelling!.symbols],
    encoded.flatMap((target) => [...target]),
  );
  const { targets } = instance.reader.selected(foreign, everything);
  assert.deepEqual(
    [...targets],
    encoded.flatMap((target) => [...target]),
  );
  assert.deepEqual(await learnt(foreign), await learnt(plain));
  const { strong } = instance.verifiers;
  assert.deepEqual(await strong!(foreign, everything), await strong!(plain, everything));
});

test("a stored pool in a foreign codec's symbols is refused", async () => {
  const foreign = spelt(digitCodec("digits, shifted", 4), encoded);
  await assert.rejects(instance.restorePool(foreign.save(), first), { code: "foreign-spelling" });
});

test("a file of outputs is a proposer: its pool plays a round of the loop, and the student the next", async () => {
  const file: Proposer = { propose: async () => plain };
  const recursion = {
    instance,
    artifacts: noArtifacts,
    selector: ruleSelector(rules["oracle, right"]),
    streams: ["toy file"],
    rounds: 2,
    budget: { keep: 5, feedback: { oracle: 100 } },
    generation: {
      search: { default: drawn.search, values: ["sample", "beam"] },
      candidates: { default: 2, min: 1, max: 4 },
      temperature: { default: 1, min: 0.1, max: 2 },
      topP: { default: 1, min: 0.1, max: 1 },
    },
  };
  const { rounds, failure } = await playRegime(recursion, "accumulate", file);
  assert.equal(failure, undefined);
  const [one, two] = rounds.map(({ record }) => record);
  assert.deepEqual(one!.pool, { items: 12, candidates: 12 });
  assert.equal(one!.psi, 0);
  assert.deepEqual(two!.pool, { items: 12, candidates: 24 });
});

test("what a pool cost is kept with it; where nobody counted there is none", () => {
  const cost = { promptTokens: 1200, tokens: 34 };
  const counted = written(plainWriting(outputs, { ...said, cost }));
  assert.deepEqual(counted.cost, cost);
  for (const pool of [counted, plain]) {
    const bundle = decodeBundle(encodeBundle(pool.save()));
    assert.deepEqual(written(restoredWriting<string>(bundle, "none", () => () => "")).cost, pool.cost);
  }
  assert.equal(plain.cost, undefined);
});
