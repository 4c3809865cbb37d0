import { readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { type CorpusMeasures, measureCorpus } from "./measure.ts";
import { newsroom, type Story } from "./newsroom.ts";
import { STORY_KINDS } from "./stories/index.ts";

const begin = "<!-- measured: node tasks/news/corpus/report.ts --write -->";
const end = "<!-- end of measured -->";

/** What the README says of the first stories of seed 0: the table beside XSum, then one example of each kind. */
export function corpusReport(stories: number): string {
  const room = newsroom(0);
  return [tableOf(measureCorpus(room, stories)), ...examplesOf(stories).map(exampleOf)].join("\n\n");
}

/** A README with the report put between its two markers. */
export function withReport(readme: string, report: string): string {
  const [head, rest] = readme.split(begin);
  const tail = rest?.split(end)[1];
  if (head === undefined || tail === undefined) throw new Error(`the README has no "${begin}" … "${end}"`);
  return `${head}${begin}\n\n${report}\n\n${end}${tail}`;
}

function tableOf(measures: CorpusMeasures): string {
  const one = (value: number) => value.toFixed(1);
  const two = (value: number) => value.toFixed(2);
  const span = ({ low, median, high }: CorpusMeasures["articleWords"]) => `${median} (${low} to ${high})`;
  const rows = [
    ["Words in an article, median (5 % to 95 %)", span(measures.articleWords), "293"],
    ["Sentences in an article, median (5 % to 95 %)", span(measures.articleSentences), ""],
    ["Words in a summary, median (5 % to 95 %)", span(measures.summaryWords), "21"],
    ["Different words", String(measures.vocabulary), ""],
    ["Different words that make up 99 % of the text", String(measures.vocabulary99), ""],
    ["Words of the next 1,000 stories that are new, %", two(measures.unseenWords), ""],
    ["Unigrams of the summary not in the article, %", one(measures.novelUnigrams), ""],
    ["Bigrams of the summary not in the article, %", one(measures.novelBigrams), ""],
    ["ROUGE-1 / 2 / L of the lead, stemmed", rougeCell(measures.lead), "16.19 / 1.71 / 11.74"],
    ["ROUGE-1 / 2 / L of another summary of the same event, stemmed", rougeCell(measures.otherTelling), ""],
    ["ROUGE-1 / 2 / L of another article's lead, stemmed", rougeCell(measures.otherLead), "9.0 / – / –"],
  ];
  function rougeCell(scores: CorpusMeasures["lead"]): string {
    return `${two(scores.rouge1)} / ${two(scores.rouge2)} / ${two(scores.rougeL)}`;
  }
  const lines = rows.map((row) => `| ${row.join(" | ")} |`);
  return [
    `| first ${measures.stories} stories of seed 0 | newsroom | XSum |`,
    "|---|---|---|",
    ...lines,
  ].join("\n");
}

function examplesOf(stories: number): Story[] {
  const all = Array.from({ length: stories }, (_, index) => newsroom(0).story(index));
  return STORY_KINDS.map((kind) => all.find((story) => story.kind === kind)!);
}

function exampleOf({ kind, article, summary }: Story): string {
  return `**${kind}**: ${article}\n> ${summary}`;
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { stories: { type: "string", default: "4000" }, write: { type: "boolean", default: false } },
  });
  const report = corpusReport(Number(values.stories));
  const readme = new URL("./README.md", import.meta.url);
  if (values.write) await writeFile(readme, withReport(await readFile(readme, "utf8"), report));
  else process.stdout.write(`${report}\n`);
}
