import { mkdir, open } from "node:fs/promises";
import path from "node:path";
import { tryLock, waitForLock } from "fs-native-extensions";
import { hasErrnoCode } from "../errors/index.ts";
import { withClaim } from "./claim.ts";
import { lockReach } from "./reach.ts";

/**
 * Runs `work` while no other process does so for this file. By the operating system's lock on it, which the kernel gives
 * back when a process dies, so that none is ever stale; such files stay, for removing one would let two processes hold
 * different files of one name. Where locks do not hold between hosts, or are refused, by a claim beside it.
 */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const wait = (fd: number) => waitForLock(fd, { shared: false }).then(() => true);
  return (await holding(file, wait, true, work))!.value;
}

/** As `withLock`, but gives `undefined` at once when another process holds it. */
export async function withLockIfFree<T>(file: string, work: () => Promise<T>): Promise<T | undefined> {
  const tryIt = async (fd: number) => tryLock(fd, { shared: false });
  return (await holding(file, tryIt, false, work))?.value;
}

async function holding<T>(
  file: string,
  take: (fd: number) => Promise<boolean>,
  wait: boolean,
  work: () => Promise<T>,
): Promise<{ readonly value: T } | undefined> {
  const folder = path.dirname(file);
  await mkdir(folder, { recursive: true });
  if (!needsClaims(folder)) {
    await using handle = await open(file, "a+");
    const taken = await take(handle.fd).catch(refused);
    if (taken === true) return { value: await work() };
    if (taken === false) return undefined;
  }
  return await withClaim(`${file}.claim`, wait, work);
}

/** What file systems without locks answer, and servers whose lock service is down. */
const refusals = ["ENOLCK", "EOPNOTSUPP", "ENOTSUP", "ENOSYS"];

function refused(error: unknown): "refused" {
  if (refusals.some((code) => hasErrnoCode(error, code))) return "refused";
  throw error;
}

function needsClaims(folder: string): boolean {
  return lockReach(folder).way === "claims";
}
