import type { DataSource } from "../../harness/task/index.ts";
import { type Articles, readPairs } from "./articles.ts";
import { newsroomName, type OpenCorpus, openCorpus } from "./data/index.ts";
import type { Setting } from "./settings.ts";
import { buildVocabulary, type Vocabulary } from "./text/index.ts";

/** The texts of one seed, read with the vocabulary of G0's real pairs. */
export interface Library {
  readonly corpus: Pick<OpenCorpus, "name" | "sha256">;
  readonly vocabulary: Vocabulary;
  readonly test: Articles;
  readonly pool: Articles;
  /** Real pairs: the first ones are G0's, all of them the strong verifier's. */
  readonly lessons: Articles;
  /** How many of the lessons each model is given. */
  readonly shares: { readonly generator: number; readonly weak: number; readonly strong: number };
}

/** Opens the newsroom of a seed, or a stored corpus, and cuts it as the setting says. */
export async function openLibrary(
  setting: Setting,
  seed: number,
  data: DataSource | undefined,
): Promise<Library> {
  const { corpus: sizes, verifiers, model } = setting;
  const strong = Math.max(sizes.real, verifiers.strong.real);
  const wanted = strong + sizes.pool;
  const corpus = await openCorpus(data?.name ?? newsroomName, {
    dataDir: data?.folder ?? "",
    seed,
    sizes: { test: sizes.test, train: strong, pool: sizes.pool },
    shares: { test: sizes.test / (sizes.test + wanted), train: strong / wanted },
  });
  const given = corpus.train.length;
  const share = (real: number) => Math.max(1, Math.round((given * real) / strong));
  const shares = {
    generator: share(sizes.real),
    weak: share(verifiers.weak.real),
    strong: share(verifiers.strong.real),
  };
  const texts = corpus.train
    .slice(0, shares.generator)
    .flatMap(({ document, summary }) => [document, summary]);
  const vocabulary = buildVocabulary(texts, setting.vocabulary);
  return {
    corpus,
    vocabulary,
    test: readPairs(corpus.test, vocabulary, model),
    pool: readPairs(corpus.pool, vocabulary, model),
    lessons: readPairs(corpus.train, vocabulary, model),
    shares,
  };
}
