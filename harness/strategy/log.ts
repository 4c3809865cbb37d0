import { createWriteStream, mkdirSync } from "node:fs";
import path from "node:path";
import { finished } from "node:stream/promises";

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

/** Opens a log at the end of `file`, for at most `limitKiB` of this process's standard error. */
export function openLog(file: string, limitKiB: number): StrategyLog {
  mkdirSync(path.dirname(file), { recursive: true });
  const stream = createWriteStream(file, { flags: "a" });
  // No cell fails for want of a log; on a full disk the next thing written says so.
  stream.on("error", () => undefined);
  let left = limitKiB * 1024;
  let tail = Buffer.alloc(0);

  function write(bytes: Uint8Array): void {
    tail = Buffer.concat([tail, bytes.subarray(-tailBytes)]).subarray(-tailBytes);
    if (left <= 0) return;
    stream.write(bytes.subarray(0, left));
    left -= bytes.length;
    if (left <= 0) remark(`the rest of standard error is dropped, ${limitKiB} KiB are allowed`);
  }

  function lastWords(): string {
    return (
      tail
        .toString("utf8")
        .split(/[\r\n]/)
        .map(printable)
        .findLast((line) => line !== "") ?? ""
    );
  }

  function remark(text: string): void {
    stream.write(`\n[collapse-bench] ${text}\n`);
  }

  async function close(): Promise<void> {
    stream.end();
    await finished(stream).catch(() => undefined);
  }

  return { write, lastWords, remark, close };
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
  return plain.trim().slice(0, maxWordsLength);
}
