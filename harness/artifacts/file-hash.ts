import { createHash } from "node:crypto";
import { createReadStream, type ReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import path from "node:path";

interface KnownHash {
  /** What the file system said of the file before it was read. */
  readonly state: string;
  readonly sha256: Promise<string>;
}

const known = new Map<string, KnownHash>();

/** A file that changed less long ago may change again without its times telling: clocks of file systems are coarse. */
const SETTLED_NS = 2_000_000_000n;

/**
 * SHA-256 of a file's bytes, in hex. A process reads a file once for as long as its length, its times and its inode stay what they are: every cell asks
 * what its model is, which may be gigabytes. Throws Node's own errors where it cannot be read.
 */
export async function hashOfFile(file: string): Promise<string> {
  const place = path.resolve(file);
  const { dev, ino, size, mtimeNs, ctimeNs } = await stat(place, { bigint: true });
  const state = [dev, ino, size, mtimeNs, ctimeNs].join(" ");
  const found = known.get(place);
  if (found?.state === state) return found.sha256;
  const sha256 = hashOfBytes(createReadStream(place));
  if (BigInt(Date.now()) * 1_000_000n - ctimeNs > SETTLED_NS) {
    known.set(place, { state, sha256 });
    // What could not be read is no knowledge.
    sha256.catch(() => known.delete(place));
  }
  return sha256;
}

async function hashOfBytes(bytes: ReadStream): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of bytes) hash.update(chunk as Buffer);
  return hash.digest("hex");
}
