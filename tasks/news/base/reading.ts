import { newsroom } from "../corpus/index.ts";
import type { OpenCorpus } from "../data/index.ts";
import { buildVocabulary, type Vocabulary, type VocabularyOptions } from "../text/index.ts";
import { gapOf } from "./gap.ts";
import type { Exercise } from "./settings.ts";
import { telegram } from "./telegram.ts";

/** What there is to read before the task begins. */
export interface Reading {
  /** Equal for equal texts. */
  readonly id: string;
  /** At most so many; the same ones each time. */
  stories(most: number): Iterable<{ readonly article: string; readonly summary?: string }>;
}

/** Its own newsroom: the seeds of boards and calibrations are small numbers. */
const baseSeed = 1_000_003;

/** Stories that no seed uses. */
export const newsroomReading: Reading = {
  id: "newsroom",
  *stories(most) {
    const room = newsroom(baseSeed);
    for (let index = 0; index < most; index++) yield room.story(index);
  },
};

/** The articles of a stored corpus, but for those of the test, without their summaries. */
export function corpusReading({
  sha256,
  train,
  pool,
}: Pick<OpenCorpus, "sha256" | "train" | "pool">): Reading {
  return {
    id: sha256,
    *stories(most) {
      for (const { document } of [...train, ...pool].slice(0, most)) yield { article: document };
    },
  };
}

/** The pairs a base learns from, story by story. */
export function* exercisesOf(
  reading: Reading,
  { stories, exercises }: { readonly stories: number; readonly exercises: readonly Exercise[] },
): Iterable<{ readonly input: string; readonly output: string }> {
  for (const { article, summary } of reading.stories(stories))
    for (const exercise of exercises) {
      const gap = exercise === "gap" ? gapOf(article) : undefined;
      if (gap !== undefined) yield { input: gap.article, output: gap.sentence };
      if (exercise === "telegram" && summary !== undefined)
        yield { input: article, output: telegram(summary) };
    }
}

/** The words of the language, summaries and telegrams included where the reading has them. */
export function vocabularyOf(
  reading: Reading,
  { stories, ...options }: VocabularyOptions & { readonly stories: number },
): Vocabulary {
  function* texts() {
    for (const { article, summary } of reading.stories(stories)) {
      yield article;
      if (summary === undefined) continue;
      yield summary;
      yield telegram(summary);
    }
  }
  return buildVocabulary(texts(), options);
}
