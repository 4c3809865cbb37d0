/** `model check`: whether a model, wherever it runs, writes and reads as it says. */
import { noArtifacts } from "../artifacts/index.ts";
import { columns, count, fixed } from "../format/index.ts";
import { articles, type CheckReport, checkModel } from "../proposers/index.ts";
import type { Folders } from "../task/index.ts";
import { type ExitCode, exitCodes } from "./exit.ts";
import { type ModelOptions, openModel } from "./model-open.ts";

/** Opens a model, has it write about three articles and read what it wrote; prints figures, speed and what is wrong. */
export async function checkModelNamed(
  folders: Folders,
  asked: string,
  { json, ...options }: ModelOptions & { readonly json: boolean },
): Promise<ExitCode> {
  // Everything is asked afresh, so that the speed is one.
  await using opened = await openModel(folders, asked, options, noArtifacts);
  const report = await checkModel(opened.model);
  const { identity } = opened.model;
  if (json) console.log(JSON.stringify({ identity, notes: opened.notes, ...report }, null, 2));
  else
    console.log(
      [`${identity.kind} ${identity.name}`, ...opened.notes.map(indented), ...linesOf(report)].join("\n"),
    );
  return report.problems.length === 0 ? exitCodes.ok : exitCodes.failedCells;
}

function linesOf({ texts, summaries, strangers, seconds, tokens, cost, problems }: CheckReport): string[] {
  const shown = articles.flatMap(({ article }, place) => [
    "",
    `${article.slice(0, 70)}…`,
    columns(
      [
        ["  written", "read", "symbols", ""],
        ...texts
          .filter((text) => text.article === place)
          .map(({ written, read }) => [
            `  ${fixed(written.logprob, 3)}`,
            read === undefined ? "–" : fixed(read.logprob, 3),
            `${written.tokens}${written.hasEnded ? "" : "+"}`,
            JSON.stringify(written.text.slice(0, 60)),
          ]),
        [`  –`, fixed(summaries[place]!.logprob, 3), `${summaries[place]!.tokens}`, "its own summary"],
        [`  –`, fixed(strangers[place]!.logprob, 3), `${strangers[place]!.tokens}`, "another article's"],
      ],
      [0, 1, 2],
    ),
  ]);
  const speed = (symbols: number, time: number) => `${count(Math.round(symbols / time))} symbols a second`;
  return [
    ...shown,
    "",
    `wrote ${count(tokens.written)} symbols, ${speed(tokens.written, seconds.writing)}; read ${count(tokens.read)} of texts, ${speed(tokens.read, seconds.reading)}, start-up included`,
    `cost ${count(cost.requests)} requests, ${count(cost.promptTokens)} symbols read, ${count(cost.tokens)} written`,
    ...(problems.length === 0 ? ["nothing is wrong"] : problems.map((problem) => `wrong: ${problem}`)),
  ];
}

function indented(line: string): string {
  return `  ${line}`;
}
