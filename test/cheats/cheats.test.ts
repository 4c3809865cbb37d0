import assert from "node:assert/strict";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import test, { after, before } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { BenchError } from "../../harness/errors/index.ts";
import { StrategyFailure } from "../../harness/selection/index.ts";
import { findIsolation, type StrategyRound } from "../../harness/strategy/index.ts";
import { entryOf, play } from "../strategy/stage.ts";
import { type Cheat, cheatLimits, checkout, limitCheats, listening, wallCheats } from "./table.ts";

const found = await findIsolation();
const folder = mkdtempSync(path.join(tmpdir(), "collapse-cheats-"));
const logOf = ({ name }: Cheat) => path.join(folder, `${name}.log`);
/** The same entry everywhere: all programs, what Python would run in their place, and a manifest. */
const entries = path.join(folder, "entries");
/** `off`: the limits are kept by looking. */
type Groups = "auto" | "off";

const servers: Server[] = [];
let visitors = 0;

before(async () => {
  cpSync(path.join(import.meta.dirname, "entries"), entries, { recursive: true });
  mkdirSync(path.join(entries, "__pycache__"));
  writeFileSync(path.join(entries, "__pycache__", "strategy.cpython-311.pyc"), "compiled");
  writeFileSync(path.join(entries, "submission.yaml"), "name: not to be seen");
  const visit = () => {
    const server = createServer((socket) => {
      visitors++;
      socket.destroy();
    });
    servers.push(server);
    return server;
  };
  await new Promise<void>((resolve) => visit().listen(0, "127.0.0.1", resolve));
  listening.port = (servers[0]!.address() as { port: number }).port;
  await new Promise<void>((resolve) => visit().listen(`\0${listening.name}`, resolve));
});

after(() => {
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true, force: true });
});

test("the sandbox is on, else all that follows would pass by mistake or fail", () => {
  assert.equal(found.kind, "bubblewrap", "reason" in found ? found.reason : "");
});

for (const cheat of wallCheats)
  test(`${cheat.name}: ${outcomeWords(cheat, "auto")}`, () => meets(cheat, "auto"));

for (const cheat of limitCheats) {
  const groups: readonly Groups[] = found.time === "watched" ? ["off"] : ["auto", "off"];
  for (const kept of groups)
    test(`${cheat.name}, limits kept by ${kept === "auto" ? "control groups" : "looking"}: ${outcomeWords(cheat, kept)}`, () =>
      meets(cheat, kept));
}

test("no cheat reached a server of the machine, and none is still running", () => {
  assert.equal(visitors, 0);
  const daemon = limitCheats.find(({ name }) => name === "leaves-a-daemon")!;
  assert.deepEqual(pidsNaming(String(daemon.params!["seconds"])), []);
});

test("what an entry leaves behind is gone in its next round", async () => {
  const cheat = wallCheats.find(({ name }) => name === "keeps-state")!;
  for (let round = 0; round < 2; round++) await meets(cheat, "auto");
});

test("two rounds of one entry at the same time share no file", async () => {
  const cheat = wallCheats.find(({ name }) => name === "listens-for-a-neighbour")!;
  await Promise.all([meets(cheat, "auto"), meets(cheat, "auto")]);
  const inodes = [...readFileSync(logOf(cheat), "utf8").matchAll(/^inode (\d+)$/gm)].map(
    ([, inode]) => inode,
  );
  assert.equal(new Set(inodes).size, inodes.length);
});

test("a link in a submission is refused before anything runs", async () => {
  const linked = path.join(folder, "linked");
  cpSync(path.join(import.meta.dirname, "entries"), linked, { recursive: true });
  symlinkSync(checkout, path.join(linked, "truth"));
  const { submission, ...entry } = entryOf(["python3", "reads-the-truth.py"]);
  const error = await play({ ...entry, submission: { ...submission, folder: linked } }).catch(
    (thrown) => thrown,
  );
  assert.ok(error instanceof BenchError, String(error));
  assert.equal(error.code, "submission-link");
});

for (const name of [
  "reads-the-users",
  "reads-init",
  "opens-every-socket-family",
  "reads-others-command-lines",
]) {
  test(`without the sandbox ${name} succeeds, so the suite would tell`, async () => {
    const cheat = wallCheats.find((one) => one.name === name)!;
    const failure = await played(cheat, "auto", "none").catch((thrown: unknown) => thrown);
    assert.ok(failure instanceof StrategyFailure, String(failure));
    assert.equal(failure.message, "ended with exit status 99");
  });
}

/** Plays a cheat and holds what becomes of it against the table. */
async function meets(cheat: Cheat, groups: Groups): Promise<void> {
  const wanted = outcomeOf(cheat, groups);
  const got = await played(cheat, groups, found.kind).catch((thrown: unknown) => thrown);
  const words = got instanceof Error ? got.message : "kept";
  const log = () => readFileSync(logOf(cheat), "utf8").slice(-2000);
  const code = got instanceof StrategyFailure ? got.code : got instanceof Error ? String(got.stack) : "kept";
  assert.equal(code, wanted, `${words}\n${log()}`);
  if (cheat.says !== undefined) assert.match(words, cheat.says);
}

function played(cheat: Cheat, groups: Groups, isolation: typeof found.kind): Promise<StrategyRound> {
  const program = `${cheat.program ?? cheat.name}.py`;
  const { submission, ...entry } = entryOf(["python3", program], { division: cheat.division ?? "weak" });
  const seconds = cheat.verifySeconds;
  return play(
    {
      ...entry,
      submission: { ...submission, folder: entries },
      params: { ...cheat.params } as typeof entry.params,
    },
    {
      isolation,
      groups,
      limits: { ...cheatLimits, ...cheat.limits },
      logFile: logOf(cheat),
      ...(seconds === undefined
        ? {}
        : { verifiers: { weak: () => sleep(seconds * 1000, Float64Array.of(1)) } }),
    },
  );
}

function outcomeOf({ outcome }: Cheat, groups: Groups) {
  if (typeof outcome === "string") return outcome;
  return groups === "auto" && found.memory === "cgroup" ? outcome.counted : outcome.watched;
}

function outcomeWords(cheat: Cheat, groups: Groups): string {
  const outcome = outcomeOf(cheat, groups);
  return outcome === "kept" ? "in vain" : `ended by ${outcome}`;
}

/** Processes whose command line holds a text. */
function pidsNaming(text: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(text);
      } catch {
        return false;
      }
    })
    .map(Number);
}
