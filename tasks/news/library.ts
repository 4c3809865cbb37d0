import { BenchError } from "../../harness/errors/index.ts";
import type { Pair } from "../../harness/sequence/index.ts";
import type { DataSource, UsedData } from "../../harness/task/index.ts";
import { corpusReading, newsroomReading, type Reading } from "./base/index.ts";
import { newsroomName, type OpenCorpus, openCorpus } from "./data/index.ts";
import { partsOf } from "./parts.ts";
import type { Setting } from "./settings.ts";
import { openStored } from "./stored.ts";

/** Articles with their references. */
type Articles = readonly Pair<string, string>[];

/** What one seed's texts are cut by. */
export interface LibraryOptions {
  readonly setting: Setting;
  readonly rounds: number;
  /** Which newsroom; no matter for a stored corpus. */
  readonly room: number;
  readonly data?: DataSource;
}

/** The texts of one seed. */
export interface Library {
  readonly corpus: Pick<OpenCorpus, "name" | "sha256"> & Pick<UsedData, "cut">;
  /** What the base reads: the same for every seed. */
  readonly reading: Reading;
  readonly test: Articles;
  /** The test's references without a fact wrong. */
  readonly right: readonly string[];
  /** A round's articles, which no other round has; each time the same array. */
  poolOf(round: number): Articles;
  /** Real pairs: the first ones are G0's, all of them the strong verifier's. */
  readonly lessons: Articles;
  /** How many of the lessons each model is given. */
  readonly shares: { readonly generator: number; readonly weak: number; readonly strong: number };
}

/**
 * Opens the newsroom of a seed, or a stored corpus, and cuts it as the setting says. Throws `corpus-unseen` for a corpus
 * on which the metric is void, `corpus-changed` for one that is not what the run began with, and `corpus-too-small` for
 * one with too few articles.
 */
export async function openLibrary({ setting, rounds, room, data }: LibraryOptions): Promise<Library> {
  const { corpus: sizes, references, verifiers } = setting;
  const parts = partsOf(setting, rounds);
  const corpus =
    data === undefined
      ? await openCorpus(newsroomName, { dataDir: "", seed: room, sizes: parts, wrong: references.wrong })
      : await openStored(setting, rounds, data);
  const given = corpus.train.length;
  const share = (real: number) => Math.max(1, Math.round((given * real) / parts.train));
  const pools = cut(corpus.pool, rounds).map(articlesOf);
  return {
    corpus,
    reading: data === undefined ? newsroomReading : corpusReading(corpus),
    test: articlesOf(corpus.test),
    right: corpus.test.map(({ summary, right = summary }) => right),
    poolOf: (round) => pools[round - 1]!,
    lessons: articlesOf(corpus.train),
    shares: {
      generator: share(sizes.real),
      weak: share(verifiers.weak.real),
      strong: share(verifiers.strong.real),
    },
  };
}

/** Parts of the same size; what is left over is in none. */
function cut(pairs: OpenCorpus["pool"], parts: number): readonly OpenCorpus["pool"][] {
  const size = Math.floor(pairs.length / parts);
  if (size === 0) throw tooSmall(pairs.length, parts);
  return Array.from({ length: parts }, (_, part) => pairs.slice(part * size, (part + 1) * size));
}

function articlesOf(pairs: OpenCorpus["pool"]): Articles {
  return pairs.map(({ document, summary }) => ({ input: document, output: summary }));
}

function tooSmall(articles: number, rounds: number): BenchError {
  return new BenchError("this corpus has too few articles for the rounds of the tier", {
    code: "corpus-too-small",
    blame: "usage",
    expected: `at least ${rounds} articles beside those of the test and the real pairs`,
    received: String(articles),
    mend: "Give a larger corpus.",
  });
}
