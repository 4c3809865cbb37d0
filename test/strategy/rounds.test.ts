import assert from "node:assert/strict";
import test from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { BenchError } from "../../harness/errors/index.ts";
import { StrategyFailure } from "../../harness/selection/index.ts";
import type { Pool } from "../../harness/task/index.ts";
import { entryOf, limits, play, poolOf, saying, withoutPython } from "./stage.ts";

const select = '{"type":"select","items":[[3,0],[1,0,0.5]]}';
const done = '{"type":"done"}';

test("a selection comes back in its order, with weights, and costs no feedback", async () => {
  const { selection, feedback, decoding } = await play(entryOf(saying(select, done)));
  assert.deepEqual([...selection.items], [3, 1]);
  assert.deepEqual([...selection.candidates], [0, 0]);
  assert.deepEqual([...selection.weights], [1, 0.5]);
  assert.deepEqual([feedback, decoding], [{}, undefined]);
});

test("a last line without newline, blank lines and carriage returns are no failure", async () => {
  const { selection } = await play(
    entryOf(["printf", `\\n  \\n${select.replaceAll("%", "%%")}\\r\\n\\n${done}`]),
  );
  assert.equal(selection.items.length, 2);
});

test("feedback is counted per verifier", async () => {
  const query = (items: string) => `{"type":"query","verifier":"weak","items":${items}}`;
  const run = saying(query("[[0,0],[1,0]]"), query("[]"), query("[[0,0]]"), select, done);
  assert.deepEqual((await play(entryOf(run))).feedback, { weak: 3 });
});

test("the whole pool arrives in order and unharmed, in any script", async () => {
  const { selection } = await play(entryOf(["node", "reads-all.js"]), {
    propose: async () => poolOf(20_000),
  });
  assert.deepEqual([...selection.items, ...selection.weights], [19_999, 0.5]);
});

test("a strategy that never reads is not written to beyond what the pipe holds", async () => {
  const pool = countingPool(200_000);
  await play(entryOf(["node", "never-reads.js"]), { propose: async () => pool });
  assert.ok(pool.made < 50_000, `${pool.made} items made`);
});

test("a strategy that asks without reading the answers does not block", { skip: withoutPython }, async () => {
  const { feedback } = await play(entryOf(["python3", "asks-without-reading.py"]), {
    propose: async () => poolOf(50_000),
    budget: { keep: 10, feedback: { weak: 40_000 } },
  });
  assert.deepEqual(feedback, { weak: 40_000 });
});

test("a slow generator and a slow verifier do not cost the strategy its time", {
  skip: withoutPython,
}, async () => {
  const { seconds } = await play(entryOf(["python3", "works-while-verifying.py"]), {
    limits: { ...limits, seconds: 1.5 },
    propose: () => sleep(2000, poolOf(10)),
    verifiers: { weak: () => sleep(2000, Float64Array.of(1)) },
  });
  assert.ok(seconds.generate > 1.9 && seconds.select < 1.5, JSON.stringify(seconds));
});

const choices = {
  temperature: { default: 1, min: 0, max: 2 },
  candidates: { default: 1, min: 1, max: 8, integer: true },
  prompt: { default: "plain", values: ["plain", "polite"] },
};
const taking = (...says: readonly string[]) => entryOf(saying(...says), { generation: true });
const decoding = (chosen: object) => JSON.stringify({ type: "decoding", choices: chosen });

test("decoding choices reach the generator, completed by defaults, before anything is generated", async () => {
  const asked: unknown[] = [];
  const propose = async (chosen: object) => {
    asked.push(chosen);
    return poolOf(5, 2);
  };
  const entry = taking(decoding({ temperature: 0.5, prompt: "polite" }), select, done);
  const result = await play(entry, { choices, propose });
  assert.deepEqual(asked, [{ temperature: 0.5, candidates: 1, prompt: "polite" }]);
  assert.deepEqual(result.decoding, asked[0]);
});

test("an entry that leaves generation alone gets every default, but for what its manifest says", async () => {
  const asked: unknown[] = [];
  const propose = async (chosen: object) => {
    asked.push(chosen);
    return poolOf(5);
  };
  await play(entryOf(saying(select, done)), { choices, propose });
  assert.deepEqual(asked, [{ temperature: 1, candidates: 1, prompt: "plain" }]);
  const entry = { ...entryOf(saying(select, done)), decoding: { prompt: "polite" } };
  const result = await play(entry, { choices, propose });
  assert.deepEqual(asked[1], { temperature: 1, candidates: 1, prompt: "polite" });
  assert.deepEqual(result.decoding, asked[1]);
  const wrong = { ...entry, decoding: { prompt: "rude" } };
  await assert.rejects(play(wrong, { choices, propose }), { code: "choice-out-of-range" });
});

for (const [what, code, line, ...says] of [
  ["an unknown choice", "unknown-choice", 1, decoding({ beam: 2 })],
  ["an inherited choice", "unknown-choice", 1, decoding({ toString: 2 })],
  ["a number out of range", "choice-out-of-range", 1, decoding({ temperature: 2.1 })],
  ["a fraction for an integer", "choice-out-of-range", 1, decoding({ candidates: 1.5 })],
  ["an unknown value", "choice-out-of-range", 1, decoding({ prompt: "rude" })],
  ["a string for a number", "choice-out-of-range", 1, decoding({ temperature: "1" })],
  ["choices as an array", "malformed-message", 1, '{"type":"decoding","choices":[]}'],
  ["select instead of decoding", "message-out-of-order", 1, select],
  ["decoding twice", "message-out-of-order", 2, decoding({}), decoding({})],
  ["nothing", "no-done", undefined, " "],
] as const) {
  test(`an answer to plan with ${what} fails by ${code}`, async () => {
    const error = await play(taking(...says), { choices }).catch((error: unknown) => error);
    assert.ok(error instanceof StrategyFailure, String(error));
    assert.deepEqual([error.code, error.line], [code, line]);
  });
}

test("only the control that keeps everything may keep more than the budget", async () => {
  const all = `{"type":"select","items":${JSON.stringify(Array.from({ length: 100 }, (_, n) => [n, 0]))}}`;
  const { selection } = await play(entryOf(saying(all, done), {}, "everything"));
  assert.equal(selection.items.length, 100);
  await assert.rejects(play(entryOf(saying(all, done))), { code: "over-keep-budget" });
});

test("a task whose verifier gives too few scores, or whose pool is not finite, is blamed itself", async () => {
  const query = '{"type":"query","verifier":"weak","items":[[0,0],[1,0]]}';
  const short = play(entryOf(saying(query, select, done)), {
    verifiers: { weak: async () => Float64Array.of(1) },
  });
  await assert.rejects(short, (error) => error instanceof BenchError && error.code === "verifier-scores");
  const endless: Pool = {
    ...poolOf(3),
    item: () => ({ input: 0, candidates: [{ output: 0, logprob: -Infinity, tokens: 1 }] }),
  };
  const round = play(entryOf(["sleep", "1000"]), { propose: async () => endless });
  await assert.rejects(round, (error) => error instanceof BenchError && error.code === "pool-logprob");
});

function countingPool(items: number): Pool & { made: number } {
  const pool = poolOf(items);
  const counting = {
    ...pool,
    made: 0,
    item: (item: number) => {
      counting.made++;
      return pool.item(item);
    },
  };
  return counting;
}
