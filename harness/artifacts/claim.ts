import { randomUUID } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { link, open, rename, rm, utimes, writeFile } from "node:fs/promises";
import os from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { hasErrnoCode } from "../errors/index.ts";

/** How often a holder shows that it lives, how long others believe one that does not, and how often they look. */
export interface ClaimTimes {
  readonly beatMs: number;
  readonly staleMs: number;
  readonly lookMs: number;
}

/** A client of a network file system may see the time of a file a minute late. */
const usualTimes: ClaimTimes = { beatMs: 15_000, staleMs: 180_000, lookMs: 500 };

/** What the file of a claim says of its holder. */
interface Holder {
  readonly token: string;
  /** The host, this boot of it, and the container. */
  readonly host: string;
  readonly pid: number;
  /** When the process began, in ticks of its host: numbers of processes are used again. */
  readonly began: string;
}

interface Seen {
  readonly holder: Holder | undefined;
  readonly mtimeMs: number;
}

/**
 * Runs `work` while a file of this name is ours, for file systems on which locks do not hold between hosts. A file is
 * linked to its name, which succeeds for one only. A holder that died is found out at once on its own host, elsewhere by
 * its file that does not change any more. With `wait` false gives `undefined` where somebody else has it.
 * Two may hold it when one was taken for dead: work is then done twice, and written whole by both.
 */
export async function withClaim<T>(
  file: string,
  wait: boolean,
  work: () => Promise<T>,
  times: ClaimTimes = usualTimes,
): Promise<{ readonly value: T } | undefined> {
  const me: Holder = { token: randomUUID(), ...thisProcess() };
  if (!(await claim(file, me, wait, times))) return undefined;
  const beat = setInterval(() => void touch(file), times.beatMs);
  beat.unref();
  try {
    return { value: await work() };
  } finally {
    clearInterval(beat);
    await release(file, me);
  }
}

async function claim(file: string, me: Holder, wait: boolean, times: ClaimTimes): Promise<boolean> {
  let seen: Seen | undefined;
  let sinceMs = performance.now();
  for (;;) {
    if (await linked(file, me)) return true;
    const now = await look(file);
    if (now === undefined) continue;
    if (now.holder?.token !== seen?.holder?.token || now.mtimeMs !== seen?.mtimeMs)
      sinceMs = performance.now();
    seen = now;
    const isDead = hasEnded(now.holder) || performance.now() - sinceMs > times.staleMs;
    if (isDead) await remove(file, now.holder);
    else if (!wait) return false;
    else await sleep(times.lookMs);
  }
}

/** Whether the name is ours now. A lost answer of a server is told by the number of names the file has. */
async function linked(file: string, me: Holder): Promise<boolean> {
  const own = `${file}.${me.token}`;
  await writeFile(own, JSON.stringify(me));
  try {
    await link(own, file);
    return true;
  } catch (error) {
    if (!hasErrnoCode(error, "EEXIST")) throw error;
    return (await look(file))?.holder?.token === me.token;
  } finally {
    await rm(own, { force: true });
  }
}

/** Opened anew, so that a network file system asks its server. */
async function look(file: string): Promise<Seen | undefined> {
  try {
    await using handle = await open(file, "r");
    const { mtimeMs } = await handle.stat();
    return { holder: holderIn(await handle.readFile("utf8")), mtimeMs };
  } catch (error) {
    if (hasErrnoCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

function holderIn(text: string): Holder | undefined {
  try {
    return JSON.parse(text) as Holder;
  } catch {
    return undefined;
  }
}

/** Takes a dead holder's file away; one that came in its place meanwhile is put back. */
async function remove(file: string, dead: Holder | undefined): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
    if ((await look(aside))?.holder?.token !== dead?.token) await link(aside, file);
  } catch (error) {
    if (!hasErrnoCode(error, "ENOENT") && !hasErrnoCode(error, "EEXIST")) throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

async function release(file: string, me: Holder): Promise<void> {
  if ((await look(file))?.holder?.token === me.token) await rm(file, { force: true });
}

async function touch(file: string): Promise<void> {
  const now = new Date();
  await utimes(file, now, now).catch(() => {});
}

/** Whether a holder of this very host runs no more. */
function hasEnded(holder: Holder | undefined): boolean {
  if (holder === undefined || holder.host !== hostName()) return false;
  return startOf(holder.pid) !== holder.began;
}

function thisProcess(): Omit<Holder, "token"> {
  return { host: hostName(), pid: process.pid, began: startOf(process.pid) };
}

function hostName(): string {
  const boot = textOf("/proc/sys/kernel/random/boot_id").trim();
  return [os.hostname(), boot, linkOf("/proc/self/ns/pid")].join(" ");
}

/** Empty for a process that is not there, or that has ended and not been waited for. */
function startOf(pid: number): string {
  const [state, ...rest] = textOf(`/proc/${pid}/stat`).split(") ").at(-1)!.split(" ");
  if (state === "Z" || state === "") return "";
  return rest[18] ?? "";
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function linkOf(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return "";
  }
}
