import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { BenchError, hasErrnoCode, messageOf } from "../../../harness/errors/index.ts";

/** The bytes of a file in order, without a UTF-8 byte-order mark; throws `file-unreadable`. */
export async function* chunksOf(file: string): AsyncGenerator<Buffer> {
  let first = true;
  try {
    for await (const chunk of createReadStream(file)) {
      const bytes = chunk as Buffer;
      yield first && bytes.subarray(0, 3).equals(byteOrderMark) ? bytes.subarray(3) : bytes;
      first = false;
    }
  } catch (error) {
    throw fileUnreadable(file, error);
  }
}

/** SHA-256 of a file in hexadecimal, and its length; throws `file-unreadable`. */
export async function digestFile(file: string): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash("sha256");
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(file)) {
      hash.update(chunk as Buffer);
      bytes += (chunk as Buffer).length;
    }
  } catch (error) {
    throw fileUnreadable(file, error);
  }
  return { sha256: hash.digest("hex"), bytes };
}

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

function fileUnreadable(file: string, error: unknown): BenchError {
  return new BenchError("the file cannot be read", {
    code: "file-unreadable",
    blame: "usage",
    where: file,
    received: hasErrnoCode(error, "ENOENT") ? "no such file" : messageOf(error),
    mend: "Give the path of a file that exists and may be read.",
    cause: error,
  });
}
