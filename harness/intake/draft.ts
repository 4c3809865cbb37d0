import { copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { BenchError } from "../errors/index.ts";
import { submissionLimits } from "../submission/index.ts";

/** Languages that a draft can be written in: those of the kit. */
export const draftLanguages = ["python", "typescript"] as const;
export type DraftLanguage = (typeof draftLanguages)[number];

const programs: { readonly [L in DraftLanguage]: readonly [program: string, file: string] } = {
  python: ["python3", "strategy.py"],
  typescript: ["node", "strategy.ts"],
};

/** What a new submission is to be. */
export interface DraftRequest {
  /** The folder to be made; its name is the slug. */
  readonly folder: string;
  readonly language: DraftLanguage;
  readonly author: string;
}

/** Writes a submission that runs as it is. Throws `BenchError` (blame usage) when there is one, or for a name that is no slug. */
export function writeDraft({ folder, language, author }: DraftRequest): readonly string[] {
  const slug = path.basename(folder);
  if (!isSlug(slug)) throw noSlug(slug);
  if (existsSync(folder)) throw isThere(folder);
  mkdirSync(folder, { recursive: true });
  const [program, file] = programs[language];
  const manifest = path.join(folder, "submission.yaml");
  writeFileSync(manifest, manifestText({ slug, author, run: [program, file] }));
  const strategy = path.join(folder, file);
  copyFileSync(path.join(import.meta.dirname, "drafts", language, file), strategy);
  return [manifest, strategy];
}

interface ManifestParts {
  readonly slug: string;
  readonly author: string;
  readonly run: readonly string[];
}

/** Texts are JSON, which is YAML: no name can break out of its line. */
function manifestText({ slug, author, run }: ManifestParts): string {
  return `# docs/submissions.md explains every key.
schema: 1
name: ${JSON.stringify(titleOf(slug))}
authors: [{name: ${JSON.stringify(author)}}]
description: Keeps of every item the candidate that the generator thought likeliest, the likeliest items first.
license: MIT
# The strongest feedback it asks for: none, self (the generator's own probabilities), heuristic, weak, strong, human, oracle.
division: self
# Names of tasks, or all.
tasks: all
run: [${run.join(", ")}]
# Sent to the strategy. Each variant is an entry of its own, beside the unchanged one, with these changes.
params: {per_token: true}
variants: {whole: {per_token: false}}
`;
}

function titleOf(slug: string): string {
  const words = slug.replaceAll("-", " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function isSlug(text: string): boolean {
  return /^[a-z0-9][a-z0-9-]*$/.test(text) && text.length <= submissionLimits.folder.slugLength;
}

function noSlug(slug: string): BenchError {
  return new BenchError(`"${slug}" is no slug`, {
    code: "submission-slug",
    blame: "usage",
    expected: `lower-case letters, digits and hyphens, at most ${submissionLimits.folder.slugLength}`,
    mend: "Choose another name.",
  });
}

function isThere(folder: string): BenchError {
  return new BenchError("there is something of this name", {
    code: "draft-exists",
    blame: "usage",
    where: path.relative(process.cwd(), folder),
    mend: "Choose another name, or remove it.",
  });
}
