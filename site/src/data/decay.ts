import type { ScoredEntry } from "../../../harness/board/index.ts";
import type { Author, SampleBook } from "./samples.ts";

/** One input, and what became of what was written of it: by a student of unselected data, and of selected. */
export interface Decay {
  readonly seed: number;
  /** How many recorded samples it was chosen from. */
  readonly among: number;
  readonly reference: string;
  readonly generator: string;
  readonly unselected: Told;
  readonly selected: Told | undefined;
}

/** An entry's texts of the input, round by round. */
interface Told {
  readonly entry: ScoredEntry;
  readonly texts: readonly { readonly round: number; readonly text: string }[];
}

/**
 * The sample in which the floor's last student shares most words less with the reference than G0 does, with what the best entry made of
 * the same input; the rule chooses, and the page says so. Undefined where the floor wrote nothing, or lost nothing.
 */
export function decayOf(book: SampleBook | undefined): Decay | undefined {
  const authors = [...(book?.authors.values() ?? [])];
  const floor = authors.find(({ entry }) => entry.control === "floor");
  const last = floor?.rounds.at(-1);
  if (book === undefined || floor === undefined || last === undefined) return undefined;
  const { inputs, generator } = book.samples;
  const lost = last.texts.map((text, place) => {
    const { reference } = inputs[place]!;
    return { place, words: shared(generator[place]!, reference) - shared(text, reference) };
  });
  const [worst] = lost.toSorted((a, b) => b.words - a.words);
  if (worst === undefined || worst.words <= 0) return undefined;
  const best = authors.find(({ entry }) => entry.rank !== null);
  return {
    seed: book.seed,
    among: lost.length,
    reference: inputs[worst.place]!.reference,
    generator: generator[worst.place]!,
    unselected: toldBy(floor, worst.place),
    selected: best === undefined ? undefined : toldBy(best, worst.place),
  };
}

function toldBy({ entry, rounds }: Author, place: number): Told {
  return { entry, texts: rounds.map(({ round, texts }) => ({ round, text: texts[place] ?? "" })) };
}

/** F of the words that two texts share, each as often as it stands in both; 0 to 1. */
function shared(text: string, other: string): number {
  const [own, others] = [wordsOf(text), wordsOf(other)];
  const left = Map.groupBy(others, (word) => word);
  const common = own.filter((word) => left.get(word)?.pop() !== undefined).length;
  return own.length + others.length === 0 ? 1 : (2 * common) / (own.length + others.length);
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
