import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { text } from "node:stream/consumers";
import test from "node:test";
import { StrategyFailure } from "../../harness/selection/index.ts";
import type { Isolation } from "../../harness/strategy/index.ts";
import { pidsNaming } from "../commands/fixture/processes.ts";
import { entryOf, isolation, limits, logFile, play, withoutPython, withoutSandbox } from "./stage.ts";

const isolations: readonly Isolation[] = isolation === "bubblewrap" ? ["bubblewrap", "none"] : ["none"];

test("the sandbox shows its scratch folder and nothing else to write", {
  skip: withoutSandbox || withoutPython,
}, async () => {
  const { selection } = await play(entryOf(["python3", "looks-around.py"]));
  assert.equal(selection.items.length, 1);
});

test("a strategy that reads /etc/passwd finds no such file", { skip: withoutSandbox }, async () => {
  assert.match(await logOfFailure(["node", "reads-passwd.js"]), /ENOENT.*passwd/);
});

test("a strategy that reads the repository finds no such folder", { skip: withoutSandbox }, async () => {
  const root = path.resolve(import.meta.dirname, "../..");
  assert.match(await logOfFailure(["node", "reads-results.js", root]), /ENOENT.*scandir/);
});

test("a strategy that opens a socket reaches nobody", { skip: withoutSandbox }, async () => {
  let visitors = 0;
  const server = createServer((socket) => {
    visitors++;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  assert.match(await logOfFailure(["node", "opens-socket.js", String(port)]), /ECONNREFUSED|ENETUNREACH/);
  assert.equal(visitors, 0);
  server.close();
});

test("scratch space ends at its limit", { skip: withoutSandbox || withoutPython }, async () => {
  assert.match(await logOfFailure(["python3", "fills-scratch.py"]), /No space left/);
});

test("node in the sandbox is the project's own", { skip: withoutSandbox }, async () => {
  const log = await logOfFailure(["node", "--eval", "throw process.version"]);
  assert.ok(log.includes(process.version));
});

test("what the harness was started with is closed to a strategy, whatever its number", {
  skip: process.platform !== "linux" && "descriptors are listed by Linux",
}, async () => {
  const secret = openSync(import.meta.filename, "r");
  const given = new Map<number, number | "pipe">([
    [1, "pipe"],
    ...[3, 17, 40, 250].map((n) => [n, secret] as const),
  ]);
  const stdio = Array.from({ length: 251 }, (_, place) => given.get(place) ?? "ignore");
  const program = path.join(import.meta.dirname, "fixtures/starts-another.ts");
  const harness = spawn(process.execPath, [program], { stdio });
  closeSync(secret);
  // The last is the folder that is being listed.
  assert.equal(await text(harness.stdout!), "0\n1\n2\n3\n");
});

for (const isolation of isolations) {
  test(`with isolation ${isolation}, a child left behind is ended with the round`, {
    skip: withoutPython,
  }, async () => {
    const seconds = String(1e6 + Math.floor(performance.now() * 1000));
    await play(entryOf(["python3", "leaves-child.py", seconds]), { isolation });
    assert.deepEqual(pidsNaming(seconds), []);
  });

  test(`with isolation ${isolation}, time and memory end`, { skip: withoutPython }, async () => {
    const slow = await codeOf(["sleep", "1000"], isolation, { seconds: 0.3 });
    const large = await codeOf(["python3", "eats-memory.py"], isolation, { memoryMiB: 100 });
    assert.deepEqual([slow, large], ["out-of-time", "out-of-memory"]);
  });
}

test("without the sandbox a child that hides cannot hold up the round", { skip: withoutPython }, async () => {
  const seconds = String(2e6 + Math.floor(performance.now() * 1000));
  const start = performance.now();
  try {
    await play(entryOf(["python3", "leaves-child.py", seconds, "hidden"]), { isolation: "none" });
  } catch (error) {
    assert.ok(error instanceof StrategyFailure, String(error));
  } finally {
    for (const pid of pidsNaming(seconds)) process.kill(pid, "SIGKILL");
  }
  assert.ok(performance.now() - start < limits.seconds * 1000 + 15_000);
});

test("standard error is kept up to its limit, and the strategy does not suffer", {
  skip: withoutPython,
}, async () => {
  const before = readLog().length;
  await play(entryOf(["python3", "floods-log.py"]));
  const grown = readLog().length - before;
  assert.ok(grown >= limits.logKiB * 1024 && grown < limits.logKiB * 1024 + 1000, `${grown} bytes`);
});

test("an aborted round ends with the reason of the signal", async () => {
  const controller = new AbortController();
  const round = play(entryOf(["sleep", "1000"]), { signal: controller.signal });
  setTimeout(() => controller.abort(new Error("stopped by hand")), 100);
  await assert.rejects(round, /stopped by hand/);
});

function readLog(): string {
  return readFileSync(logFile, "utf8");
}

async function logOfFailure(run: readonly string[]): Promise<string> {
  const before = readLog().length;
  const error = await play(entryOf(run)).catch((error: unknown) => error);
  assert.ok(error instanceof StrategyFailure, `expected a StrategyFailure, got ${String(error)}`);
  assert.equal(error.code, "exit-status");
  return readLog().slice(before);
}

async function codeOf(run: readonly string[], isolation: Isolation, changes: object): Promise<unknown> {
  const error = await play(entryOf(run), { isolation, limits: { ...limits, ...changes } }).catch(
    (error: unknown) => error,
  );
  return error instanceof StrategyFailure ? error.code : error;
}
