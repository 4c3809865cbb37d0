import type { ScoredEntry, TaskBoard } from "../../../harness/board/index.ts";
import type { ResultRecord } from "../../../harness/record/index.ts";
import { entryParts } from "../../../harness/submission/index.ts";
import type { Regime } from "../../../harness/task/index.ts";
import { soundRecords } from "./sound.ts";

/** The samples of one seed, with everything that students wrote of them. */
export interface SampleBook {
  readonly seed: number;
  readonly samples: NonNullable<ResultRecord["samples"]>;
  /** What each entry's students wrote, in the board's order. */
  readonly authors: ReadonlyMap<string, Author>;
}

/** An entry's student, round by round. */
export interface Author {
  readonly entry: ScoredEntry;
  /** Rounds of the headline regime that have texts, ascending; never empty. */
  readonly rounds: readonly RoundTexts[];
}

interface RoundTexts {
  readonly entry: ScoredEntry;
  readonly round: number;
  readonly texts: readonly string[];
}

/** A page's part of the book: its first samples, each with what chosen students wrote of it. */
export interface SampleSheet {
  readonly seed: number;
  readonly shown: readonly WrittenSample[];
}

interface WrittenSample {
  readonly input: string;
  readonly reference: string;
  readonly generator: string;
  readonly written: readonly {
    readonly entry: ScoredEntry;
    readonly round: number;
    readonly text: string;
  }[];
}

const mostSamples = 3;

/** The book of the lowest seed that has samples; undefined when no record on the board has any. */
export function sampleBookOf({
  about,
  entries,
  records,
}: Pick<TaskBoard, "about" | "records"> & { readonly entries: readonly ScoredEntry[] }):
  | SampleBook
  | undefined {
  const sampled = entries.flatMap((entry) =>
    soundRecords(entry, records).flatMap((record) =>
      record.samples === undefined ? [] : [{ entry, record, samples: record.samples }],
    ),
  );
  if (sampled.length === 0) return undefined;
  const seed = sampled.reduce(
    (least, { record }) => Math.min(least, record.cell.seed),
    Number.POSITIVE_INFINITY,
  );
  const ofSeed = sampled.filter(({ record }) => record.cell.seed === seed);
  const authors = ofSeed
    .map(({ entry, record }) => authorOf(entry, record, about.headline.regime))
    .filter(({ rounds }) => rounds.length > 0);
  const byEntry = new Map(authors.map((author) => [author.entry.entry, author]));
  return { seed, samples: ofSeed[0]!.samples, authors: byEntry };
}

function authorOf(entry: ScoredEntry, { regimes }: ResultRecord, regime: Regime): Author {
  const rounds = regimes[regime] ?? [];
  return {
    entry,
    rounds: rounds.flatMap(({ round, samples }) =>
      samples === undefined || samples.length === 0 ? [] : [{ entry, round, texts: samples }],
    ),
  };
}

/** The first samples with what students of telling entries wrote after the last round. */
export function taskSamples(book: SampleBook): SampleSheet {
  const telling = tellingAuthors([...book.authors.values()]);
  return sheetOf(
    book,
    telling.flatMap(({ rounds }) => rounds.slice(-1)),
  );
}

/** The same samples with what students of these entries, in this order, wrote after round 1 and the last; undefined when they wrote nothing. */
export function entrySamples(book: SampleBook, ids: readonly string[]): SampleSheet | undefined {
  const written = ids.flatMap((id) => firstAndLast(book.authors.get(id)?.rounds ?? []));
  return written.length === 0 ? undefined : sheetOf(book, written);
}

function sheetOf({ seed, samples }: SampleBook, chosen: readonly RoundTexts[]): SampleSheet {
  const { inputs, generator } = samples;
  const lengths = [inputs, generator, ...chosen.map(({ texts }) => texts)].map(({ length }) => length);
  const shown = inputs.slice(0, Math.min(mostSamples, ...lengths)).map((sample, place) => ({
    ...sample,
    generator: generator[place]!,
    written: chosen.map(({ entry, round, texts }) => ({ entry, round, text: texts[place]! })),
  }));
  return { seed, shown };
}

/** The controls, without their variants, and the best of the others. */
function tellingAuthors(authors: readonly Author[]): readonly Author[] {
  const best = authors.find(({ entry }) => entry.rank !== null);
  return authors.filter(
    (one) => one === best || (one.entry.control !== null && entryParts(one.entry.entry).variant === null),
  );
}

function firstAndLast<Item>(items: readonly Item[]): readonly Item[] {
  return items.length < 2 ? items : [items[0]!, items.at(-1)!];
}
