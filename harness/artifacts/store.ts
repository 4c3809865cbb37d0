import { createHash } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import writeFileAtomic from "write-file-atomic";
import { hasErrnoCode } from "../errors/index.ts";
import type { Bundle } from "./bundle.ts";
import { canonicalHash } from "./canonical.ts";
import { withLock } from "./lock.ts";
import { decodeBundle, encodeBundle } from "./safetensors.ts";

/** Every input of the work, as JSON: equal keys mean equal results. */
export type ArtifactKey = Readonly<Record<string, unknown>>;

export interface ArtifactStore {
  /** The artifact of a key; runs `compute` only when no process has stored it yet. */
  bundle(key: ArtifactKey, compute: () => Promise<Bundle>): Promise<Bundle>;
}

/** The store in a folder, made when missing. A damaged file is computed again. */
export function openArtifacts(folder: string): ArtifactStore {
  async function bundle(key: ArtifactKey, compute: () => Promise<Bundle>): Promise<Bundle> {
    const hash = canonicalHash(key);
    const file = path.join(folder, hash.slice(0, 2), `${hash}.safetensors`);
    return (
      (await stored(file)) ??
      withLock(`${file}.lock`, async () => (await stored(file)) ?? keep(file, await compute()))
    );
  }
  return { bundle };
}

/** The same store for narrower work: `scope` is part of every key. */
export function scopedArtifacts(store: ArtifactStore, scope: ArtifactKey): ArtifactStore {
  return { bundle: (key, compute) => store.bundle({ ...key, scope }, compute) };
}

const checksumLength = 32;

async function keep(file: string, bundle: Bundle): Promise<Bundle> {
  const body = encodeBundle(bundle);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFileAtomic(file, Buffer.concat([checksum(body), body]));
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
