import type { Transform } from "node:stream";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { BenchError, messageOf } from "../../../harness/errors/index.ts";
import { ByteStream } from "./stream.ts";

/** How a file was packed. */
export type Packing = "gzip" | "zstd";

type Unpacker = Transform & { readonly bytesWritten: number };

interface Known {
  readonly name: Packing;
  /** What such a file, and each part of one, begins with. */
  begins(head: string): boolean;
  unpack(): Unpacker;
}

const signatureBytes = 300;

const packings: readonly Known[] = [
  { name: "gzip", begins: (head) => head.startsWith("\x1f\x8b"), unpack: createGunzip },
  {
    name: "zstd",
    // The second kind of frame holds no data; pzstd begins with one.
    begins: (head) =>
      head.startsWith("\x28\xb5\x2f\xfd") || (/^[P-_]/.test(head) && head.startsWith("\x2a\x4d\x18", 1)),
    unpack: createZstdDecompress,
  },
];

/** Kinds that cannot be read, by what stands at a place in the file, and what to do with them. */
const foreign: readonly (readonly [starts: string, at: number, kind: string, mend: string])[] = [
  ["BZh", 0, "a bzip2 file", "Unpack it first, with bunzip2."],
  ["\xfd7zXZ\0", 0, "an xz file", "Unpack it first, with unxz."],
  ["\x04\x22\x4d\x18", 0, "an lz4 file", "Unpack it first, with unlz4."],
  ["7z\xbc\xaf\x27\x1c", 0, "a 7-Zip archive", "Unpack it first."],
  ["PK\x03\x04", 0, "a ZIP archive, such as Excel and Word write", "Unpack it, or save the sheet as CSV."],
  ["ustar", 257, "a tar archive", "Unpack it first, with tar -xf."],
  ["\xd0\xcf\x11\xe0", 0, "an old Excel or Word file", "Save the sheet as CSV."],
  ["%PDF", 0, "a PDF", "Give the texts as JSON lines or CSV."],
  ["ARROW1", 0, "an Arrow (Feather) file", "Write it as Parquet or JSON lines."],
  ["\xff\xff\xff\xff", 0, "an Arrow stream", "Write it as Parquet or JSON lines."],
  ["Obj\x01", 0, "an Avro file", "Write it as Parquet or JSON lines."],
  ["ORC", 0, "an ORC file", "Write it as Parquet or JSON lines."],
  ["SQLite format 3", 0, "an SQLite database", "Write the table as CSV or JSON lines."],
  ["\x89HDF", 0, "an HDF5 file", "Write the table as Parquet or JSON lines."],
  ["\x80\x02", 0, "a Python pickle", "Write the rows as JSON lines."],
  ["\x80\x03", 0, "a Python pickle", "Write the rows as JSON lines."],
  ["\x80\x04", 0, "a Python pickle", "Write the rows as JSON lines."],
  ["\x80\x05", 0, "a Python pickle", "Write the rows as JSON lines."],
  ["\x93NUMPY", 0, "a NumPy array", "Write the rows as JSON lines."],
  ["\x1f\x9d", 0, "a file packed with compress", "Unpack it first, with uncompress."],
  ["LZIP", 0, "an lzip file", "Unpack it first, with lzip -d."],
  ["Rar!", 0, "a RAR archive", "Unpack it first."],
  ["{\\rtf", 0, "a text in RTF", "Give the texts as JSON lines or CSV."],
  [
    "version https://git-lfs.",
    0,
    "a pointer of Git LFS in place of the file",
    "Get the file itself, with git lfs pull.",
  ],
];
/** The same for markup, which may begin with blanks and in capitals. */
const markup: readonly (readonly [begins: RegExp, kind: string, mend: string])[] = [
  [
    /^\s*<(?:!doctype\s+)?html\b/i,
    "a web page",
    "Download the file itself: this page may say why it did not come.",
  ],
  [/^\s*<\?xml\b/i, "an XML text", "Give the texts as JSON lines or CSV."],
];
const utf8Mark = "\xef\xbb\xbf";

/** What a packed stream holds, however often it was packed; throws `corpus-unknown-format` for kinds that cannot be read. */
export async function unpacked(
  stream: ByteStream,
  label: string,
): Promise<{ readonly stream: ByteStream; readonly packings: readonly Packing[] }> {
  const head = (await stream.peek(signatureBytes)).subarray(0, signatureBytes).toString("latin1");
  refuseForeign(head, label);
  const packing = packings.find(({ begins }) => begins(head));
  if (packing === undefined) return { stream, packings: [] };
  const inner = await unpacked(new ByteStream(contentOf(stream, packing, label)), label);
  return { stream: inner.stream, packings: [packing.name, ...inner.packings] };
}

/** All parts of a packed stream, of which there may be several. */
async function* contentOf(stream: ByteStream, known: Known, label: string): AsyncGenerator<Buffer> {
  try {
    for (let head = await stream.peek(4); head.length > 0; head = await stream.peek(4)) {
      if (!known.begins(head.toString("latin1", 0, 4))) throw new Error("other bytes after its end");
      yield* partOf(stream, known.unpack());
    }
  } catch (error) {
    if (error instanceof BenchError) throw error;
    throw new BenchError(`this ${known.name} file cannot be unpacked to its end`, {
      code: "corpus-packing-broken",
      blame: "usage",
      where: label,
      expected: `a whole ${known.name} file`,
      received: messageOf(error),
      mend: "Download or pack the file again: it is truncated or damaged.",
      cause: error,
    });
  } finally {
    await stream.close();
  }
}

/** One part, after which the stream stands behind it: an unpacker stops at the end of a frame and drops what follows. */
async function* partOf(stream: ByteStream, unpacker: Unpacker): AsyncGenerator<Buffer> {
  const fed = feed(stream, unpacker);
  // What goes wrong comes out of the loop below.
  fed.catch((error: unknown) => unpacker.destroy(error as Error));
  try {
    for await (const chunk of unpacker) yield chunk as Buffer;
  } finally {
    unpacker.destroy();
  }
  stream.unread(await fed);
}

/** Gives an unpacker a stream chunk by chunk until it takes no more of one; gives what it left of that. */
async function feed(stream: ByteStream, unpacker: Unpacker): Promise<Buffer> {
  let given = 0;
  for (let chunk = await stream.take(); chunk !== undefined; chunk = await stream.take()) {
    const bytes = chunk;
    given += bytes.length;
    await new Promise<void>((resolve, reject) => {
      unpacker.write(bytes, (error) => (error ? reject(error) : resolve()));
    });
    const unused = given - unpacker.bytesWritten;
    if (unused > 0) return bytes.subarray(-unused);
  }
  unpacker.end();
  return Buffer.alloc(0);
}

function refuseForeign(head: string, label: string): void {
  const text = head.startsWith(utf8Mark) ? head.slice(utf8Mark.length) : head;
  const found =
    foreign.find(([starts, at]) => head.startsWith(starts, at))?.slice(2) ??
    markup.find(([begins]) => begins.test(text))?.slice(1);
  if (found === undefined) return;
  const [kind, mend] = found as [string, string];
  throw new BenchError("this kind of file cannot be read", {
    code: "corpus-unknown-format",
    blame: "usage",
    where: label,
    expected: "JSON, CSV, TSV or Parquet, plain or packed with gzip or zstd",
    received: kind,
    mend,
  });
}
