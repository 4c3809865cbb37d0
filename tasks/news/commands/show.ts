import {
  type CorpusInfo,
  Languages,
  languageName,
  readInfo,
  type StoredPair,
  splitSizes,
  storedPairs,
  TextMeasures,
} from "../data/index.ts";
import { lines, percent, textLines } from "./report.ts";

const examples = 2;
const shownCharacters = 300;

/** A stored corpus read through: what is known of it, what its texts are like, its first pairs. */
export interface ShownCorpus {
  readonly info: CorpusInfo;
  readonly texts: TextMeasures;
  readonly languages: Languages;
  readonly first: readonly StoredPair[];
}

/** Reads a stored corpus through and checks it. Throws `corpus-unknown`, `corpus-damaged`. */
export async function readThrough(dataDir: string, name: string): Promise<ShownCorpus> {
  const info = await readInfo(dataDir, name);
  const texts = new TextMeasures();
  const languages = await Languages.open();
  const first: StoredPair[] = [];
  for await (const pair of storedPairs(dataDir, info)) {
    texts.add(pair);
    languages.add(pair.document);
    if (first.length < examples) first.push(pair);
  }
  return { info, texts, languages, first };
}

/** A corpus as people read it. */
export function shownText({ info, texts, languages, first }: ShownCorpus): string {
  const { test, train, pool } = splitSizes(info.pairs);
  const skipped = Object.entries(info.skipped).map(([reason, count]) => `${count} ${reason}`);
  return lines([
    `${info.name}: ${info.pairs} pairs of ${info.rows} rows${skipped.length > 0 ? `; skipped ${skipped.join(", ")}` : ""}`,
    `  from ${info.origin}: ${info.files.map((file) => file.name).join(", ")}`,
    `  licence: ${info.licence}`,
    `  columns ${info.columns.document} and ${info.columns.summary}; train ${train}, pool ${pool}, test ${test}`,
    `  SHA-256 ${info.sha256}`,
    ...textLines(texts),
    `  languages of ${languages.articles} articles: ${languagesOf(languages)}`,
    ...first.flatMap(({ document, summary }) => [
      "",
      `  article: ${startOf(document)}`,
      `  summary: ${startOf(summary)}`,
    ]),
  ]);
}

/** A corpus as data. */
export function shownData({ info, texts, languages, first }: ShownCorpus): object {
  const quantiles = (side: "documents" | "summaries") =>
    Object.fromEntries(
      [0, 0.1, 0.25, 0.5, 0.75, 0.9, 1].map((share) => [share, texts[side].quantile(share)]),
    );
  return {
    ...info,
    words: { article: quantiles("documents"), summary: quantiles("summaries") },
    scripts: Object.fromEntries(texts.scripts),
    languages: { articles: languages.articles, counts: Object.fromEntries(languages.counts) },
    metric: texts.sights,
    examples: first,
  };
}

function languagesOf({ counts, articles }: Languages): string {
  return counts.map(([code, count]) => `${languageName(code)} ${percent(count / articles)}`).join(", ");
}

function startOf(text: string): string {
  const line = text.replaceAll("\n", " ");
  return line.length > shownCharacters ? `${line.slice(0, shownCharacters)}…` : line;
}
