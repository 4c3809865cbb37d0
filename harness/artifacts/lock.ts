import { mkdir, open } from "node:fs/promises";
import path from "node:path";
import { tryLock, waitForLock } from "fs-native-extensions";
import { withClaim } from "./claim.ts";
import { lockReach } from "./reach.ts";

/**
 * Runs `work` while no other process does so for this file. By the operating system's lock on it, which the kernel gives
 * back when a process dies, so that none is ever stale; such files stay, for removing one would let two processes hold
 * different files of one name. Where locks do not hold between hosts, by a claim beside it.
 */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  await mkdir(path.dirname(file), { recursive: true });
  if (needsClaims(path.dirname(file))) return (await withClaim(claimOf(file), true, work))!.value;
  await using handle = await open(file, "a+");
  await waitForLock(handle.fd, { shared: false });
  return await work();
}

/** As `withLock`, but gives `undefined` at once when another process holds it. */
export async function withLockIfFree<T>(file: string, work: () => Promise<T>): Promise<T | undefined> {
  await mkdir(path.dirname(file), { recursive: true });
  if (needsClaims(path.dirname(file))) return (await withClaim(claimOf(file), false, work))?.value;
  await using handle = await open(file, "a+");
  if (!tryLock(handle.fd, { shared: false })) return undefined;
  return await work();
}

function needsClaims(folder: string): boolean {
  return lockReach(folder).way === "claims";
}

function claimOf(file: string): string {
  return `${file}.claim`;
}
