import { TextDecoder } from "node:util";
import { BenchError } from "../../../harness/errors/index.ts";
import { ByteStream } from "./stream.ts";

const marks: readonly (readonly [bytes: readonly number[], encoding: string])[] = [
  [[0xff, 0xfe, 0, 0], "utf-32le"],
  [[0, 0, 0xfe, 0xff], "utf-32be"],
  [[0xef, 0xbb, 0xbf], "utf-8"],
  [[0xff, 0xfe], "utf-16le"],
  [[0xfe, 0xff], "utf-16be"],
];
const looked = 4096;

/**
 * A stream as UTF-8 without its byte-order mark, and what it was: after its mark, else as the caller says, else UTF-8.
 * UTF-8 itself is passed on as it is, broken or not. Throws `corpus-encoding` for what cannot be read.
 */
export async function asUtf8(
  stream: ByteStream,
  label: string,
  wanted: string | undefined,
): Promise<{ readonly stream: ByteStream; readonly encoding: string }> {
  const named = wanted === undefined ? undefined : decoderOf(wanted, label).encoding;
  const head = (await stream.peek(looked)).subarray(0, looked);
  const mark = marks.find(([bytes]) => bytes.every((byte, place) => head[place] === byte));
  if (mark !== undefined) await stream.skip(mark[0].length);
  const encoding = mark?.[1] ?? named ?? "utf-8";
  if (encoding.startsWith("utf-32")) throw refused(label, "UTF-32", "Convert it to UTF-8.");
  if (mark === undefined && named === undefined) refuseUnmarked(head, label);
  if (encoding === "utf-8") return { stream, encoding };
  return { stream: new ByteStream(decoded(stream, encoding, label)), encoding };
}

async function* decoded(stream: ByteStream, encoding: string, label: string): AsyncGenerator<Buffer> {
  const decoder = decoderOf(encoding, label);
  for await (const chunk of stream) yield Buffer.from(decoder.decode(chunk, { stream: true }));
  yield Buffer.from(decoder.decode());
}

function decoderOf(encoding: string, label: string): TextDecoder {
  try {
    return new TextDecoder(encoding);
  } catch (error) {
    throw new BenchError("there is no such encoding", {
      code: "corpus-encoding",
      blame: "usage",
      where: label,
      expected:
        "a name of the Encoding Standard, such as utf-8, utf-16le, windows-1252, gb18030 or shift_jis",
      received: JSON.stringify(encoding),
      mend: "Name it with --encoding, or convert the file to UTF-8.",
      cause: error,
    });
  }
}

/** Text in UTF-16 has a NUL in nearly every pair of bytes, text in UTF-8 has none. */
function refuseUnmarked(head: Buffer, label: string): void {
  const nuls = [0, 0];
  for (const [place, byte] of head.entries()) if (byte === 0) nuls[place % 2]!++;
  const [even, odd] = nuls as [number, number];
  if (Math.max(even, odd) * 4 < head.length || head.length < 4) return;
  if (even + odd === head.length)
    throw refused(
      label,
      "NUL bytes and nothing else",
      "Write or download it again: it has a length and no content.",
    );
  const guess = odd > even ? "utf-16le" : "utf-16be";
  throw refused(label, "text with a NUL in every other byte", `If it is UTF-16, say --encoding ${guess}.`);
}

/** A file of which more is broken than whole, read as UTF-8. */
export function notUtf8(label: string, received: string): BenchError {
  return new BenchError("this file is not in UTF-8", {
    code: "corpus-encoding",
    blame: "usage",
    where: label,
    received,
    mend:
      "Say what it is, such as --encoding windows-1252 for Western European texts; " +
      "with --encoding utf-8 rows that are broken are skipped.",
  });
}

function refused(label: string, received: string, mend: string): BenchError {
  return new BenchError("this encoding cannot be read", {
    code: "corpus-encoding",
    blame: "usage",
    where: label,
    expected: "UTF-8, or UTF-16 with its byte-order mark, or an encoding named with --encoding",
    received,
    mend,
  });
}
