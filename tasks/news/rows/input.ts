import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { BenchError, hasErrnoCode, messageOf } from "../../../harness/errors/index.ts";
import type { ReadFile } from "./contract.ts";

/** Stands for standard input wherever a file can be named. */
export const standardInput = "-";

/** What errors and reports call an input. */
export function labelOf(path: string): string {
  return path === standardInput ? "standard input" : path;
}

/** A file, a named pipe or standard input, opened to be read once. */
export interface Input {
  /** What errors call it. */
  readonly label: string;
  /** True for a file on disk, which can also be read at random. */
  readonly isFile: boolean;
  readonly chunks: AsyncIterable<Buffer>;
  /** Of the chunks that were read. */
  source(): ReadFile;
}

/** Opens an input; throws `file-unreadable`, now or while it is read. */
export async function openInput(path: string): Promise<Input> {
  const label = labelOf(path);
  const isFile = path !== standardInput && (await isPlainFile(path));
  const hash = createHash("sha256");
  let bytes = 0;
  async function* chunks(): AsyncGenerator<Buffer> {
    for await (const chunk of chunksOf(path)) {
      hash.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
  }
  const source = () => ({ name: basename(label), sha256: hash.copy().digest("hex"), bytes });
  return { label, isFile, chunks: chunks(), source };
}

/** The bytes of a file, or of standard input, in order; throws `file-unreadable`. */
export async function* chunksOf(path: string): AsyncGenerator<Buffer> {
  try {
    const stream = path === standardInput ? process.stdin : createReadStream(path);
    for await (const chunk of stream) yield chunk as Buffer;
  } catch (error) {
    throw fileUnreadable(path, error);
  }
}

/** SHA-256 and length of a whole file; throws `file-unreadable`. */
export async function digestFile(path: string): Promise<Omit<ReadFile, "name">> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of chunksOf(path)) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { sha256: hash.digest("hex"), bytes };
}

async function isPlainFile(path: string): Promise<boolean> {
  const found = await stat(path).catch((error: unknown) => {
    throw fileUnreadable(path, error);
  });
  if (found.isDirectory()) throw fileUnreadable(path, new Error("a folder"));
  return found.isFile();
}

function fileUnreadable(path: string, error: unknown): BenchError {
  return new BenchError("the file cannot be read", {
    code: "file-unreadable",
    blame: "usage",
    where: labelOf(path),
    received: reasonOf(error),
    mend: "Give the path of a file that exists and may be read, or - for standard input.",
    cause: error,
  });
}

function reasonOf(error: unknown): string {
  if (hasErrnoCode(error, "ENOENT")) return "no such file";
  if (hasErrnoCode(error, "ENOTDIR")) return "no such file: a part of the path is no folder";
  if (hasErrnoCode(error, "EACCES")) return "a file that this user may not read";
  return messageOf(error);
}
