import type { Submission } from "../../harness/submission/index.ts";

/** Whether a submission is the benchmark's own; other people's are held by what every submission is, not by house rules. */
export function isOwn({ manifest }: Submission): boolean {
  return manifest.authors.every(({ name }) => name === "Collapse Bench");
}
