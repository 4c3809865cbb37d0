import { z } from "zod";
import { BenchError } from "../errors/index.ts";
import type { FileChange } from "./kind.ts";

const sha = z.string().regex(/^[0-9a-f]{40}$/);

/** What is used of the host's answer about a pull request; the rest of it is not looked at. */
export const pullFactsSchema = z.object({
  number: z.int().positive(),
  title: z.string(),
  html_url: z
    .url({ protocol: /^https$/ })
    .nullable()
    .default(null),
  state: z.enum(["open", "closed"]),
  draft: z.boolean().default(false),
  created_at: z.iso.datetime(),
  user: z.object({ login: z.string() }),
  labels: z.array(z.object({ name: z.string() })).default([]),
  head: z.object({ sha }),
  /** Null while it is not merged. */
  merged_at: z.iso.datetime().nullable().default(null),
  /** What it became on its branch, once it is merged. */
  merge_commit_sha: sha.nullable().default(null),
  base: z.object({ sha, ref: z.string() }),
});
export type PullFacts = z.infer<typeof pullFactsSchema>;

/** A file of a pull request, as the host lists them. */
export const pullFileSchema = z.object({ filename: z.string(), status: z.string() });

/** Those files as changes. */
export function changesOfFiles(files: readonly z.infer<typeof pullFileSchema>[]): readonly FileChange[] {
  return files.map(({ filename, status }) => ({
    kind: status === "added" || status === "removed" ? status : "changed",
    name: filename,
  }));
}

/**
 * Holds an approval against the pull request as it is now: only what was read and merged is run, and an approval is for the one commit that it
 * became. Throws `BenchError` (blame usage).
 */
export function confirmed(pull: PullFacts, commit: string, branch: string): PullFacts {
  if (pull.base.ref !== branch) throw notConfirmed(pull, "it is for another branch", branch, pull.base.ref);
  if (pull.merged_at === null) throw notConfirmed(pull, "it is not merged", "merged", pull.state);
  if (pull.merge_commit_sha !== commit)
    throw notConfirmed(
      pull,
      "it became another commit than the one that was approved",
      commit,
      String(pull.merge_commit_sha),
    );
  return pull;
}

function notConfirmed(
  { number }: PullFacts,
  message: string,
  expected: string,
  received: string,
): BenchError {
  return new BenchError(message, {
    code: "pull-not-confirmed",
    blame: "usage",
    where: `pull request ${number}`,
    expected,
    received,
    mend: "Read it, merge it, and approve the commit that it became.",
  });
}
