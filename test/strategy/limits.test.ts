import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import test from "node:test";
import { BenchError } from "../../harness/errors/index.ts";
import { explainFailure, StrategyFailure } from "../../harness/selection/index.ts";
import { believingLimits } from "../../harness/strategy/again.ts";
import {
  leastWallSeconds,
  stalledTimesWall,
  startClock,
  wallTimesProcessor,
} from "../../harness/strategy/clock.ts";
import { groupPrefix, pidsIn } from "../../harness/strategy/control-group.ts";
import { findGroupHome } from "../../harness/strategy/group-home.ts";
import { strategyRuntimes } from "../../harness/strategy/index.ts";
import { splitLines } from "../../harness/strategy/lines.ts";
import { entryOf, found, limits, logFile, play, saying, withoutPython } from "./stage.ts";

/** A clock at a time of the test's choosing, looked at ten times a second. */
function clockAt(limitSeconds: number) {
  let seconds = 0;
  const clock = startClock(limitSeconds, () => seconds * 1000);
  function until(
    end: number,
    processorShare: number,
    bytesPerSecond: number,
    stalledShare = 0,
  ): StrategyFailure | undefined {
    for (; seconds < end; seconds += 0.1) {
      const outputBytes = Math.floor(seconds * bytesPerSecond);
      const spent = { processorSeconds: seconds * processorShare, stalledSeconds: seconds * stalledShare };
      const failure = clock.check({ ...spent, outputBytes, isDone: false });
      if (failure !== undefined) return failure;
    }
    return undefined;
  }
  return { clock, until };
}

test("a strategy that gets a fifth of a processor has five times as long", () => {
  const { until } = clockAt(20);
  assert.equal(until(99, 0.2, 0), undefined);
  assert.match(until(101, 0.2, 0)!.message, /processor time/);
});

test("a strategy that gets a hundredth of a processor has a hundred times as long, whatever the clock says", () => {
  const { until } = clockAt(10);
  assert.equal(until(995, 0.01, 0, 0.99), undefined);
  assert.match(until(1010, 0.01, 0, 0.99)!.message, /processor time/);
});

test("a strategy that others keep from working altogether does not wait", () => {
  const { until } = clockAt(10);
  assert.equal(until(900, 0, 0, 1), undefined);
  assert.match(until(911, 0, 0, 0)!.message, /said nothing/);
});

test("who stands back for everybody ends by the clock all the same", () => {
  const wall = Math.max(leastWallSeconds, 10 * wallTimesProcessor) * stalledTimesWall;
  const { until } = clockAt(10);
  assert.equal(until(wall - 1, 0, 0, 1), undefined);
  assert.match(until(wall + 1, 0, 0, 1)!.message, /by the clock/);
});

test("what drips on without working ends by the clock", () => {
  const wall = Math.max(leastWallSeconds, 10 * wallTimesProcessor);
  const { until } = clockAt(10);
  assert.equal(until(wall - 1, 0.01, 5), undefined);
  assert.match(until(wall + 1, 0.01, 5)!.message, /by the clock/);
});

test("who neither works nor says anything waits, and time that the harness works is not waited", () => {
  const { clock, until } = clockAt(10);
  clock.hold();
  assert.equal(until(1000, 0, 0), undefined);
  clock.release();
  assert.equal(until(1009, 0, 0), undefined);
  assert.match(until(1011, 0, 0)!.message, /said nothing/);
});

test("however busy the machine is, processor time decides", { skip: withoutPython }, async () => {
  const rounds = Array.from({ length: 2 * os.availableParallelism() }, () =>
    play(entryOf(["python3", "works.py"]), { limits: { ...limits, seconds: 3 } }),
  );
  for (const { processorSeconds } of await Promise.all(rounds))
    assert.ok(processorSeconds > 1 && processorSeconds < 3, `${processorSeconds} s`);
});

test("a failure by a limit is believed when it comes twice", async () => {
  const slow = new StrategyFailure("out-of-time", "was slow", { mend: "Hurry." });
  const poor = new BenchError("no memory", {
    code: "machine-out-of-memory",
    blame: "environment",
    mend: "Buy some.",
  });
  const wrong = new StrategyFailure("bad-json", "was wrong", { mend: "Be right." });
  for (const [failures, runs, end] of [
    [[], 1, "kept"],
    [[slow], 2, "kept"],
    [[poor], 2, "kept"],
    [[slow, slow], 2, slow],
    [[slow, wrong], 2, wrong],
    [[wrong], 1, wrong],
  ] as const) {
    let run = 0;
    const told: unknown[] = [];
    const ended = await believingLimits(
      async () => {
        const failure = failures[run++];
        if (failure !== undefined) throw failure;
        return "kept";
      },
      (first) => told.push(first),
    ).catch((error: unknown) => error);
    assert.deepEqual([ended, run, told], [end, runs, runs === 2 ? [failures[0]] : []]);
  }
});

test("the second run after a failure by a limit is a fresh process, and the log says so", async () => {
  const before = readFileSync(logFile, { encoding: "utf8", flag: "a+" }).length;
  await assert.rejects(play(entryOf(["sleep", "1000"]), { limits: { ...limits, seconds: 0.3 } }));
  const log = readFileSync(logFile, "utf8").slice(before);
  assert.equal(log.match(/fixture on letters/g)?.length, 2);
  assert.match(log, /out-of-time .*run again/);
});

test("a round says how its limits were kept, and leaves no control group", async () => {
  const run = saying('{"type":"select","items":[[0,0]]}', '{"type":"done"}');
  const { memory, processes, time } = found;
  assert.deepEqual((await play(entryOf(run))).enforcement, { memory, processes, time });
  const watched = { memory: "watched", processes: "watched", time: "watched" };
  assert.deepEqual((await play(entryOf(run), { groups: "off" })).enforcement, watched);
  const home = await findGroupHome();
  for (const folder of [home?.unified, home?.tasks]) {
    if (folder === undefined) continue;
    const left = readdirSync(folder).filter((name) => name.startsWith(`${groupPrefix}${process.pid}-`));
    assert.deepEqual(left, []);
  }
});

test("a process that ends while its group is read is not taken for the harness's own group", () => {
  const file = `${logFile}.procs`;
  writeFileSync(file, "12\n0\n345\n");
  assert.deepEqual(pidsIn(file), [12, 345]);
});

test("a failure tells a person its last words, its log and the offending id, and a record none of it", {
  skip: withoutPython,
}, async () => {
  const failure = await play(entryOf(["python3", "dies-with-words.py"])).catch((error: unknown) => error);
  assert.ok(failure instanceof StrategyFailure, String(failure));
  const text = explainFailure(failure);
  assert.match(text, /Its last words: ValueError: painted and turned/);
  assert.ok(text.includes(logFile));
  assert.doesNotMatch(failure.message, /ValueError/);
  const foreign = await play(entryOf(saying('{"type":"select","items":[[123,0]]}'))).catch(
    (error: unknown) => error,
  );
  assert.ok(foreign instanceof StrategyFailure, String(foreign));
  assert.match(explainFailure(foreign), /expected an id from 0 to 99; received 123/);
  assert.doesNotMatch(foreign.message, /123/);
});

test("a program of the folder without ./ is told how to write it", async () => {
  const failure = await play(entryOf(["reads-passwd.js"])).catch((error: unknown) => error);
  assert.ok(failure instanceof StrategyFailure, String(failure));
  assert.deepEqual([failure.code, failure.expected], ["could-not-start", "./reads-passwd.js"]);
});

test("output ends at the same line however it is cut into pieces", async () => {
  const output = Buffer.from(`${"a".repeat(30)}\n${"b".repeat(30)}\n${"c".repeat(60)}\n${"d".repeat(30)}\n`);
  for (const [maxLineBytes, maxBytes, code, line] of [
    [50, 1000, "line-too-long", 3],
    [50, 70, "output-too-large", 3],
    [100, 130, "output-too-large", 4],
  ] as const) {
    for (const size of [1, 7, 64, 1000]) {
      const pieces = (async function* () {
        for (let at = 0; at < output.length; at += size) yield output.subarray(at, at + size);
      })();
      const failure = await Array.fromAsync(splitLines(pieces, { maxLineBytes, maxBytes })).catch(
        (error: unknown) => error,
      );
      assert.ok(failure instanceof StrategyFailure, String(failure));
      assert.deepEqual([failure.code, failure.line], [code, line], `pieces of ${size}`);
    }
  }
});

test("versions of the interpreters are known", { skip: withoutPython }, async () => {
  const { node, python } = await strategyRuntimes();
  assert.equal(node, process.versions.node);
  assert.match(python!, /^3\.\d+/);
});

test("words in Python sets come in the same order every time", { skip: withoutPython }, async () => {
  const orders = await Promise.all(
    Array.from({ length: 3 }, () => play(entryOf(["python3", "selects-by-hash.py"]))),
  );
  const kept = orders.map(({ selection }) => [...selection.items]);
  assert.deepEqual(kept, Array(3).fill(kept[0]));
});
