import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import test, { after, before } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { StrategyFailure } from "../../harness/selection/index.ts";
import { findIsolation, type StrategyRound } from "../../harness/strategy/index.ts";
import { pidsNaming } from "../commands/fixture/processes.ts";
import { entryOf, play } from "../strategy/stage.ts";
import { type Cheat, cheatLimits, limitCheats, listening, type Outcome } from "./table.ts";

export const found = await findIsolation();
export const folder = mkdtempSync(path.join(tmpdir(), "collapse-cheats-"));
export const logOf = ({ name }: Cheat) => path.join(folder, `${name}.log`);
/** The same entry everywhere: all programs, what Python would run in their place, and a manifest. */
const entries = path.join(folder, "entries");
export const programs = path.join(import.meta.dirname, "entries");
/** `off`: the limits are kept by looking. */
export type Groups = "auto" | "off";

const servers: Server[] = [];
let visitors = 0;

/** Lays out what the cheats find and what listens for them, and tests that they come to nothing beside their rounds. */
export function stageCheats(): void {
  before(async () => {
    cpSync(programs, entries, { recursive: true });
    mkdirSync(path.join(entries, "__pycache__"));
    writeFileSync(path.join(entries, "__pycache__", "strategy.cpython-311.pyc"), "compiled");
    writeFileSync(path.join(entries, "submission.yaml"), "name: not to be seen");
    await listen(0, "127.0.0.1");
    listening.port = (servers[0]!.address() as { port: number }).port;
    await listen(`\0${listening.name}`);
  });

  after(() => {
    for (const server of servers) server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test("the sandbox is on, else all that follows would pass by mistake or fail", () => {
    assert.equal(found.kind, "bubblewrap", "reason" in found ? found.reason : "");
  });
}

/** Registers the last test: nothing of the cheats has reached the machine or goes on. */
export function testNothingIsLeft(): void {
  test("no cheat reached a server of the machine, and none is still running", () => {
    assert.equal(visitors, 0);
    const daemon = limitCheats.find(({ name }) => name === "leaves-a-daemon")!;
    assert.deepEqual(pidsNaming(String(daemon.params!["seconds"])), []);
  });
}

/** Registers tests of cheats against limits, kept by control groups where there are any, and by looking. */
export function testLimits(cheats: readonly Cheat[], keepers: readonly Groups[]): void {
  for (const cheat of cheats)
    for (const groups of keepers) {
      const kept = groups === "auto" ? "control groups" : "looking";
      test(`${cheat.name}, limits kept by ${kept}: ${outcomeWords(cheat, groups)}`, () =>
        meets(cheat, groups));
    }
}

/** How this machine can keep limits, the best way first. */
export const keepers: readonly Groups[] = found.time === "watched" ? ["off"] : ["auto", "off"];

async function listen(...where: [string] | [number, string]): Promise<void> {
  const server = createServer((socket) => {
    visitors++;
    socket.destroy();
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(...(where as [number, string]), resolve));
}

/** Plays a cheat and holds what becomes of it against the table. */
export async function meets(cheat: Cheat, groups: Groups): Promise<void> {
  const wanted = outcomesOf(cheat, groups);
  const got = await played(cheat, groups, found.kind).catch((thrown: unknown) => thrown);
  const words = got instanceof Error ? got.message : "kept";
  const log = () => readFileSync(logOf(cheat), "utf8").slice(-2000);
  const code = got instanceof StrategyFailure ? got.code : got instanceof Error ? String(got.stack) : "kept";
  assert.ok(
    wanted.some((outcome) => outcome === code),
    `${code} in place of ${wanted.join(" or ")}: ${words}\n${log()}`,
  );
  if (cheat.says !== undefined) assert.match(words, cheat.says);
}

export function played(cheat: Cheat, groups: Groups, isolation: typeof found.kind): Promise<StrategyRound> {
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

function outcomesOf({ outcome }: Cheat, groups: Groups): readonly Outcome[] {
  if (typeof outcome === "string") return [outcome];
  if ("either" in outcome) return outcome.either;
  return [groups === "auto" && found.memory === "cgroup" ? outcome.counted : outcome.watched];
}

/** What becomes of a cheat, in words. */
export function outcomeWords(cheat: Cheat, groups: Groups): string {
  const words = outcomesOf(cheat, groups).map((one) => (one === "kept" ? "in vain" : `ended by ${one}`));
  return words.join(", or ");
}
