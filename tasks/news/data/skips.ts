import type { SkipReason } from "./clean.ts";
import type { Origin } from "./shelves.ts";

/** How many rows were skipped for one reason, and where the first of them stand. */
export interface SkipsOfReason {
  readonly reason: SkipReason;
  readonly count: number;
  /** `file:place`. */
  readonly places: readonly string[];
}

const placesPerReason = 3;

/** Rows that are not in the corpus, by reason. Duplicates are found out of order; the first places are the first in the file. */
export class Skips {
  rows = 0;
  readonly #files: readonly string[];
  readonly #counts = new Map<SkipReason, number>();
  readonly #first = new Map<SkipReason, Origin[]>();

  constructor(files: readonly string[]) {
    this.#files = files;
  }

  add(reason: SkipReason, origin: Origin): void {
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + 1);
    const first = [...(this.#first.get(reason) ?? []), origin].sort((a, b) => a.order - b.order);
    this.#first.set(reason, first.slice(0, placesPerReason));
  }

  get counts(): Record<string, number> {
    return Object.fromEntries([...this.#counts].sort());
  }

  get list(): readonly SkipsOfReason[] {
    return [...this.#counts].sort().map(([reason, count]) => ({
      reason,
      count,
      places: this.#first.get(reason)!.map(({ file, place }) => `${this.#files[file]}:${place}`),
    }));
  }
}
