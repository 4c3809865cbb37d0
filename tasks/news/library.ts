import type { RandomPath } from "../../harness/random/index.ts";
import type { Pair } from "../../harness/sequence/index.ts";
import type { DataSource, UsedData } from "../../harness/task/index.ts";
import { newsroomName, type OpenCorpus, openCorpus, type TextMeasures } from "./data/index.ts";
import { partsOf, type TextSetting } from "./parts.ts";
import type { Setting } from "./settings.ts";
import { cutOf, openStored } from "./stored.ts";
import { buildVocabulary, type Vocabulary } from "./text/index.ts";

/** Articles with their references. */
type Articles = readonly Pair<string, string>[];

/** The texts of one seed. */
export interface NewsTexts {
  readonly corpus: Pick<OpenCorpus, "name" | "sha256">;
  readonly test: Articles;
  readonly pool: Articles;
  /** Real pairs: the first ones are G0's, all of them the strong verifier's. */
  readonly lessons: Articles;
  /** How many of the lessons each model is given. */
  readonly shares: { readonly generator: number; readonly weak: number; readonly strong: number };
  /** What the texts of a stored corpus are like. */
  readonly measured?: TextMeasures;
}

/** The texts of one seed, and the vocabulary of G0's real pairs. */
export interface Library extends Omit<NewsTexts, "measured"> {
  readonly corpus: NewsTexts["corpus"] & Pick<UsedData, "cut">;
  readonly vocabulary: Vocabulary;
}

/**
 * Opens the newsroom of a seed, or a stored corpus, and cuts it as the setting says. Throws `corpus-unseen` for a corpus
 * on which the metric is void, and `corpus-changed` for one that is not what the run began with.
 */
export async function openTexts(
  setting: TextSetting,
  seed: number,
  data: DataSource | undefined,
  root?: RandomPath,
): Promise<NewsTexts> {
  const { corpus: sizes, verifiers } = setting;
  const parts = partsOf(setting);
  const stored = data && (await openStored(setting, data));
  const corpus =
    stored?.corpus ?? (await openCorpus(newsroomName, { dataDir: "", seed, root, sizes: parts }));
  const given = corpus.train.length;
  const share = (real: number) => Math.max(1, Math.round((given * real) / parts.train));
  return {
    corpus,
    test: articlesOf(corpus.test),
    pool: articlesOf(corpus.pool),
    lessons: articlesOf(corpus.train),
    shares: {
      generator: share(sizes.real),
      weak: share(verifiers.weak.real),
      strong: share(verifiers.strong.real),
    },
    ...(stored && { measured: stored.texts }),
  };
}

/** The same with the words that models read and write. */
export async function openLibrary(
  setting: Setting,
  seed: number,
  data: DataSource | undefined,
  root?: RandomPath,
): Promise<Library> {
  const { corpus, measured, ...texts } = await openTexts(setting, seed, data, root);
  const real = texts.lessons.slice(0, texts.shares.generator);
  return {
    ...texts,
    corpus: { ...corpus, ...(measured && { cut: cutOf(measured, setting.model) }) },
    vocabulary: buildVocabulary(
      real.flatMap(({ input, output }) => [input, output]),
      setting.vocabulary,
    ),
  };
}

function articlesOf(pairs: OpenCorpus["pool"]): Articles {
  return pairs.map(({ document, summary }) => ({ input: document, output: summary }));
}
