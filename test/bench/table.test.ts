import assert from "node:assert/strict";
import { test } from "node:test";
import { execa } from "execa";
import { trainingFlop } from "../../harness/bench/engine-models.ts";
import { interleave } from "../../harness/bench/interleave.ts";
import { tableOf } from "../../harness/bench/table.ts";
import { TINY } from "../models/tiny.ts";

test("a table has one line a case and says where there is no peer", () => {
  const cases = [
    { name: "greedy", unit: "sources/s", value: 2345.6, peer: 1000, ratio: 2.3456, goal: 2 },
    { name: "compile-step", unit: "s", value: 0.5123, peer: null, ratio: null, goal: 2 },
  ];
  assert.equal(
    tableOf(cases),
    [
      "case          value  unit       peer       ratio   goal",
      "greedy        2,350  sources/s  1,000      2.35 ×  2",
      "compile-step  0.512  s          none here          2",
      "",
    ].join("\n"),
  );
});

test("the faster contender of each side is measured, in turns", async () => {
  const turns: string[] = [];
  const contender = (side: "ours" | "peer", label: string, seconds: number) => ({
    side,
    label,
    run: async () => {
      turns.push(label);
      return seconds;
    },
  });
  const contenders = [
    contender("ours", "slow", 0.3),
    contender("ours", "fast", 0.2),
    contender("peer", "other", 0.5),
  ];
  const { ours, peer } = await interleave(contenders);
  assert.deepEqual([ours.label, ours.seconds, peer?.label, peer?.seconds], ["fast", 0.2, "other", 0.5]);
  const last = turns.slice(turns.lastIndexOf("slow") + 1);
  assert.ok(
    last.lastIndexOf("fast") > last.indexOf("other"),
    "a side's turns are not all before the other's",
  );
});

test("a training step's arithmetic is counted from the shapes of its products", () => {
  const { width: d, feedForward: f, sourceLength: s, targetLength: t, vocabulary: v } = TINY;
  const encoder = 2 * (s * (3 * d * d + d * d + 2 * d * f) + 2 * s * s * d);
  const decoder = t * (3 * d * d + d * d + 2 * d * f) + 2 * t * t * d;
  const cross = t * 2 * d * d + s * 2 * d * d + 2 * t * s * d;
  assert.equal(trainingFlop(TINY), 6 * (encoder + decoder + cross + t * d * v));
});

test("an unknown suite is refused with the names of those there are", async () => {
  const bench = new URL("../../harness/bench/index.ts", import.meta.url).pathname;
  const { exitCode, stderr } = await execa(process.execPath, [bench, "speed"], { reject: false });
  assert.equal(exitCode, 2);
  assert.match(stderr, /no such suite; expected .*engine.*; received speed/);
});
