import { BenchError } from "../../../harness/errors/index.ts";
import { ObjectScan } from "./json-object.ts";
import { maxLineBytes } from "./lines.ts";

/** The bytes of one object and where it begins, or why there are none. */
export type FoundObject =
  | { readonly place: string; readonly bytes: Buffer; readonly keys: number }
  | { readonly place: string; readonly skip: "invalid-json" | "line-too-long"; readonly breakAt?: string };

interface Place {
  /** In the bytes that are held. */
  readonly index: number;
  readonly line: number;
  /** Where that line begins, in the whole text. */
  readonly lineStart: number;
}

interface OpenObject {
  readonly scan: ObjectScan;
  readonly start: Place;
  readonly place: string;
}

const [lineFeed, carriageReturn, comma, openBracket, closeBracket, openBrace] = [10, 13, 44, 91, 93, 123];
/** Tab, record separator (RFC 7464), space, and a byte-order mark in the middle, where files were put together. */
const blanks = new Set([9, 30, 32, 0xef, 0xbb, 0xbf]);

/**
 * Finds the objects of a JSON text however they are put together: one a line, one after the other, with commas between or
 * after them, over several lines, or in one array around all of them. An object that breaks off is reported in its
 * place, and the scan goes on with the next line. Throws `json-malformed` where the text is one document: an array that
 * is never closed, or objects written over several lines of which one is broken.
 */
export class ObjectScanner {
  readonly #label: string;
  #data: Buffer = Buffer.alloc(0);
  /** Bytes before those held. */
  #offset = 0;
  #at = 0;
  #line = 1;
  #lineStart = 0;
  #lastByte = 0;
  /** What may follow: objects; after something broken the next object, or the next line. */
  #seeks: "objects" | "brace" | "line" = "objects";
  #object: OpenObject | undefined;
  #isOverlong = false;
  #openArray: number | undefined;
  #goodLine = 0;
  #namedLine = 0;
  #brokenLine = 0;

  constructor(label: string) {
    this.#label = label;
  }

  /** What ends within the next bytes. */
  push(chunk: Buffer): FoundObject[] {
    const kept = this.#isOverlong ? this.#at : (this.#object?.start.index ?? this.#at);
    this.#forget(kept);
    this.#data = this.#data.length === 0 ? chunk : Buffer.concat([this.#data, chunk]);
    const found = [...this.#scan()];
    if (this.#object !== undefined && this.#data.length - this.#object.start.index > maxLineBytes)
      this.#isOverlong = true;
    return found;
  }

  /** What is still open when the text ends. */
  end(): FoundObject[] {
    const found: FoundObject[] = [];
    while (this.#object !== undefined) {
      found.push(this.#broken(this.#object.scan, "the end of the file in the middle of an object"));
      found.push(...this.#scan());
    }
    if (this.#openArray === undefined) return found;
    throw this.#malformed(this.#openArray, "an array that is never closed");
  }

  *#scan(): Generator<FoundObject> {
    while (this.#at < this.#data.length) {
      if (this.#object === undefined) yield* this.#between();
      else yield* this.#inside(this.#object);
    }
  }

  *#between(): Generator<FoundObject> {
    const byte = this.#data[this.#at]!;
    if (byte === openBrace && this.#seeks !== "line") {
      this.#begin();
      return;
    }
    if (byte === lineFeed || byte === carriageReturn) {
      this.#countLine();
      this.#seeks = "objects";
    } else if (this.#seeks === "objects" && !blanks.has(byte) && byte !== comma) {
      if (byte === openBracket && this.#openArray === undefined) this.#openArray = this.#line;
      else if (byte === closeBracket && this.#openArray !== undefined) this.#openArray = undefined;
      else if (this.#strays()) yield { place: String(this.#line), skip: "invalid-json" };
    }
    this.#at++;
  }

  /** Something that is no object: what follows on the line counts only where objects went before. True once a line. */
  #strays(): boolean {
    if (this.#openArray === this.#line && this.#goodLine !== this.#line) this.#openArray = undefined;
    this.#seeks = this.#goodLine === this.#line ? "brace" : "line";
    const isNew = this.#brokenLine !== this.#line;
    this.#brokenLine = this.#line;
    return isNew;
  }

  #begin(): void {
    const start = { index: this.#at, line: this.#line, lineStart: this.#lineStart };
    const column = this.#offset + this.#at - this.#lineStart + 1;
    const place = this.#namedLine === this.#line ? `${this.#line}:${column}` : String(this.#line);
    this.#namedLine = this.#line;
    this.#seeks = "objects";
    this.#object = { scan: new ObjectScan(), start, place };
  }

  *#inside({ scan, start, place }: OpenObject): Generator<FoundObject> {
    const { state, at } = scan.go(this.#data, this.#at, (index) => {
      this.#at = index;
      this.#countLine();
      return { index: index + 1, line: this.#line, lineStart: this.#lineStart };
    });
    this.#at = at;
    if (state === "open") return;
    if (state === "broken") {
      yield this.#broken(scan, "a break in the middle of an object");
      return;
    }
    const isOverlong = this.#isOverlong || at - start.index > maxLineBytes;
    yield isOverlong
      ? { place, skip: "line-too-long" }
      : { place, bytes: this.#data.subarray(start.index, at), keys: scan.keys };
    this.#goodLine = this.#line;
    this.#object = undefined;
    this.#isOverlong = false;
  }

  /** Leaves a broken object, for its second line where it has one. */
  #broken(scan: ObjectScan, received: string): FoundObject {
    const { place, start } = this.#object!;
    const skip = this.#isOverlong ? "line-too-long" : "invalid-json";
    const breakAt = `${this.#line}:${this.#offset + this.#at - this.#lineStart + 1}`;
    if (scan.isSpread) throw this.#malformed(start.line, received);
    if (scan.secondLine !== undefined && !this.#isOverlong) {
      this.#at = scan.secondLine.index;
      this.#line = scan.secondLine.line;
      this.#lineStart = scan.secondLine.lineStart;
    } else {
      const isListed = this.#openArray !== undefined || this.#goodLine === this.#line;
      this.#seeks = isListed ? "brace" : "line";
    }
    this.#brokenLine = start.line;
    this.#object = undefined;
    this.#isOverlong = false;
    return { place, skip, breakAt };
  }

  /** Counts a line feed, a carriage return, or both together once. */
  #countLine(): void {
    const before = this.#at > 0 ? this.#data[this.#at - 1] : this.#lastByte;
    if (this.#data[this.#at] === carriageReturn || before !== carriageReturn) this.#line++;
    this.#lineStart = this.#offset + this.#at + 1;
  }

  #forget(bytes: number): void {
    if (bytes === 0) return;
    this.#lastByte = this.#data[bytes - 1]!;
    this.#data = this.#data.subarray(bytes);
    this.#offset += bytes;
    this.#at -= bytes;
    this.#object?.scan.shift(bytes);
    if (this.#object === undefined) return;
    const { start } = this.#object;
    this.#object = { ...this.#object, start: { ...start, index: start.index - bytes } };
  }

  #malformed(line: number, received: string): BenchError {
    return new BenchError("this JSON text breaks down", {
      code: "json-malformed",
      blame: "usage",
      where: `${this.#label}:${line}`,
      expected: "whole objects, one a line or in one array",
      received,
      mend: "Download or write the file again; with one object a line a broken one does not spoil the others.",
    });
  }
}
