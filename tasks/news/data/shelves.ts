import { createHash } from "node:crypto";
import { appendFile, open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { StoredPair } from "./clean.ts";
import { storedLine } from "./store.ts";

/** Where a row came from. */
export interface Origin {
  /** Grows with the rows as they are read. */
  readonly order: number;
  /** Which of the files. */
  readonly file: number;
  readonly place: string;
}

/** Told of the pairs that stay, in the order of their ids, and of those that do not. */
export interface ShelvesReader {
  isFirst(pair: StoredPair): void;
  isDuplicate(origin: Origin): void;
}

/** What was written in the order of ids. */
export interface Sorted {
  readonly pairs: number;
  readonly sha256: string;
  readonly bytes: number;
}

/** One shelf for each first byte of an id; what waits for a shelf is written once it is so long. */
const shelfCount = 256;
const waitingBytes = 64 * 1024;

interface Shelved {
  readonly id: string;
  readonly origin: Origin;
  readonly line: Buffer;
}

/**
 * Pairs put on disk as they come and taken back in the order of their ids, each id once: by the first byte of the id they
 * go to one of 256 files, and one of these is in memory at a time. So memory grows with a 256th of the corpus.
 */
export class Shelves {
  readonly #folder: string;
  readonly #waiting: Buffer[][] = Array.from({ length: shelfCount }, () => []);
  readonly #bytes = new Uint32Array(shelfCount);
  readonly #begun = new Set<number>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  async add(pair: StoredPair, { order, file, place }: Origin): Promise<void> {
    const shelf = Number.parseInt(pair.id.slice(0, 2), 16);
    const entry = Buffer.from(`${pair.id} ${order} ${file} ${place}\t${storedLine(pair)}`);
    this.#waiting[shelf]!.push(entry);
    this.#bytes[shelf]! += entry.length;
    if (this.#bytes[shelf]! >= waitingBytes) await this.#write(shelf);
  }

  /** Writes the pairs to `path`, sorted by id; the first of those with one id stays. */
  async writeSorted(path: string, reader: ShelvesReader): Promise<Sorted> {
    const hash = createHash("sha256");
    await using target = await open(path, "wx");
    let [pairs, bytes] = [0, 0];
    for (let shelf = 0; shelf < shelfCount; shelf++) {
      await this.#write(shelf);
      const lines = [...(await this.#firsts(shelf, reader))].sort(([a], [b]) => (a < b ? -1 : 1));
      for (const [, line] of lines) reader.isFirst(JSON.parse(line.toString("utf8")) as StoredPair);
      const sorted = Buffer.concat(lines.map(([, line]) => line));
      hash.update(sorted);
      await target.appendFile(sorted);
      pairs += lines.length;
      bytes += sorted.length;
      await rm(this.#path(shelf), { force: true });
    }
    await target.sync();
    return { pairs, sha256: hash.digest("hex"), bytes };
  }

  /** The first line of each id on a shelf. */
  async #firsts(shelf: number, reader: ShelvesReader): Promise<Map<string, Buffer>> {
    const firsts = new Map<string, Buffer>();
    for (const { id, origin, line } of await this.#entries(shelf)) {
      if (firsts.has(id)) reader.isDuplicate(origin);
      else firsts.set(id, line);
    }
    return firsts;
  }

  async #entries(shelf: number): Promise<Shelved[]> {
    const bytes = this.#begun.has(shelf) ? await readFile(this.#path(shelf)) : Buffer.alloc(0);
    const entries: Shelved[] = [];
    for (let start = 0; start < bytes.length; ) {
      const tab = bytes.indexOf("\t", start);
      const end = bytes.indexOf("\n", tab) + 1;
      const [id, order, file, place] = bytes.toString("latin1", start, tab).split(" ") as [
        string,
        string,
        string,
        string,
      ];
      const origin = { order: Number(order), file: Number(file), place };
      entries.push({ id, origin, line: bytes.subarray(tab + 1, end) });
      start = end;
    }
    return entries;
  }

  async #write(shelf: number): Promise<void> {
    const waiting = this.#waiting[shelf]!;
    if (waiting.length === 0) return;
    this.#waiting[shelf] = [];
    this.#bytes[shelf] = 0;
    this.#begun.add(shelf);
    await appendFile(this.#path(shelf), Buffer.concat(waiting));
  }

  #path(shelf: number): string {
    return join(this.#folder, `shelf-${shelf}`);
  }
}
