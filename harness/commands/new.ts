import path from "node:path";
import { execa } from "execa";
import { type DraftLanguage, writeDraft } from "../intake/index.ts";
import { type ExitCode, exitCodes } from "./exit.ts";

export interface NewOptions {
  readonly language: DraftLanguage;
  /** The folder that is to hold the new one. */
  readonly in?: string;
}

/** Makes the folder of a new submission, which runs as it is, and says what comes next. */
export async function newSubmission(
  { root }: { readonly root: string },
  slug: string,
  { language, in: parent = path.join(root, "submissions") }: NewOptions,
): Promise<ExitCode> {
  const folder = path.resolve(parent, slug);
  const files = writeDraft({ folder, language, author: await authorOf(root) });
  for (const file of files) console.log(`wrote ${path.relative(process.cwd(), file)}`);
  console.log(`
Edit both. What it would keep of a stored pool, in seconds, and whether a pull request with it would pass:

  npx collapse-bench try ${path.relative(process.cwd(), folder)}
  npx collapse-bench check ${path.relative(process.cwd(), folder)}`);
  return exitCodes.ok;
}

/** Who works here, by git; a name to be replaced where git does not know. */
async function authorOf(root: string): Promise<string> {
  const { stdout, failed } = await execa("git", ["config", "user.name"], { cwd: root, reject: false });
  return failed || stdout.trim() === "" ? "Your name" : stdout.trim();
}
