import { BenchError } from "../../harness/errors/index.ts";
import type { DataSource, UsedData } from "../../harness/task/index.ts";
import { type OpenCorpus, openCorpus, refuseUnseen, TextMeasures } from "./data/index.ts";
import { partsOf, type TextSetting } from "./parts.ts";
import type { Setting } from "./settings.ts";

/** A stored corpus, cut in the proportions of a setting, and what its texts are like. */
export interface StoredCorpus {
  readonly corpus: OpenCorpus;
  readonly texts: TextMeasures;
}

/** Opens the pairs of a stored corpus that a setting uses. Throws `corpus-unseen`, `corpus-changed` and what `openCorpus` throws. */
export async function openStored(
  setting: TextSetting,
  rounds: number,
  data: DataSource,
): Promise<StoredCorpus> {
  const stored = await readStored(setting, rounds, data);
  refuseUnseen(data.name, stored.texts.sights);
  return stored;
}

/** Share of the texts that the model's lengths cut. */
export function cutOf(
  { documents, summaries }: TextMeasures,
  { articleLength, summaryLength }: Setting["model"],
): Required<UsedData>["cut"] {
  return {
    articles: documents.shareAbove(articleLength),
    summaries: summaries.shareAbove(summaryLength - 1),
  };
}

/** What is to be known before a stored corpus is run: what is cut of its texts, and where the metric counts little. */
export async function storedNotes(
  data: DataSource,
  setting: Setting,
  rounds: number,
): Promise<readonly string[]> {
  const { texts } = await openStored(setting, rounds, data);
  const { articleLength, summaryLength } = setting.model;
  const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
  const { articles, summaries } = cutOf(texts, setting.model);
  const unseen = texts.sights.little + texts.sights.nothing;
  return [
    ...(Math.max(articles!, summaries!) > 0
      ? [
          `${data.name}: ${percent(articles!)} of the articles are cut to ${articleLength} words (median ${texts.documents.quantile(0.5)}), ` +
            `${percent(summaries!)} of the summaries to ${summaryLength - 1} (median ${texts.summaries.quantile(0.5)}).`,
        ]
      : []),
    ...(unseen > 0
      ? [
          `${data.name}: the metric counts little or nothing of ${unseen} of the ${texts.pairs} summaries used.`,
        ]
      : []),
  ];
}

async function readStored(
  setting: TextSetting,
  rounds: number,
  { name, folder, hash }: DataSource,
): Promise<StoredCorpus> {
  const sizes = partsOf(setting, rounds);
  const wanted = sizes.train + sizes.pool;
  const shares = { test: sizes.test / (sizes.test + wanted), train: sizes.train / wanted };
  const corpus = await openCorpus(name, { dataDir: folder, seed: 0, sizes, shares });
  if (corpus.sha256 !== hash) throw changed(name, hash, corpus.sha256);
  const texts = new TextMeasures();
  for (const part of [corpus.test, corpus.train, corpus.pool]) for (const pair of part) texts.add(pair);
  return { corpus, texts };
}

function changed(name: string, expected: string, received: string): BenchError {
  return new BenchError(`the corpus "${name}" was replaced while a run on it was going on`, {
    code: "corpus-changed",
    blame: "usage",
    where: "--corpus",
    expected: `SHA-256 ${expected}`,
    received: `SHA-256 ${received}`,
    mend: "Start the run again: it goes on from its records of this corpus, if there are any.",
  });
}
