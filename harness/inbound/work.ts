import { rmSync } from "node:fs";
import { type FileHandle, mkdir, open, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { tryLock } from "fs-native-extensions";
import { BenchError, hasErrnoCode } from "../errors/index.ts";

const prefix = ".work-";
const lockFile = "lock";
const mostTries = 8;
const pauseMs = 25;
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** A folder for a piece of work that nobody else does meanwhile; gone once it is disposed of, or on a signal that ends this process. */
export interface WorkFolder extends AsyncDisposable {
  readonly path: string;
}

/**
 * The folder, in `keptIn`, for work on what is to be kept there under a name: a "corpus", a "model". Throws `<kind>-busy`
 * while another process, or this one, has it.
 */
export async function openWork(keptIn: string, kind: string, name: string): Promise<WorkFolder> {
  const folder = await claim(join(keptIn, `${prefix}${name}`), mostTries);
  if (folder !== undefined) return folder;
  throw new BenchError(`another process is at work on the ${kind} "${name}"`, {
    code: `${kind}-busy`,
    blame: "usage",
    where: join(keptIn, name),
    mend: "Wait until it is done, or choose another --name.",
  });
}

/**
 * Removes what killed processes left; what living ones use stays, since the kernel knows whose locks are held. What this
 * user may not remove stays too, and hinders nobody.
 */
export async function sweepWork(keptIn: string): Promise<void> {
  for (const entry of await readdir(keptIn)) {
    if (!entry.startsWith(prefix)) continue;
    try {
      await using _left = await claim(join(keptIn, entry), 1);
    } catch (error) {
      if (!hasErrnoCode(error, "EACCES") && !hasErrnoCode(error, "EPERM")) throw error;
    }
  }
}

/** Takes the lock in a folder, which it makes and empties; undefined while another has it. */
async function claim(path: string, tries: number): Promise<WorkFolder | undefined> {
  for (let left = tries; left > 0; left--) {
    await mkdir(path, { recursive: true });
    const lock = await locked(join(path, lockFile));
    if (lock !== undefined) {
      await clear(path);
      return held(path, lock);
    }
    if (left > 1) await sleep(pauseMs);
  }
  return undefined;
}

/** The lock file, open and locked, if it is still the one of that name: whoever held it before took it away. */
async function locked(file: string): Promise<FileHandle | undefined> {
  const handle = await open(file, "a+").catch((error: unknown) => {
    if (hasErrnoCode(error, "ENOENT")) return undefined;
    throw error;
  });
  if (handle === undefined) return undefined;
  if (tryLock(handle.fd, { shared: false })) {
    const [mine, there] = [await handle.stat(), await stat(file).catch(() => undefined)];
    if (there?.ino === mine.ino) return handle;
  }
  await handle.close();
  return undefined;
}

async function clear(path: string): Promise<void> {
  const left = (await readdir(path)).filter((name) => name !== lockFile);
  for (const name of left) await rm(join(path, name), { recursive: true });
}

function held(path: string, lock: FileHandle): WorkFolder {
  const leave = (signal: NodeJS.Signals) => {
    rmSync(path, { recursive: true, force: true });
    for (const known of signals) process.removeListener(known, leave);
    process.kill(process.pid, signal);
  };
  for (const signal of signals) process.on(signal, leave);
  return {
    path,
    async [Symbol.asyncDispose]() {
      for (const signal of signals) process.removeListener(signal, leave);
      await rm(path, { recursive: true, force: true });
      await lock.close();
    },
  };
}
