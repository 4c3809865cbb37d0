import assert from "node:assert/strict";
import test from "node:test";
import { humanVerifier, openMeter, rosterOf } from "../../harness/selection/index.ts";
import type { CandidateList } from "../../harness/task/index.ts";
import { poolOf } from "../strategy/stage.ts";

const pool = poolOf(1000, 2);
const firsts = (...items: number[]): CandidateList => ({
  items: Uint32Array.from(items),
  candidates: new Uint32Array(items.length),
});

/** Somebody labelled the first candidate of items below 3; of item 1 opinions differ. */
const labels = {
  hash: "",
  outputs: 3,
  scoreOf: (input: unknown, output: unknown) => {
    const item = Number(/\d+/.exec((input as { text: string }).text)![0]);
    return output === 0 && item < 3 ? [1, 0.5, 0][item] : undefined;
  },
};

function meterWith(human: number) {
  const verifiers = { human: humanVerifier({ source: "labels", labels }, ["test"]) };
  const roster = rosterOf(pool);
  return openMeter({ pool, roster, division: "human", feedback: { human }, verifiers, noise: ["test"] });
}

test("labels answer what was labelled; anything else has no answer and costs nothing", async () => {
  const meter = meterWith(3);
  const { scores, left } = await meter.ask("human", undefined, firsts(5, 0, 1, 9));
  assert.deepEqual([...scores], [Number.NaN, 1, 0.5, Number.NaN]);
  assert.equal(left, 1);
  await meter.ask("human", undefined, firsts(...Array.from({ length: 500 }, (_, item) => item + 100)));
  assert.deepEqual(meter.spent, { human: 2 });
  await assert.rejects(meter.ask("human", undefined, firsts(0, 2)), { code: "over-feedback-budget" });
});

test("a division below human may not ask people", async () => {
  const meter = openMeter({
    ...{ pool, roster: rosterOf(pool), division: "strong", feedback: { human: 3 } },
    ...{ verifiers: {}, noise: ["test"] },
  });
  await assert.rejects(meter.ask("human", undefined, firsts(0)), { code: "verifier-above-division" });
});

test("a simulated annotator errs at its rate, for each candidate once and for all", async () => {
  const list = firsts(...Array.from({ length: 1000 }, (_, item) => item));
  const verify = humanVerifier({ source: "simulated", error: 0.2 }, ["test"]);
  const scores = await verify(pool, list);
  // Every first candidate is wrong; 1,000 draws at 0.2 scatter by 0.013.
  const errors = scores.filter((score) => score === 1).length / 1000;
  assert.ok(Math.abs(errors - 0.2) < 0.05, `${errors}`);
  assert.deepEqual(await verify(pool, list), scores);
  const honest = await humanVerifier({ source: "simulated", error: 0 }, ["test"])(pool, list);
  assert.ok(honest.every((score) => score === 0));
});
