import { mkdir, open } from "node:fs/promises";
import path from "node:path";
import { tryLock, waitForLock } from "fs-native-extensions";

/**
 * Runs `work` while holding the operating system's lock on a file; the kernel gives it back when a process dies,
 * so no lock is ever stale. Lock files stay: removing one would let two processes hold different files of one name.
 */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  await mkdir(path.dirname(file), { recursive: true });
  await using handle = await open(file, "a+");
  await waitForLock(handle.fd, { shared: false });
  return await work();
}

/** As `withLock`, but gives `undefined` at once when another process holds it. */
export async function withLockIfFree<T>(file: string, work: () => Promise<T>): Promise<T | undefined> {
  await mkdir(path.dirname(file), { recursive: true });
  await using handle = await open(file, "a+");
  if (!tryLock(handle.fd, { shared: false })) return undefined;
  return await work();
}
