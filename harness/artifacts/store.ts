import { createHash } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import { hasErrnoCode } from "../errors/index.ts";
import type { Bundle } from "./bundle.ts";
import { canonicalHash } from "./canonical.ts";
import { withLock, withLockIfFree } from "./lock.ts";
import { decodeBundle, encodeBundle } from "./safetensors.ts";
import { writeWhole } from "./write.ts";

/** Every input of the work, as JSON: equal keys mean equal results. */
export type ArtifactKey = Readonly<Record<string, unknown>>;

export interface ArtifactStore {
  /** The artifact of a key; runs `compute` only when no process has stored it yet. */
  bundle(key: ArtifactKey, compute: () => Promise<Bundle>): Promise<Bundle>;
  /** The same, but `undefined` at once where another process is about it. */
  bundleIfFree(key: ArtifactKey, compute: () => Promise<Bundle>): Promise<Bundle | undefined>;
  /** How far the work of a key has come, for work too long to begin again when it is stopped. */
  unfinished(key: ArtifactKey): Unfinished;
}

/** The state of one piece of work between start and end. */
export interface Unfinished {
  /** What was written last; undefined when nothing was, or when it is damaged. */
  read(): Promise<Bundle | undefined>;
  write(state: Bundle): Promise<void>;
  /** To be called when the work is done. */
  clear(): Promise<void>;
}

/** The store in a folder, made when missing. A damaged file is computed again. */
export function openArtifacts(folder: string): ArtifactStore {
  function fileOf(key: ArtifactKey, ending: string): string {
    const hash = canonicalHash(key);
    return path.join(folder, hash.slice(0, 2), `${hash}.${ending}`);
  }

  /** `lock` says what becomes of work that another process is about. */
  function by<Got>(lock: (file: string, work: () => Promise<Bundle>) => Promise<Got>) {
    return async (key: ArtifactKey, compute: () => Promise<Bundle>): Promise<Bundle | Got> => {
      const file = fileOf(key, "safetensors");
      const work = async () => (await stored(file)) ?? keep(file, await compute());
      return (await stored(file)) ?? lock(`${file}.lock`, work);
    };
  }

  function unfinished(key: ArtifactKey): Unfinished {
    const file = fileOf(key, "unfinished.safetensors");
    return {
      read: () => stored(file),
      write: async (state) => void (await keep(file, state)),
      clear: () => rm(file, { force: true }),
    };
  }

  return { bundle: by(withLock<Bundle>), bundleIfFree: by(withLockIfFree<Bundle>), unfinished };
}

/** A small artifact that is a JSON value: numbers that were measured. */
export async function keptValue<Value>(
  store: Pick<ArtifactStore, "bundle">,
  key: ArtifactKey,
  measure: () => Promise<Value>,
): Promise<Value> {
  return valueIn(await store.bundle(...asValue(key, measure)));
}

/** The same, but `undefined` at once where another process is measuring it. */
export async function keptValueIfFree<Value>(
  store: Pick<ArtifactStore, "bundleIfFree">,
  key: ArtifactKey,
  measure: () => Promise<Value>,
): Promise<Value | undefined> {
  const bundle = await store.bundleIfFree(...asValue(key, measure));
  return bundle && valueIn(bundle);
}

/** Key and work of a value as a bundle. */
function asValue(key: ArtifactKey, measure: () => Promise<unknown>) {
  const work = async () => ({ arrays: {}, metadata: { value: JSON.stringify(await measure()) } });
  return [{ ...key, as: "value" }, work] as const;
}

function valueIn<Value>({ metadata }: Bundle): Value {
  return JSON.parse(metadata["value"]!) as Value;
}

/** A store that keeps nothing: everything is computed when it is asked for. */
export const noArtifacts: ArtifactStore = {
  bundle: (_, compute) => compute(),
  bundleIfFree: (_, compute) => compute(),
  unfinished: () => ({ read: async () => undefined, write: async () => {}, clear: async () => {} }),
};

/** The same store for narrower work: `scope` is part of every key; scopes may be nested. */
export function scopedArtifacts(store: ArtifactStore, scope: ArtifactKey): ArtifactStore {
  const scoped = (key: ArtifactKey) => ({
    ...key,
    scope: key["scope"] === undefined ? scope : { ...scope, within: key["scope"] },
  });
  return {
    bundle: (key, compute) => store.bundle(scoped(key), compute),
    bundleIfFree: (key, compute) => store.bundleIfFree(scoped(key), compute),
    unfinished: (key) => store.unfinished(scoped(key)),
  };
}

const checksumLength = 32;

async function keep(file: string, bundle: Bundle): Promise<Bundle> {
  const body = encodeBundle(bundle);
  await writeWhole(file, Buffer.concat([checksum(body), body]));
  return decodeBundle(body);
}

async function stored(file: string): Promise<Bundle | undefined> {
  try {
    const bytes = await readFile(file);
    const body = bytes.subarray(checksumLength);
    return checksum(body).equals(bytes.subarray(0, checksumLength)) ? decodeBundle(body) : undefined;
  } catch (error) {
    if (hasErrnoCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

function checksum(body: Uint8Array): Buffer {
  return createHash("sha256").update(body).digest();
}
