import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { BenchError, hasErrnoCode } from "../errors/index.ts";
import { Seal } from "../random/index.ts";

/** 256 bits, hexadecimal: what nobody can guess, and what a line of YAML can hold. */
export const keyShape = /^[0-9a-f]{64}$/;

/** A file that holds a season's key, and nothing else. */
export interface KeyFile {
  readonly file: string;
  readonly seal: Seal;
}

/** Makes a new key in a file that only its owner can read. Throws `BenchError` (blame usage) where there is something already. */
export function writeKeyFile(file: string): Seal {
  const key = randomBytes(32).toString("hex");
  try {
    // Without a line feed, so that `sha256sum` prints the commitment.
    writeFileSync(file, key, { mode: 0o600, flag: "wx" });
  } catch (error) {
    if (!hasErrnoCode(error, "EEXIST") && !hasErrnoCode(error, "ENOENT")) throw error;
    throw keyError(
      "key-file",
      file,
      "no key can be written here",
      "Name a new file, in a folder that exists.",
      error,
    );
  }
  return new Seal(key);
}

/** Reads a key. Throws `BenchError` (blame usage), which never quotes what it found. */
export function readKeyFile(file: string): KeyFile {
  const key = textOf(file).trimEnd();
  if (keyShape.test(key)) return { file, seal: new Seal(key) };
  throw keyError(
    "key-shape",
    file,
    "this is no season's key",
    "Name the file that `season open` wrote: 64 hexadecimal digits.",
  );
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw keyError("key-file", file, "the key cannot be read", "Correct the path after --key.", error);
  }
}

function keyError(code: string, where: string, message: string, mend: string, cause?: unknown): BenchError {
  return new BenchError(message, { code, blame: "usage", where, mend, cause });
}
