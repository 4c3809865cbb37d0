import type { RandomPath } from "../../harness/random/index.ts";
import type { Pair } from "../../harness/sequence/index.ts";
import type { DataSource, UsedData } from "../../harness/task/index.ts";
import { newsroomName, type OpenCorpus, openCorpus } from "./data/index.ts";
import { partsOf } from "./parts.ts";
import type { Setting } from "./settings.ts";
import { openStored } from "./stored.ts";
import { buildVocabulary, type Vocabulary } from "./text/index.ts";

/** Articles with their references. */
type Articles = readonly Pair<string, string>[];

/** The texts of one seed, and the vocabulary of G0's real pairs. */
export interface Library {
  readonly corpus: Pick<OpenCorpus, "name" | "sha256"> & Pick<UsedData, "cut">;
  readonly vocabulary: Vocabulary;
  readonly test: Articles;
  readonly pool: Articles;
  /** Real pairs: the first ones are G0's, all of them the strong verifier's. */
  readonly lessons: Articles;
  /** How many of the lessons each model is given. */
  readonly shares: { readonly generator: number; readonly weak: number; readonly strong: number };
}

/**
 * Opens the newsroom of a seed, or a stored corpus, and cuts it as the setting says. Throws `corpus-unseen` for a corpus
 * on which the metric is void, and `corpus-changed` for one that is not what the run began with.
 */
export async function openLibrary(
  setting: Setting,
  seed: number,
  data: DataSource | undefined,
  root?: RandomPath,
): Promise<Library> {
  const { corpus: sizes, verifiers } = setting;
  const parts = partsOf(setting);
  const corpus =
    data === undefined
      ? await openCorpus(newsroomName, { dataDir: "", seed, root, sizes: parts })
      : await openStored(setting, data);
  const given = corpus.train.length;
  const share = (real: number) => Math.max(1, Math.round((given * real) / parts.train));
  const shares = {
    generator: share(sizes.real),
    weak: share(verifiers.weak.real),
    strong: share(verifiers.strong.real),
  };
  const lessons = articlesOf(corpus.train);
  const texts = lessons.slice(0, shares.generator).flatMap(({ input, output }) => [input, output]);
  return {
    corpus,
    vocabulary: buildVocabulary(texts, setting.vocabulary),
    test: articlesOf(corpus.test),
    pool: articlesOf(corpus.pool),
    lessons,
    shares,
  };
}

function articlesOf(pairs: OpenCorpus["pool"]): Articles {
  return pairs.map(({ document, summary }) => ({ input: document, output: summary }));
}
