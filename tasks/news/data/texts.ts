import { type Sight, sightOf } from "../rouge/index.ts";
import { symbolCount } from "../text/index.ts";
import { LengthCounts } from "./lengths.ts";
import { scriptOf } from "./scripts.ts";

interface Texts {
  readonly document: string;
  readonly summary: string;
}

/** What the texts of a corpus are like, gathered pair by pair. */
export class TextMeasures {
  /** In the words that a model reads and writes. */
  readonly documents = new LengthCounts();
  readonly summaries = new LengthCounts();
  /** Pairs by the script of their articles, most frequent first when read. */
  readonly #scripts = new Map<string, number>();
  readonly #sights: Record<Sight, number> = { enough: 0, little: 0, nothing: 0 };

  add({ document, summary }: Texts): void {
    this.documents.add(symbolCount(document));
    this.summaries.add(symbolCount(summary));
    const script = scriptOf(document);
    this.#scripts.set(script, (this.#scripts.get(script) ?? 0) + 1);
    this.#sights[sightOf(summary)]++;
  }

  get pairs(): number {
    return this.documents.texts;
  }

  /** Pairs by the script of their articles, most frequent first. */
  get scripts(): readonly (readonly [script: string, pairs: number])[] {
    return [...this.#scripts].sort(([, a], [, b]) => b - a);
  }

  /** How many summaries the metric counts enough of, little, and nothing. */
  get sights(): Readonly<Record<Sight, number>> {
    return this.#sights;
  }
}
