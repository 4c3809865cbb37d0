import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";
import { execaSync } from "execa";
import type { RoundSelection } from "../../harness/selection/index.ts";
import type { Isolation, RoundRequest } from "../../harness/strategy/index.ts";
import { type Entry, readSubmission } from "../../harness/submission/index.ts";
import { entryOf, isolation, play } from "../strategy/stage.ts";
import { fill, manifest } from "../submission/made.ts";

/** With the sandbox, where there is one, and without. */
export const isolations: readonly Isolation[] = isolation === "none" ? ["none"] : [isolation, "none"];

/** Reason to skip a test of numpy. */
export const withoutNumpy = execaSync("/usr/bin/python3", ["-c", "import numpy"], { reject: false }).failed
  ? "the system's Python has no numpy"
  : false;

const programs = { py: "python3", ts: "node", cjs: "node", mjs: "node" } as const;

/** Plays a strategy's source, outside any checkout, on 100 items with 10 to keep and a weak verifier that scores 20. */
export function playSource(
  t: TestContext,
  [language, source]: readonly [language: keyof typeof programs, source: string],
  { fields = {}, files = {}, ...changes }: Partial<Omit<RoundRequest, "fields">> & Extras = {},
): Promise<RoundSelection> {
  const parent = mkdtempSync(path.join(tmpdir(), "collapse-bench-kit-"));
  t.after(() => rmSync(parent, { recursive: true, force: true }));
  const folder = path.join(parent, "made");
  const name = `strategy.${language}`;
  const said = { division: "weak", run: [programs[language], name], ...fields };
  fill(folder, { ...files, [name]: source, "submission.yaml": manifest(said) });
  return play(entry(folder), changes);
}

interface Extras {
  /** Further fields of the manifest. */
  readonly fields?: object;
  /** Further files of the folder. */
  readonly files?: Readonly<Record<string, string>>;
}

function entry(folder: string): Entry {
  const submission = readSubmission(folder);
  return { ...entryOf(["true"]), submission, params: submission.manifest.params };
}

/** What was kept, as [item, candidate, weight]. */
export function keptBy({ selection }: RoundSelection): readonly (readonly number[])[] {
  return [...selection.items].map((item, at) => [item, selection.candidates[at]!, selection.weights[at]!]);
}
