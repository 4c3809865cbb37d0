/** A cell of news@lm whose processes are killed while it asks a server: run by `npm run test:language`. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { decodeBundle, noArtifacts } from "../../harness/artifacts/index.ts";
import { openServer } from "../../harness/proposers/index.ts";
import { startServer } from "../proposers/serving.ts";
import { cellOf, folderOf, modelIn, play, program, recordAt, serverName } from "./playing.ts";

const folder = folderOf("killed");
const made = path.join(folder, "made");
const withoutProc = !existsSync("/proc/self/task") && "only Linux tells a process's children";
/** Of some eighty that a cell asks for: in the midst of G0's pool or of what the verifier is asked. */
const ANSWERED = 40;

/** Files of a cache that hold an answer of the server. */
function answersIn(cache: string): string[] {
  return globSync("artifacts/*/*.safetensors", { cwd: cache }).filter((name) => {
    const { metadata } = decodeBundle(readFileSync(path.join(cache, name)).subarray(32));
    return metadata["value"] !== undefined && Object.hasOwn(JSON.parse(metadata["value"]), "cost");
  });
}

/** A cache with the model that the project makes, and without any answer. */
function freshCache(name: string): string {
  const cache = path.join(folder, name);
  cpSync(made, cache, { recursive: true });
  assert.equal(answersIn(cache).length, 0);
  return cache;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await holds()); tries++) {
    assert.ok(tries < 2400, "it did not come to pass within two minutes");
    await sleep(50);
  }
}

/** Its only child: with one job there is one worker. */
function workerOf({ pid }: ChildProcess): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ");
  assert.equal(children.length, 1);
  return Number(children[0]);
}

const server = await startServer({ after });
const how = ["--model", server.address, "--jobs", "1"];
/** What the server is asked each time that a model of it is opened, whatever is kept. */
const greetings = new Set<string>();
const ownOf = (bodies: readonly string[]) => bodies.filter((body) => !greetings.has(body));
const undisturbed = path.join(folder, "undisturbed");

before(async () => {
  await using _opened = await openServer({ address: server.address, store: noArtifacts });
  for (const body of await server.bodies()) greetings.add(body);
  await modelIn(made);
  const { exitCode, stderr } = await play(undisturbed, freshCache("undisturbed cache"), ...how);
  assert.equal(exitCode, 0, stderr);
});

const kills = {
  "a worker is killed, and the run gives its cell to another one": async (running: ChildProcess) => {
    process.kill(workerOf(running), "SIGKILL");
    const [status] = await once(running, "close");
    assert.equal(status, 0);
  },
  "run and worker are killed, and the command is given again": async (
    running: ChildProcess,
    again: string[],
  ) => {
    const worker = workerOf(running);
    running.kill("SIGKILL");
    process.kill(worker, "SIGKILL");
    await once(running, "close");
    const { exitCode, stderr } = await play(again[0]!, again[1]!, ...again.slice(2));
    assert.equal(exitCode, 0, stderr);
  },
} as const;

for (const [what, kill] of Object.entries(kills))
  test(`${what}: no answer that was kept is asked for again, and the record is that of a cell that nobody disturbed`, {
    skip: withoutProc,
  }, async (t) => {
    const [results, cache] = [path.join(folder, `results ${what}`), freshCache(`cache ${what}`)];

    const begun = (await server.bodies()).length;
    await server.suffer({ next: new Array<string>(ANSWERED).fill("none"), always: "stalls" });
    const running = spawn(process.execPath, [program, ...cellOf(results, cache, ...how)], {
      stdio: "ignore",
    });
    t.after(() => running.kill("SIGKILL"));
    await until(async () => (await server.asked()) > begun + ANSWERED);
    // What was answered last is being written.
    await sleep(500);
    const kept = answersIn(cache).length;
    const asked = (await server.bodies()).length;
    await server.suffer({});
    await kill(running, [results, cache, ...how]);

    const bodies = await server.bodies();
    const [first, second] = [ownOf(bodies.slice(begun, asked)), ownOf(bodies.slice(asked))];
    const all = answersIn(cache).length;
    assert.ok(kept > 20 && all - kept > 20, `${kept} answers of ${all} were kept: not half-way`);
    assert.equal(second.length, all - kept, "as many were asked for as were not kept");
    const repeated = second.filter((body) => first.includes(body));
    assert.equal(repeated.length, first.length - kept, "only what had no answer is asked for again");
    assert.equal(new Set(second).size, second.length);

    const name = serverName(server);
    assert.equal(recordAt(results, name).fingerprint, recordAt(undisturbed, name).fingerprint);
  });
