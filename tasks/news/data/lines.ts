import { TextDecoder } from "node:util";
import { chunksOf } from "./bytes.ts";

/** One line of a file, numbered from 1: its text, or why it has none. */
export type Line =
  | { readonly line: number; readonly text: string }
  | { readonly line: number; readonly unreadable: "line-too-long" | "invalid-utf8" };

/** Lines longer than this are not read into memory. */
export const maxLineBytes = 4 * 1024 * 1024;

const lineFeed = 10;

/**
 * The lines of a UTF-8 file, one at a time, without their line ends; a byte-order mark is dropped.
 * A broken line is reported in its place; throws `file-unreadable` when the file itself cannot be read.
 */
export async function* readLines(file: string): AsyncGenerator<Line> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let line = 0;
  let held: Buffer[] = [];
  let heldBytes = 0;
  const take = (rest: Buffer): Line => {
    line++;
    const bytes = heldBytes + rest.length;
    const parts = [...held, rest];
    held = [];
    heldBytes = 0;
    if (bytes > maxLineBytes) return { line, unreadable: "line-too-long" };
    return decodedLine(decoder, Buffer.concat(parts), line);
  };

  for await (const chunk of chunksOf(file)) {
    let start = 0;
    for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, start)) {
      yield take(chunk.subarray(start, end));
      start = end + 1;
    }
    heldBytes += chunk.length - start;
    if (heldBytes > maxLineBytes) held = [];
    else held.push(chunk.subarray(start));
  }
  if (heldBytes > 0) yield take(Buffer.alloc(0));
}

function decodedLine(decoder: TextDecoder, bytes: Buffer, line: number): Line {
  try {
    return { line, text: decoder.decode(bytes).replace(/\r$/, "") };
  } catch {
    return { line, unreadable: "invalid-utf8" };
  }
}
