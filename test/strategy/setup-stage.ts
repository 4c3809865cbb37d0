import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after } from "node:test";
import { type Entry, entriesOf, readSubmission } from "../../harness/submission/index.ts";
import { type Files, fill, manifest } from "../submission/made.ts";

/** Removed when the tests of the file have ended. */
export const folder = mkdtempSync(path.join(tmpdir(), "collapse-bench-setup-"));
after(() => rmSync(folder, { recursive: true, force: true }));
export const setups = path.join(folder, "setups");

/** An entry outside any checkout. */
export function entry(slug: string, files: Files, changes: object): Entry {
  const where = path.join(folder, slug);
  fill(where, { ...files, "submission.yaml": manifest(changes) });
  return entriesOf(readSubmission(where))[0]!;
}
