/** How long texts are, in a table of as many numbers as there are different lengths. */
export class LengthCounts {
  readonly #counts = new Map<number, number>();
  #texts = 0;

  add(length: number): void {
    this.#counts.set(length, (this.#counts.get(length) ?? 0) + 1);
    this.#texts++;
  }

  get texts(): number {
    return this.#texts;
  }

  /** The shortest length that at least this share of the texts does not exceed; 0 without texts. */
  quantile(share: number): number {
    let below = 0;
    for (const [length, count] of this.#sorted()) {
      below += count;
      if (below >= share * this.#texts) return length;
    }
    return 0;
  }

  /** Share of the texts that are longer. */
  shareAbove(length: number): number {
    return this.#shareOf(([own, count]) => (own > length ? count : 0), this.#texts);
  }

  /** Share of all that the texts are long which lies beyond this length. */
  shareBeyond(length: number): number {
    const all = [...this.#counts].reduce((sum, [own, count]) => sum + own * count, 0);
    return this.#shareOf(([own, count]) => Math.max(0, own - length) * count, all);
  }

  #shareOf(part: (entry: readonly [number, number]) => number, whole: number): number {
    const sum = [...this.#counts].reduce((total, entry) => total + part(entry), 0);
    return whole === 0 ? 0 : sum / whole;
  }

  #sorted(): [number, number][] {
    return [...this.#counts].sort(([a], [b]) => a - b);
  }
}
