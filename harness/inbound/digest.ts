import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";

/** What a file must be: by its bytes, or as git names it, which is how hubs name what they keep in git itself. */
export type Checksum =
  | { readonly kind: "sha256"; readonly digest: string }
  | { readonly kind: "git-blob"; readonly digest: string };

/** A file's length and names, in hex. */
export interface Digests {
  readonly bytes: number;
  readonly sha256: string;
  /** SHA-1 of the file with git's heading. */
  readonly gitBlob: string;
}

/** Reads a file once. Throws Node's own errors where it cannot be read. */
export async function digestsOf(file: string): Promise<Digests> {
  const { size } = await stat(file);
  const [sha256, gitBlob] = [createHash("sha256"), createHash("sha1")];
  gitBlob.update(`blob ${size}\0`);
  let bytes = 0;
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    sha256.update(chunk);
    gitBlob.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: sha256.digest("hex"), gitBlob: gitBlob.digest("hex") };
}
