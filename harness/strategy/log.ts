import { createWriteStream, mkdirSync } from "node:fs";
import path from "node:path";
import { finished } from "node:stream/promises";

/** The strategy's standard error, and what the harness has to quote of its output. */
export interface StrategyLog {
  /** Appends until the limit is reached; what is beyond it is dropped, with one remark. */
  write(bytes: Uint8Array): void;
  /** Appends a remark of the harness, limit or not. */
  remark(text: string): void;
  close(): Promise<void>;
}

const maxQuotedBytes = 2000;

/** Opens a log at the end of `file`, for at most `limitKiB` of this process's standard error. */
export function openLog(file: string, limitKiB: number): StrategyLog {
  mkdirSync(path.dirname(file), { recursive: true });
  const stream = createWriteStream(file, { flags: "a" });
  // No cell fails for want of a log; on a full disk the next thing written says so.
  stream.on("error", () => undefined);
  let left = limitKiB * 1024;

  function write(bytes: Uint8Array): void {
    if (left <= 0) return;
    stream.write(bytes.subarray(0, left));
    left -= bytes.length;
    if (left <= 0) remark(`the rest of standard error is dropped, ${limitKiB} KiB are allowed`);
  }

  function remark(text: string): void {
    stream.write(`\n[collapse-bench] ${text}\n`);
  }

  async function close(): Promise<void> {
    stream.end();
    await finished(stream).catch(() => undefined);
  }

  return { write, remark, close };
}

/** The beginning of an offending line, for the log only. */
export function quoted(line: Uint8Array): string {
  const text = Buffer.from(line.subarray(0, maxQuotedBytes)).toString("utf8");
  return line.length > maxQuotedBytes ? `${text} … (${line.length} bytes)` : text;
}
