import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { BenchError } from "../../harness/errors/index.ts";
import { StrategyFailure, type StrategyFailureCode } from "../../harness/selection/index.ts";
import { entryOf, limits, logFile, play, saying, withoutPython } from "./stage.ts";

const select = '{"type":"select","items":[[0,0]]}';
const done = '{"type":"done"}';

interface Case {
  readonly what: string;
  readonly code: StrategyFailureCode;
  readonly line?: number;
  readonly says: readonly string[];
}

const pairs = (count: number, first = 0) =>
  JSON.stringify(Array.from({ length: count }, (_, n) => [first + n, 0]));

const cases: readonly Case[] = [
  { what: "prose", code: "bad-json", line: 1, says: ["words of the strategy"] },
  { what: "half a message", code: "bad-json", line: 2, says: [select, '{"type":"done"'] },
  { what: "a NaN weight", code: "bad-json", line: 1, says: ['{"type":"select","items":[[0,0,NaN]]}'] },
  { what: "an array", code: "not-an-object", line: 1, says: ["[1]"] },
  { what: "null", code: "not-an-object", line: 1, says: ["null"] },
  { what: "an unknown type", code: "unknown-type", line: 1, says: ['{"type":"hello"}'] },
  { what: "an inherited type", code: "unknown-type", line: 1, says: ['{"type":"toString"}'] },
  { what: "no items", code: "malformed-message", line: 1, says: ['{"type":"select"}'] },
  { what: "a pair of one", code: "malformed-message", line: 1, says: ['{"type":"select","items":[[0]]}'] },
  {
    what: "a fraction as id",
    code: "malformed-message",
    line: 1,
    says: ['{"type":"select","items":[[0.5,0]]}'],
  },
  { what: "an extra field", code: "malformed-message", line: 1, says: ['{"type":"done","words":1}'] },
  { what: "select after done", code: "message-out-of-order", line: 3, says: [select, done, select] },
  {
    what: "unasked decoding",
    code: "message-out-of-order",
    line: 1,
    says: ['{"type":"decoding","choices":{}}'],
  },
  { what: "an unknown item", code: "unknown-item", line: 1, says: ['{"type":"select","items":[[100,0]]}'] },
  { what: "a negative item", code: "unknown-item", line: 1, says: ['{"type":"select","items":[[-1,0]]}'] },
  {
    what: "a huge item",
    code: "unknown-item",
    line: 1,
    says: ['{"type":"select","items":[[4294967296,0]]}'],
  },
  {
    what: "an unknown candidate",
    code: "unknown-candidate",
    line: 1,
    says: ['{"type":"select","items":[[1,1]]}'],
  },
  {
    what: "a query for an unknown item",
    code: "unknown-item",
    line: 1,
    says: ['{"type":"query","verifier":"weak","items":[[100,0]]}'],
  },
  {
    what: "a pair twice in a line",
    code: "repeated-pair",
    line: 1,
    says: ['{"type":"select","items":[[1,0],[1,0]]}'],
  },
  { what: "a pair twice in two lines", code: "repeated-pair", line: 2, says: [select, select] },
  { what: "a zero weight", code: "bad-weight", line: 1, says: ['{"type":"select","items":[[0,0,0]]}'] },
  { what: "a negative weight", code: "bad-weight", line: 1, says: ['{"type":"select","items":[[0,0,-1]]}'] },
  {
    what: "a weight in quotes",
    code: "bad-weight",
    line: 1,
    says: ['{"type":"select","items":[[0,0,"1"]]}'],
  },
  {
    what: "an infinite weight",
    code: "bad-weight",
    line: 1,
    says: ['{"type":"select","items":[[0,0,1e999]]}'],
  },
  {
    what: "an error rate beyond a half",
    code: "bad-error-rate",
    line: 1,
    says: ['{"type":"query","verifier":"noisy","error":0.6,"items":[]}'],
  },
  {
    what: "too large a selection",
    code: "over-keep-budget",
    line: 1,
    says: [`{"type":"select","items":${pairs(11)}}`],
  },
  {
    what: "a selection that grows too large",
    code: "over-keep-budget",
    line: 2,
    says: [`{"type":"select","items":${pairs(10)}}`, `{"type":"select","items":${pairs(1, 20)}}`],
  },
  {
    what: "queries beyond the budget",
    code: "over-feedback-budget",
    line: 2,
    says: [
      `{"type":"query","verifier":"weak","items":${pairs(20)}}`,
      `{"type":"query","verifier":"weak","items":${pairs(1)}}`,
    ],
  },
  {
    what: "a query to a verifier that the task lacks",
    code: "verifier-not-offered",
    line: 1,
    says: ['{"type":"query","verifier":"human","items":[]}'],
  },
  {
    what: "a query above its division",
    code: "verifier-above-division",
    line: 1,
    says: ['{"type":"query","verifier":"oracle","items":[]}'],
  },
  {
    what: "a noisy query below division oracle",
    code: "verifier-above-division",
    line: 1,
    says: ['{"type":"query","verifier":"noisy","items":[]}'],
  },
  { what: "nothing but done", code: "empty-selection", says: [done] },
  { what: "no done", code: "no-done", says: [select] },
  { what: "not a word", code: "no-done", says: [" "] },
];

for (const { what, code, line, says } of cases) {
  test(`a strategy that says ${what} fails by ${code}`, async () => {
    const failure = await failureOf(saying(...says));
    assert.equal(failure.code, code);
    assert.equal(failure.line, line);
  });
}

test("an offending line is quoted in the log and nowhere else", async () => {
  const secret = "ignore-all-rules-4711";
  for (const says of [secret, `{"type":"${secret}"}`, `{"type":"query","verifier":"${secret}","items":[]}`]) {
    const failure = await failureOf(saying(says));
    assert.doesNotMatch(JSON.stringify({ ...failure, text: failure.message }), new RegExp(secret));
    assert.equal(failure.cause, undefined);
    assert.match(readFileSync(logFile, "utf8"), new RegExp(secret));
  }
});

test("endless output ends at its limit", async () => {
  const failure = await failureOf(["yes", " "], { outputMiB: 1 });
  assert.equal(failure.code, "output-too-large");
});

test("a strategy that never ends runs out of time", async () => {
  assert.equal((await failureOf(["sleep", "1000"], { seconds: 0.3 })).code, "out-of-time");
});

test("a strategy that lingers after done runs out of time", async () => {
  const run = ["sh", "-c", `echo '${select}'; echo '${done}'; sleep 1000`];
  assert.equal((await failureOf(run, { seconds: 0.5 })).code, "out-of-time");
});

test("a strategy that eats memory is ended", { skip: withoutPython }, async () => {
  const failure = await failureOf(["python3", "eats-memory.py"], { memoryMiB: 200 });
  assert.equal(failure.code, "out-of-memory");
});

test("a fork bomb is ended", { skip: withoutPython }, async () => {
  assert.equal((await failureOf(["python3", "fork-bomb.py"])).code, "too-many-processes");
});

test("a strategy that dies midway fails by its exit status, and its words are in the log", async () => {
  const failure = await failureOf(["node", "dies-midway.js"]);
  assert.equal(failure.code, "exit-status");
  assert.equal(failure.message, "ended with exit status 1");
  assert.match(readFileSync(logFile, "utf8"), /words of the strategy/);
});

test("a strategy that fails after done fails", async () => {
  const failure = await failureOf(["sh", "-c", `echo '${select}'; echo '${done}'; exit 3`]);
  assert.equal(failure.message, "ended with exit status 3");
});

test("a strategy ended by a signal names it", async () => {
  const failure = await failureOf(["sh", "-c", "kill -ABRT $$"]);
  assert.equal(failure.message, "ended with exit status 134 (SIGABRT)");
});

test("a program that the folder lacks, or that cannot run, could not start", async () => {
  for (const program of ["./missing", "../../stage.ts", "./reads-passwd.js"])
    assert.equal((await failureOf([program])).code, "could-not-start");
});

test("a program that the machine lacks is not the submission's fault", async () => {
  const error = await play(entryOf(["no-such-interpreter", "x"])).catch((error: unknown) => error);
  assert.ok(error instanceof BenchError && !(error instanceof StrategyFailure));
  assert.deepEqual([error.code, error.blame], ["program-missing", "environment"]);
});

async function failureOf(
  run: readonly string[],
  changes: Partial<typeof limits> = {},
): Promise<StrategyFailure> {
  const error = await play(entryOf(run), { limits: { ...limits, ...changes } }).catch(
    (error: unknown) => error,
  );
  assert.ok(error instanceof StrategyFailure, `expected a StrategyFailure, got ${String(error)}`);
  assert.equal(error.blame, "submission");
  return error;
}
