import { BenchError } from "../../harness/errors/index.ts";
import type { RandomPath } from "../../harness/random/index.ts";
import type { Pair } from "../../harness/sequence/index.ts";
import type { DataSource, UsedData } from "../../harness/task/index.ts";
import { corpusReading, newsroomReading, type Reading } from "./base/index.ts";
import { newsroomName, type OpenCorpus, openCorpus, type TextMeasures } from "./data/index.ts";
import { partsOf, type TextSetting } from "./parts.ts";
import type { Setting } from "./settings.ts";
import { cutOf, openStored } from "./stored.ts";

/** Articles with their references. */
type Articles = readonly Pair<string, string>[];

/** What one seed's texts are cut by. */
export interface TextOptions<Cut extends TextSetting = TextSetting> {
  readonly setting: Cut;
  readonly rounds: number;
  /** Which newsroom; no matter for a stored corpus. */
  readonly room: number;
  /** What the newsroom's random paths begin with; nothing by default. */
  readonly root?: RandomPath | undefined;
  readonly data?: DataSource;
}

/** The texts of one seed. */
export interface NewsTexts {
  readonly corpus: Pick<OpenCorpus, "name" | "sha256">;
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
  /** What a stored corpus is like. */
  readonly measured?: TextMeasures;
}

/** The same, with what the models' lengths cut of them. */
export interface Library extends Omit<NewsTexts, "corpus" | "measured"> {
  readonly corpus: Pick<OpenCorpus, "name" | "sha256"> & Pick<UsedData, "cut">;
}

/**
 * Opens the newsroom of a seed, or a stored corpus, and cuts it as the setting says. Throws `corpus-unseen` for a corpus
 * on which the metric is void, `corpus-changed` for one that is not what the run began with, and `corpus-too-small` for
 * one with too few articles.
 */
export async function openTexts({ setting, rounds, room, root, data }: TextOptions): Promise<NewsTexts> {
  const { corpus: sizes, references, verifiers } = setting;
  const parts = partsOf(setting, rounds);
  const newsroom = { dataDir: "", seed: room, root, sizes: parts, wrong: references.wrong };
  const stored = data && (await openStored(setting, rounds, data));
  const corpus = stored?.corpus ?? (await openCorpus(newsroomName, newsroom));
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
    ...(stored && { measured: stored.texts }),
  };
}

/** The same for models that read and write words up to the setting's lengths. */
export async function openLibrary(options: TextOptions<Setting>): Promise<Library> {
  const { corpus, measured, ...texts } = await openTexts(options);
  return {
    ...texts,
    corpus: { ...corpus, ...(measured && { cut: cutOf(measured, options.setting.model) }) },
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
