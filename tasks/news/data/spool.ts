import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import type { Pair } from "./clean.ts";
import { storedLine } from "./store.ts";

interface Place {
  readonly id: string;
  readonly offset: number;
  readonly bytes: number;
}

const flushBytes = 1024 * 1024;

/** Pairs written to disk as they come and read back in the order of their ids, so that no corpus has to fit in memory. */
export class Spool {
  readonly #file: FileHandle;
  readonly #places: Place[] = [];
  readonly #ids = new Set<string>();
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #length = 0;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async open(path: string): Promise<Spool> {
    return new Spool(await open(path, "wx+"));
  }

  get size(): number {
    return this.#places.length;
  }

  /** False for an id that is already there; the first pair stays. */
  async add(pair: Pair): Promise<boolean> {
    if (this.#ids.has(pair.id)) return false;
    this.#ids.add(pair.id);
    const line = Buffer.from(storedLine(pair));
    this.#places.push({ id: pair.id, offset: this.#length, bytes: line.length });
    this.#length += line.length;
    this.#waiting.push(line);
    this.#waitingBytes += line.length;
    if (this.#waitingBytes > flushBytes) await this.#flush();
    return true;
  }

  /** Writes all pairs to `path`, sorted by id; gives the SHA-256 of what was written. */
  async writeSorted(path: string): Promise<{ sha256: string; bytes: number }> {
    await this.#flush();
    const hash = createHash("sha256");
    await using target = await open(path, "wx");
    let batch: Buffer[] = [];
    let batchBytes = 0;
    for (const { offset, bytes } of this.#places.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
      const line = Buffer.alloc(bytes);
      await this.#file.read(line, 0, bytes, offset);
      hash.update(line);
      batch.push(line);
      batchBytes += bytes;
      if (batchBytes < flushBytes) continue;
      await target.writev(batch);
      batch = [];
      batchBytes = 0;
    }
    if (batch.length > 0) await target.writev(batch);
    await target.sync();
    return { sha256: hash.digest("hex"), bytes: this.#length };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }

  async #flush(): Promise<void> {
    if (this.#waiting.length === 0) return;
    await this.#file.write(Buffer.concat(this.#waiting));
    this.#waiting = [];
    this.#waitingBytes = 0;
  }
}
