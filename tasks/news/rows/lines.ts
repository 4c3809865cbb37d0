import { TextDecoder } from "node:util";
import { chunksOf } from "./input.ts";

/** One line of a file, numbered from 1: its text, or why it has none. */
export type Line =
  | { readonly line: number; readonly text: string }
  | { readonly line: number; readonly unreadable: "line-too-long" | "invalid-utf8" };

/** A line as it stands in a table: `isBroken` where bytes that are no UTF-8 became replacement characters. */
export type TableLine =
  | { readonly line: number; readonly text: string; readonly isBroken: boolean }
  | { readonly line: number; readonly unreadable: "line-too-long" };

/** Which characters end lines; carriage returns before a line feed belong to it either way. */
export type LineEnds = "lf" | "lf-and-cr";

/** Lines longer than this are not read into memory. */
export const maxLineBytes = 4 * 1024 * 1024;

const lineFeed = 10;
const carriageReturn = 13;

/**
 * The lines of a UTF-8 file, one at a time, without their line ends; a byte-order mark is dropped.
 * A broken line is reported in its place; throws `file-unreadable` when the file itself cannot be read.
 */
export async function* readLines(file: string): AsyncGenerator<Line> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  for await (const { line, bytes } of byteLines(chunksOf(file), "lf")) {
    if (bytes === undefined) yield { line, unreadable: "line-too-long" };
    else yield decodedLine(decoder, line === 1 ? withoutMark(bytes) : bytes, line);
  }
}

/** The lines of a table in UTF-8. */
export async function* tableLines(chunks: AsyncIterable<Buffer>, ends: LineEnds): AsyncGenerator<TableLine> {
  const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  for await (const { line, bytes } of byteLines(chunks, ends)) {
    if (bytes === undefined) {
      yield { line, unreadable: "line-too-long" };
      continue;
    }
    const read = decodedLine(strict, bytes, line);
    if ("text" in read) yield { ...read, isBroken: false };
    else yield { line, text: bytes.toString("utf8"), isBroken: true };
  }
}

interface ByteLine {
  readonly line: number;
  /** Absent where there were too many of them. */
  readonly bytes?: Buffer;
}

async function* byteLines(chunks: AsyncIterable<Buffer>, ends: LineEnds): AsyncGenerator<ByteLine> {
  const find = ends === "lf" ? nextLineFeed : nextLineEnd;
  let line = 0;
  let held: Buffer[] = [];
  let heldBytes = 0;
  // True between a carriage return that ended a line and what may be its line feed.
  let feedMayFollow = false;
  const take = (rest: Buffer): ByteLine => {
    line++;
    const tooLong = heldBytes + rest.length > maxLineBytes;
    const bytes = tooLong || held.length === 0 ? rest : Buffer.concat([...held, rest]);
    held = [];
    heldBytes = 0;
    return tooLong ? { line } : { line, bytes: withoutReturns(bytes) };
  };

  for await (const chunk of chunks) {
    let start = 0;
    if (feedMayFollow && chunk.length > 0) {
      start = chunk[0] === lineFeed ? 1 : 0;
      feedMayFollow = false;
    }
    for (let end = find(chunk, start); end !== -1; end = find(chunk, start)) {
      yield take(chunk.subarray(start, end));
      start = end + 1;
      if (chunk[end] === carriageReturn) {
        if (start === chunk.length) feedMayFollow = true;
        else if (chunk[start] === lineFeed) start++;
      }
    }
    heldBytes += chunk.length - start;
    if (heldBytes > maxLineBytes) held = [];
    else held.push(chunk.subarray(start));
  }
  if (heldBytes > 0) yield take(Buffer.alloc(0));
}

/** Without the carriage returns at a line's end, of which a file that was converted twice has two. */
function withoutReturns(bytes: Buffer): Buffer {
  let end = bytes.length;
  while (bytes[end - 1] === carriageReturn) end--;
  return bytes.subarray(0, end);
}

function nextLineFeed(chunk: Buffer, start: number): number {
  return chunk.indexOf(lineFeed, start);
}

function nextLineEnd(chunk: Buffer, start: number): number {
  for (let place = start; place < chunk.length; place++)
    if (chunk[place] === lineFeed || chunk[place] === carriageReturn) return place;
  return -1;
}

function decodedLine(decoder: TextDecoder, bytes: Buffer, line: number): Line {
  try {
    return { line, text: decoder.decode(bytes) };
  } catch {
    return { line, unreadable: "invalid-utf8" };
  }
}

function withoutMark(bytes: Buffer): Buffer {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}
