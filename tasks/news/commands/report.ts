import {
  type CorpusInfo,
  fewestPairsToRun,
  type ImportReport,
  splitSizes,
  type TextMeasures,
} from "../data/index.ts";
import type { Setting } from "../settings.ts";
import { tierSettings } from "../tiers.ts";

const quantiles = [0.1, 0.25, 0.5, 0.75, 0.9, 1] as const;

/** What an import says on stdout. */
export function importReport({ info, skips, forms, texts, entities }: ImportReport): string {
  const { test, train, pool } = splitSizes(info.pairs);
  const skipped = info.rows - info.pairs;
  return lines([
    `${info.name}: ${info.rows} rows, ${info.pairs} pairs kept, ${skipped} skipped${skipped > 0 ? ":" : ""}`,
    ...skips.map(
      ({ reason, count, places }) =>
        `  ${String(count).padStart(8)} ${reason}, first at ${places.join(", ")}`,
    ),
    `  columns ${info.columns.document} and ${info.columns.summary}; train ${train}, pool ${pool}, test ${test}`,
    `  SHA-256 ${info.sha256}`,
    `  read as ${[...new Set(forms)].join("; ")}`,
    ...(entities > 0 ? [`  HTML's entities decoded in ${entities} pairs`] : []),
    ...textLines(texts),
  ]);
}

/** What an import says on stderr: what will keep the corpus from being run, or make less of it than it seems. */
export function importNotes({ info, texts }: Pick<ImportReport, "info" | "texts">): string {
  return lines([...sizeNotes(info), ...sightNotes(texts)]);
}

/** Quantiles of lengths, what each tier cuts, and the scripts. */
export function textLines(texts: TextMeasures): string[] {
  const row = (name: string, numbers: readonly string[]) =>
    `  ${name.padEnd(10)}${numbers.map((number) => number.padStart(8)).join("")}`;
  const heads = quantiles.map((share) => (share === 1 ? "longest" : `${share * 100} %`));
  const all = ["documents", "summaries"] as const;
  return [
    row("words", heads),
    ...all.map((side) =>
      row(
        side === "documents" ? "articles" : side,
        quantiles.map((share) => String(texts[side].quantile(share))),
      ),
    ),
    ...[...tierSettings()].map(([tier, setting]) => cutLine(tier, setting, texts)),
    `  scripts of the articles: ${scriptsOf(texts)}`,
  ];
}

function cutLine(tier: string, { model }: Setting, { documents, summaries }: TextMeasures): string {
  const [article, summary] = [model.articleLength, model.summaryLength - 1];
  return (
    `  tier ${tier} cuts ${percent(documents.shareAbove(article))} of the articles to ${article} words` +
    ` (${percent(documents.shareBeyond(article))} of all words), ` +
    `${percent(summaries.shareAbove(summary))} of the summaries to ${summary} (${percent(summaries.shareBeyond(summary))})`
  );
}

function scriptsOf({ scripts, pairs }: TextMeasures): string {
  return scripts.map(([script, count]) => `${script} ${percent(count / pairs)}`).join(", ");
}

function sizeNotes({ name, pairs }: CorpusInfo): string[] {
  if (pairs < fewestPairsToRun)
    return [
      `${name} has ${pairs} pairs: \`run\` refuses a corpus below ${fewestPairsToRun}, where the controls come in any order.`,
    ];
  const next = `Run it: collapse-bench run --task news --corpus ${name} --tier smoke. Its results lie apart, and the site shows none.`;
  const cuts = [...tierSettings()].flatMap(([tier, { corpus, verifiers }]) => {
    const whole = corpus.test + Math.max(corpus.real, verifiers.strong.real) + corpus.pool;
    if (pairs >= whole) return [];
    return [
      `${name} has ${pairs} of the ${whole} pairs that tier ${tier} uses: its parts shrink in proportion.`,
    ];
  });
  return [...cuts, next];
}

function sightNotes({ sights: { little, nothing }, pairs }: TextMeasures): string[] {
  if (little + nothing === 0) return [];
  const refused = little + nothing > pairs / 2 ? " `run` refuses such a corpus." : "";
  return [
    `The metric is void for ${nothing + little} of ${pairs} pairs: ROUGE counts a to z and 0 to 9 only, nothing of ` +
      `${nothing} summaries and less than half of ${little}.${refused}`,
  ];
}

/** A share as people read it: whole percents, but never 0 % or 100 % for what is not quite. */
export function percent(share: number): string {
  if (share > 0 && share < 0.005) return "under 1 %";
  if (share < 1 && share >= 0.995) return "over 99 %";
  return `${Math.round(share * 100)} %`;
}

/** Lines as text; nothing for none. */
export function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join("");
}
