import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";
import type { Askable, Offer } from "../../harness/task/index.ts";

/** What a folder of `submissions/` holds: texts or bytes by path. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** A good manifest, with changes; a field that is undefined is left out. */
export function manifest(changes: object = {}): string {
  return JSON.stringify({
    schema: 1,
    name: "Made up",
    authors: [{ name: "Somebody" }],
    description: "For tests.",
    license: "MIT",
    division: "none",
    tasks: "all",
    run: ["true"],
    ...changes,
  });
}

/** A checkout with these submissions, and the benchmark's controls if they are given. */
export function checkout(
  t: TestContext,
  folders: Readonly<Record<string, Files>>,
  controls?: string,
): string {
  const root = mkdtempSync(path.join(tmpdir(), "collapse-bench-submission-"));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  mkdirSync(path.join(root, "submissions"));
  for (const [slug, files] of Object.entries(folders)) fill(path.join(root, "submissions", slug), files);
  if (controls !== undefined) writeFileSync(path.join(root, "submissions", "controls.yaml"), controls);
  return root;
}

/** Writes files into a folder, and makes it. */
export function fill(folder: string, files: Files): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
}

/** What a task at tier smoke offers. */
export function offer(task: string, has: readonly Askable[] = [], choices: Offer["choices"] = {}): Offer {
  return { task, entriesOf: task, tier: "smoke", has: new Set(has), choices };
}
