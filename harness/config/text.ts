import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { BenchError, hasErrnoCode } from "../errors/index.ts";
import type { FileKind } from "./issues.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** A file's text. Throws `BenchError` when it is missing, no regular file, larger than allowed, or not UTF-8. */
export function readText(file: string, kind: FileKind, maxBytes: number): string {
  const handle = open(file, kind);
  try {
    const found = fstatSync(handle);
    if (!found.isFile()) throw wrong(file, kind, "is no regular file", "Put a file in its place.");
    if (found.size > maxBytes)
      throw wrong(file, kind, `is larger than ${maxBytes / 1024} KiB`, "Say less in it.");
    return decode(readFileSync(handle), file, kind);
  } finally {
    closeSync(handle);
  }
}

/** Without waiting: a named pipe would be opened once somebody writes to it. */
function open(file: string, kind: FileKind): number {
  try {
    return openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (!hasErrnoCode(error, "ENOENT")) throw error;
    throw new BenchError(`there is no ${kind.kind} file`, {
      code: `${kind.kind}-missing`,
      blame: kind.blame,
      where: file,
      mend: "Create the file, or correct its path.",
      cause: error,
    });
  }
}

function decode(bytes: Uint8Array, file: string, kind: FileKind): string {
  try {
    return utf8.decode(bytes);
  } catch (error) {
    throw wrong(file, kind, "is not UTF-8", "Save it again with the encoding UTF-8.", error);
  }
}

function wrong(
  file: string,
  { kind, blame }: FileKind,
  what: string,
  mend: string,
  cause?: unknown,
): BenchError {
  return new BenchError(`the ${kind} ${what}`, { code: `${kind}-file`, blame, where: file, mend, cause });
}
