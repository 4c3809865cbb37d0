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
 * The sample in whose last round of `floor` a word stands beside itself most often, with what the best entry made of the same
 * input; the rule chooses, and the page says so. Undefined where the floor wrote nothing, or repeats no word.
 */
export function decayOf(book: SampleBook | undefined): Decay | undefined {
  const authors = [...(book?.authors.values() ?? [])];
  const floor = authors.find(({ entry }) => entry.control === "floor");
  const last = floor?.rounds.at(-1);
  if (book === undefined || floor === undefined || last === undefined) return undefined;
  const places = last.texts.map((text, place) => ({ place, repeats: repeatsIn(text) }));
  const [worst] = places.toSorted((a, b) => b.repeats - a.repeats);
  if (worst === undefined || worst.repeats === 0) return undefined;
  const best = authors.find(({ entry }) => entry.rank !== null);
  return {
    seed: book.seed,
    among: places.length,
    reference: book.samples.inputs[worst.place]!.reference,
    generator: book.samples.generator[worst.place]!,
    unselected: toldBy(floor, worst.place),
    selected: best === undefined ? undefined : toldBy(best, worst.place),
  };
}

function toldBy({ entry, rounds }: Author, place: number): Told {
  return { entry, texts: rounds.map(({ round, texts }) => ({ round, text: texts[place] ?? "" })) };
}

/** How often a text's word is the one before it. */
function repeatsIn(text: string): number {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.filter((word, place) => word === words[place - 1]).length;
}
