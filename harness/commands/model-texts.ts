/** `model propose` and `model score`: a file of prompts or pairs, answered by a model wherever it runs. */
import path from "node:path";
import { z } from "zod";
import { writeWhole } from "../artifacts/index.ts";
import { parseJsonText, readText } from "../config/index.ts";
import { count } from "../format/index.ts";
import type { TextModel, TextProposing } from "../proposers/index.ts";
import type { Folders } from "../task/index.ts";
import { say } from "./execute.ts";
import { type ExitCode, exitCodes } from "./exit.ts";
import { keptAnswers, type ModelOptions, openModel } from "./model-open.ts";

interface FileOptions extends ModelOptions {
  /** Where the answers go, one JSON object a line. */
  readonly out: string;
}

export interface ProposeOptions extends FileOptions, Omit<TextProposing, "search"> {
  readonly search: TextProposing["search"];
}

const promptLine = z.looseObject({ prompt: z.string().min(1) });
const pairLine = z.looseObject({ prompt: z.string().min(1), text: z.string() });

/** Writes candidates for the prompts of a file. What a server or trainer answered before is not asked again. */
export async function proposeForFile(
  folders: Folders,
  asked: string,
  file: string,
  options: ProposeOptions,
): Promise<ExitCode> {
  const prompts = jsonLines(path.resolve(file), promptLine);
  await using opened = await openModel(folders, asked, options, keptAnswers(folders));
  const { search, candidates, temperature, topP, maxTokens, seed } = options;
  const proposing = { search, candidates, temperature, topP, maxTokens, seed };
  const texts = await opened.model.propose(
    prompts.map(({ prompt }) => prompt),
    proposing,
  );
  await writeLines(
    options.out,
    prompts.map((line, place) => ({ ...line, candidates: texts[place] })),
  );
  return told(opened.model, `${count(prompts.length)} prompts answered`, options.out);
}

/** Scores the texts of a file after their prompts. */
export async function scoreFile(
  folders: Folders,
  asked: string,
  file: string,
  options: FileOptions,
): Promise<ExitCode> {
  const pairs = jsonLines(path.resolve(file), pairLine);
  await using opened = await openModel(folders, asked, options, keptAnswers(folders));
  const scores = await opened.model.score(pairs.map(({ prompt, text }) => ({ prompt, text })));
  await writeLines(
    options.out,
    pairs.map((line, place) => ({ ...line, ...scores[place] })),
  );
  return told(opened.model, `${count(pairs.length)} texts scored`, options.out);
}

const MAX_BYTES = 2 ** 30;

/** The lines of a file, each one JSON object. Throws `texts-json` and others, with file and line. */
export function jsonLines<Line>(file: string, schema: z.ZodType<Line>): Line[] {
  const kind = { kind: "texts", blame: "usage", mend: "Write one JSON object a line." } as const;
  const lines = readText(file, kind, MAX_BYTES).split("\n");
  return lines.flatMap((line, place) =>
    line.trim() === "" ? [] : [parseJsonText(line, `${file}:${place + 1}`, schema, kind)],
  );
}

async function writeLines(file: string, values: readonly object[]): Promise<void> {
  await writeWhole(path.resolve(file), values.map((value) => `${JSON.stringify(value)}\n`).join(""));
}

function told({ cost, kept, identity }: TextModel, what: string, out: string): ExitCode {
  say(
    `${what} by ${identity.name}: ${count(cost.requests)} requests, ${count(kept)} of them kept from before, ` +
      `${count(cost.promptTokens)} symbols read, ${count(cost.tokens)} written`,
  );
  console.log(path.resolve(out));
  return exitCodes.ok;
}
