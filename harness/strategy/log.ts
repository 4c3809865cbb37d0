import { createWriteStream, mkdirSync } from "node:fs";
import path from "node:path";
import { finished } from "node:stream/promises";
import { StringDecoder } from "node:string_decoder";

/** The strategy's standard error, and what the harness has to quote of its output. */
export interface StrategyLog {
  /** Appends until the limit is reached; what is beyond it is dropped, with one remark. */
  write(bytes: Uint8Array): void;
  /** The last line of standard error that is not blank, fit for a terminal; empty when there is none. */
  lastWords(): string;
  /** Appends a remark of the harness, limit or not. */
  remark(text: string): void;
  close(): Promise<void>;
}

const maxQuotedBytes = 2000;
const tailBytes = 4096;
const maxWordsLength = 300;

/** Opens a log at the end of `file`, for at most `limitKiB` of this process's standard error; `hear` is told of it line by line. */
export function openLog(file: string, limitKiB: number, hear?: (line: string) => void): StrategyLog {
  mkdirSync(path.dirname(file), { recursive: true });
  const stream = createWriteStream(file, { flags: "a" });
  // No cell fails for want of a log; on a full disk the next thing written says so.
  stream.on("error", () => undefined);
  let left = limitKiB * 1024;
  let tail = Buffer.alloc(0);
  const heard = hear && linesFor(hear);

  function write(bytes: Uint8Array): void {
    tail = Buffer.concat([tail, bytes.subarray(-tailBytes)]).subarray(-tailBytes);
    if (left <= 0) return;
    stream.write(bytes.subarray(0, left));
    heard?.write(bytes.subarray(0, left));
    left -= bytes.length;
    if (left <= 0) remark(`the rest of standard error is dropped, ${limitKiB} KiB are allowed`);
  }

  function lastWords(): string {
    return (
      tail
        .toString("utf8")
        .split(/[\r\n]/)
        .map((line) => printable(line).trim())
        .findLast((line) => line !== "") ?? ""
    );
  }

  function remark(text: string): void {
    stream.write(`\n[collapse-bench] ${text}\n`);
  }

  async function close(): Promise<void> {
    heard?.end();
    stream.end();
    await finished(stream).catch(() => undefined);
  }

  return { write, lastWords, remark, close };
}

/** Bytes in pieces as whole lines, without what could move a terminal's cursor. */
function linesFor(hear: (line: string) => void) {
  const decoder = new StringDecoder("utf8");
  let open = "";
  const tell = (text: string) => {
    const lines = (open + text).split(/\r?\n/);
    open = lines.pop()!;
    for (const line of lines) hear(printable(line));
  };
  return {
    write: (bytes: Uint8Array) => tell(decoder.write(bytes)),
    end: () => open !== "" && tell("\n"),
  };
}

/** The beginning of an offending line, for the log only. */
export function quoted(line: Uint8Array): string {
  const text = Buffer.from(line.subarray(0, maxQuotedBytes)).toString("utf8");
  return line.length > maxQuotedBytes ? `${text} … (${line.length} bytes)` : text;
}

/** Without control characters, escape sequences and marks that turn the direction of text. */
function printable(line: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one.
  const plain = line.replace(/\u001b\[[0-?]*[ -/]*[@-~]/g, "").replace(/\p{C}/gu, "");
  return plain.trimEnd().slice(0, maxWordsLength);
}
