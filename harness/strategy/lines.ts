import { StrategyFailure } from "../selection/index.ts";

/** One line of output, without its newline. */
export interface OutputLine {
  /** From 1; blank lines count. */
  readonly number: number;
  readonly bytes: Uint8Array;
}

export interface LineLimits {
  readonly maxLineBytes: number;
  readonly maxBytes: number;
}

const newline = 0x0a;

/**
 * Splits a byte stream into lines, skipping blank ones; a last line without newline counts.
 * Throws `StrategyFailure` as soon as a limit is passed, with the line it happened on.
 */
export async function* splitLines(
  source: AsyncIterable<Uint8Array>,
  { maxLineBytes, maxBytes }: LineLimits,
): AsyncGenerator<OutputLine> {
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  let consumed = 0;
  let number = 1;

  /** Whichever limit a line of this length passes first, however the stream is cut into pieces. */
  function check(lineBytes: number): void {
    if (consumed + lineBytes > maxBytes && maxBytes - consumed <= maxLineBytes)
      throw tooMuchOutput(maxBytes, number);
    if (lineBytes > maxLineBytes) throw lineTooLong(maxLineBytes, number);
  }

  for await (const chunk of source) {
    let start = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      const lineBytes = pendingBytes + end - start;
      check(lineBytes);
      const bytes = joined(pending, chunk.subarray(start, end));
      pending = [];
      pendingBytes = 0;
      start = end + 1;
      consumed += lineBytes + 1;
      if (!isBlank(bytes)) yield { number, bytes };
      number++;
    }
    pending.push(chunk.subarray(start));
    pendingBytes += chunk.length - start;
    check(pendingBytes);
  }
  const last = joined(pending, new Uint8Array());
  if (!isBlank(last)) yield { number, bytes: last };
}

function joined(pending: readonly Uint8Array[], last: Uint8Array): Uint8Array {
  return pending.length === 0 ? last : Buffer.concat([...pending, last]);
}

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}

function lineTooLong(maxLineBytes: number, line: number): StrategyFailure {
  return new StrategyFailure("line-too-long", "a line of standard output is too long", {
    expected: `at most ${maxLineBytes} bytes`,
    mend: "Spread the pairs over several messages.",
    line,
  });
}

function tooMuchOutput(maxBytes: number, line: number): StrategyFailure {
  return new StrategyFailure("output-too-large", "standard output is larger than allowed", {
    expected: `at most ${maxBytes / 2 ** 20} MiB in one round`,
    mend: "Print only protocol messages to standard output.",
    line,
  });
}
