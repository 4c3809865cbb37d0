import { readFileSync } from "node:fs";
import path from "node:path";
import { canonicalHash } from "../artifacts/index.ts";
import type { Question, Thing } from "./things.ts";

/** Questions for people, and what they are about. */
export interface Questionnaire {
  readonly title: string;
  readonly question: Question;
  /** What inputs and outputs are, in words. */
  readonly fields: Readonly<Record<string, string>>;
  readonly things: readonly Thing[];
}

/** A file to be written: the end of its name, and what is in it. */
export interface WrittenForm {
  readonly ending: string;
  readonly text: string;
}

export const forms = ["csv", "label-studio", "trl", "page"] as const;
/** What a batch is written as. */
export type Form = (typeof forms)[number];

/** Writes a batch in a form. */
export function writeForm(form: Form, batch: Questionnaire): readonly WrittenForm[] {
  return writers[form](batch);
}

const writers: { readonly [F in Form]: (batch: Questionnaire) => readonly WrittenForm[] } = {
  csv: ({ question, things }) => [{ ending: ".csv", text: csvText(question, things) }],
  "label-studio": (batch) => [
    { ending: ".json", text: `${JSON.stringify(batch.things.map(labelStudioTask), null, 1)}\n` },
    { ending: ".config.xml", text: labelStudioConfig(batch) },
  ],
  trl: ({ things }) => [
    { ending: ".jsonl", text: things.map((thing) => `${JSON.stringify(trlRow(thing))}\n`).join("") },
  ],
  page: (batch) => [{ ending: ".html", text: pageText(batch) }],
};

/** Columns of our own CSV; `label`, `annotator` and `seconds` are for the answer. */
export const csvColumns: { readonly [Q in Question]: readonly string[] } = {
  binary: ["key", "item", "input", "output", "label", "annotator", "seconds"],
  pair: ["left_key", "right_key", "item", "input", "left", "right", "label", "annotator", "seconds"],
};

/** By RFC 4180, every field in quotes. */
function csvText(question: Question, things: readonly Thing[]): string {
  const rows = things.map(({ item, input, outputs }) => {
    const keys = outputs.map(({ key }) => key);
    const texts = outputs.map(({ text }) => text);
    return [...keys, String(item), input, ...texts, "", "", ""];
  });
  const quoted = (row: readonly string[]) => row.map((field) => `"${field.replaceAll('"', '""')}"`).join(",");
  return [csvColumns[question], ...rows].map((row) => `${quoted(row)}\r\n`).join("");
}

function labelStudioTask({ item, input, outputs: [first, second] }: Thing): object {
  if (second === undefined) return { data: { key: first!.key, item, input, output: first!.text } };
  const keys = { left_key: first!.key, right_key: second.key };
  return { data: { ...keys, item, input, left: first!.text, right: second.text } };
}

function labelStudioConfig({ question, title }: Questionnaire): string {
  const asked =
    question === "binary"
      ? [
          '  <Text name="output" value="$output"/>',
          '  <Choices name="label" toName="output" choice="single" showInline="true">',
          '    <Choice value="right" hotkey="1"/>',
          '    <Choice value="wrong" hotkey="2"/>',
          "  </Choices>",
        ]
      : [
          '  <Pairwise name="label" toName="left,right"/>',
          '  <Text name="left" value="$left"/>',
          '  <Text name="right" value="$right"/>',
        ];
  const head = [
    `<!-- ${title.replaceAll("--", "- -")} -->`,
    "<View>",
    '  <Text name="input" value="$input"/>',
  ];
  return `${[...head, ...asked, "</View>"].join("\n")}\n`;
}

/** Of a pair nothing is chosen yet, so that both are named as they are shown. */
function trlRow({ input: prompt, outputs: [first, second] }: Thing): object {
  if (second === undefined) return { prompt, completion: first!.text, label: null, key: first!.key };
  const keys = { left_key: first!.key, right_key: second.key };
  return { prompt, left: first!.text, right: second.text, label: null, ...keys };
}

/** One file for a browser, with nothing to fetch; `<` could end the script it stands in. */
function pageText(batch: Questionnaire): string {
  const template = readFileSync(path.join(import.meta.dirname, "page.html"), "utf8");
  const data = { ...batch, columns: csvColumns[batch.question], hash: canonicalHash(batch).slice(0, 16) };
  return template.replace('"BATCH"', () => JSON.stringify(data).replaceAll("<", "\\u003c"));
}
