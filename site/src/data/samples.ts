import type { ResultRecord } from "../../../harness/record/index.ts";
import type { ScoredEntry } from "../../../harness/score/index.ts";
import { soundRecords } from "./sound.ts";
import type { TaskResults } from "./types.ts";

/** What a student of an entry wrote after a round. */
export interface Written {
  readonly entry: ScoredEntry;
  readonly round: number;
  readonly text: string;
}

/** A test input, what should be written, and what was. */
export interface Sample {
  readonly input: string;
  readonly reference: string;
  readonly generator: string;
  readonly written: readonly Written[];
}

/** The samples of one seed, in the records' order. */
export interface Samples {
  readonly seed: number;
  readonly shown: readonly Sample[];
}

type Sampled = Pick<TaskResults, "about" | "entries" | "records">;

const mostSamples = 3;

/** The first samples with what students of telling entries wrote after the last round; undefined when no record has any. */
export function taskSamples(results: Sampled): Samples | undefined {
  return samplesOf(results, (texts) => tellingEntries(texts).flatMap(({ rounds }) => rounds.slice(-1)));
}

/** The same samples with what students of these entries, in this order, wrote after round 1 and the last; undefined when they have none. */
export function entrySamples(results: Sampled, ids: readonly string[]): Samples | undefined {
  const samples = samplesOf(results, (texts) =>
    ids
      .flatMap((id) => texts.filter(({ entry }) => entry.entry === id))
      .flatMap(({ rounds }) => firstAndLast(rounds)),
  );
  return samples?.shown.some(({ written }) => written.length > 0) ? samples : undefined;
}

interface Texts {
  readonly entry: ScoredEntry;
  /** Rounds of the headline regime that have texts, ascending; never empty. */
  readonly rounds: readonly RoundTexts[];
}

interface RoundTexts {
  readonly entry: ScoredEntry;
  readonly round: number;
  readonly texts: readonly string[];
}

/** Of every seed the lowest that has samples is shown, on all pages. */
function samplesOf(
  { about, entries, records }: Sampled,
  choose: (texts: readonly Texts[]) => readonly RoundTexts[],
): Samples | undefined {
  const sound = entries.flatMap((entry) =>
    soundRecords(entry, records)
      .filter(({ samples }) => samples !== undefined)
      .map((record) => ({ entry, record })),
  );
  if (sound.length === 0) return undefined;
  const seed = Math.min(...sound.map(({ record }) => record.cell.seed));
  const ofSeed = sound.filter(({ record }) => record.cell.seed === seed);
  const { inputs, generator } = ofSeed[0]!.record.samples!;
  const chosen = choose(
    ofSeed.map(({ entry, record }) => textsOf(entry, record, about.regime)).filter(hasRounds),
  );
  const count = Math.min(
    mostSamples,
    inputs.length,
    generator.length,
    ...chosen.map(({ texts }) => texts.length),
  );
  const shown = inputs.slice(0, count).map((sample, place) => ({
    ...sample,
    generator: generator[place]!,
    written: chosen.map(({ entry, round, texts }) => ({ entry, round, text: texts[place]! })),
  }));
  return { seed, shown };
}

function textsOf(entry: ScoredEntry, record: ResultRecord, regime: Sampled["about"]["regime"]): Texts {
  const rounds = record.regimes[regime] ?? [];
  return {
    entry,
    rounds: rounds.flatMap(({ round, samples }) =>
      samples === undefined ? [] : [{ entry, round, texts: samples }],
    ),
  };
}

function hasRounds({ rounds }: Texts): boolean {
  return rounds.length > 0;
}

/** The controls, without their variants, and the best of the others. */
function tellingEntries(texts: readonly Texts[]): readonly Texts[] {
  const best = texts.find(({ entry }) => entry.control === null);
  return texts.filter(
    (one) => one === best || (one.entry.control !== null && !one.entry.entry.includes("@")),
  );
}

function firstAndLast<Item>(items: readonly Item[]): readonly Item[] {
  return items.length < 2 ? items : [items[0]!, items.at(-1)!];
}
