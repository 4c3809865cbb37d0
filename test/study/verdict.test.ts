import assert from "node:assert/strict";
import { test } from "node:test";
import { randomStream } from "../../harness/random/index.ts";
import { estimate } from "../../harness/statistics/index.ts";
import { measuredNumbers, verdictOn, verdictOnAll, verdictOnAny } from "../../harness/study/index.ts";

const between = (low: number, high: number) => ({ low, high });

test("better needs an interval above, worse one below, and one that holds the bound settles nothing", () => {
  assert.equal(verdictOn(between(0.01, 0.3), { above: 0 }), "agrees");
  assert.equal(verdictOn(between(-0.3, -0.01), { above: 0 }), "differs");
  assert.equal(verdictOn(between(-0.3, 0.3), { above: 0 }), "undetermined");
  assert.equal(verdictOn(between(0, 0), { above: 0 }), "differs");
});

test("no better than is the opposite of better by more than the margin", () => {
  const opposite = { agrees: "differs", differs: "agrees", undetermined: "undetermined" };
  for (const interval of [between(-1, 0.01), between(0.03, 1), between(-1, 1)])
    assert.equal(verdictOn(interval, { below: 0.02 }), opposite[verdictOn(interval, { above: 0.02 })]);
  assert.equal(verdictOn(between(-1, 0.01), { below: 0.02 }), "agrees");
});

test("a match needs the whole interval within the margin: not told apart is not the same", () => {
  assert.equal(verdictOn(between(-0.01, 0.015), { within: 0.02 }), "agrees");
  assert.equal(verdictOn(between(0.001, 0.015), { within: 0.02 }), "agrees");
  assert.equal(verdictOn(between(-0.3, 0.3), { within: 0.02 }), "undetermined");
  assert.equal(verdictOn(between(0.021, 0.3), { within: 0.02 }), "differs");
  assert.equal(verdictOn(between(-0.3, -0.021), { within: 0.02 }), "differs");
});

test("an interval without an end, or without numbers, agrees with nothing that it may lie outside of", () => {
  assert.equal(verdictOn(between(0.1, Number.POSITIVE_INFINITY), { above: 0 }), "undetermined");
  assert.equal(verdictOn(between(0.1, Number.POSITIVE_INFINITY), { within: 0.05 }), "differs");
  assert.equal(verdictOn(between(Number.NaN, Number.NaN), { above: 0 }), "undetermined");
});

test("a statement with parts falls with one of them, and stands with all; one of several ways suffices", () => {
  assert.equal(verdictOnAll(["agrees", "agrees"]), "agrees");
  assert.equal(verdictOnAll(["agrees", "undetermined"]), "undetermined");
  assert.equal(verdictOnAll(["agrees", "undetermined", "differs"]), "differs");
  assert.equal(verdictOnAny(["differs", "undetermined"]), "undetermined");
  assert.equal(verdictOnAny(["differs", "agrees"]), "agrees");
  assert.equal(verdictOnAny(["differs", "differs"]), "differs");
  assert.deepEqual([verdictOnAll([]), verdictOnAny([])], ["undetermined", "undetermined"]);
});

test("of true values on the bound itself at most 2.5 % are taken for better, and as many for matching", () => {
  const random = randomStream("verdicts");
  const boards = 4000;
  const counted = { above: 0, within: 0 };
  for (let board = 0; board < boards; board++) {
    const values = Array.from({ length: 5 }, () => random.normal());
    const interval = estimate(values);
    if (verdictOn(interval, { above: 0 }) === "agrees") counted.above++;
    if (verdictOn({ low: interval.low + 4, high: interval.high + 4 }, { within: 4 }) === "agrees")
      counted.within++;
  }
  for (const count of Object.values(counted)) {
    assert.ok(count / boards < 0.025 + 3 * Math.sqrt(0.025 / boards), `${count} of ${boards}`);
    assert.ok(count > boards / 100, `${count} of ${boards}`);
  }
});

test("margins are no part of what is measured", () => {
  assert.deepEqual(measuredNumbers({ seeds: 3, margins: { accuracy: 0.02 } }), { seeds: 3 });
  assert.deepEqual(measuredNumbers({ seeds: 3 }), { seeds: 3 });
  assert.equal(measuredNumbers(undefined), undefined);
});
