import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { BenchError } from "../errors/index.ts";
import { type FileChange, parseChanges } from "../pulls/index.ts";
import { seasonsOf } from "../season/index.ts";
import { discoverSubmissions } from "../submission/index.ts";
import { attestationFolder } from "./attestations.ts";
import { changesOfEntries } from "./changed-entries.ts";
import { changesOfRecords } from "./changed-records.ts";
import { changesOfTasks } from "./changed-tasks.ts";
import type { ChangesRequest, Comparison, Observation } from "./contract.ts";
import { git } from "./history.ts";
import { takeOut } from "./past.ts";

/** Names all that differs from a commit and can change a board. Throws `BenchError` (blame usage) for a commit that is not there. */
export function changesSince(request: ChangesRequest): Comparison {
  const { root, base, tasks } = request;
  const commit = git(root, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${base}^{commit}`]);
  if (commit === undefined) throw noCommit(base);
  const files = fileChanges(root, commit);
  const folder = mkdtempSync(path.join(os.tmpdir(), "collapse-bench-base-"));
  try {
    const earlier = takeOut(root, commit, folder);
    const records = changesOfRecords(request, commit, files);
    const told =
      earlier === undefined
        ? []
        : [
            ...changesOfEntries(discoverSubmissions(earlier, tasks), request, tasks),
            ...changesOfTasks(earlier, tasks),
            ...changesOfSeasons(earlier, root),
          ];
    const others = [...changesOfSignatures(files), ...changesOfCode(files)];
    return { findings: [...records.findings, ...told, ...others], touched: records.touched };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Files of the working tree that are not what they are in a commit, whether git was told of them or not. */
function fileChanges(root: string, commit: string): readonly FileChange[] {
  const known = parseChanges(
    git(root, ["diff", "--name-status", "--no-renames", "--relative", "-z", commit, "--"]) ?? "",
  );
  const untold = (git(root, ["ls-files", "--others", "--exclude-standard", "-z"]) ?? "").split("\0");
  return [
    ...known,
    ...untold.filter((name) => name !== "").map((name): FileChange => ({ kind: "added", name })),
  ];
}

/** What else decides numbers, or who may publish them, by the beginnings of paths. */
const code: readonly (readonly [what: string, shape: RegExp])[] = [
  ["code of the harness", /^harness\//],
  ["code of tasks", /^tasks\/.*(?<!\.yaml|\.md)$/],
  ["packages", /^(package(-lock)?\.json|\.npmrc)$/],
  ["who may publish", /^(\.github|\.ci)\//],
];

const mostNamed = 3;

function changesOfCode(files: readonly FileChange[]): readonly Observation[] {
  return code.flatMap(([what, shape]) => {
    const names = files.filter(({ name }) => shape.test(name)).map(({ name }) => name);
    if (names.length === 0) return [];
    const more = names.length > mostNamed ? `, and ${names.length - mostNamed} more` : "";
    const list = names.slice(0, mostNamed).join(", ") + more;
    return [
      {
        grade: "changed" as const,
        where: list,
        what: `${what}: ${names.length} ${names.length === 1 ? "file has" : "files have"} changed`,
      },
    ];
  });
}

/** What was signed once stays: without its signature a forged record would be one that nobody has signed. */
function changesOfSignatures(files: readonly FileChange[]): readonly Observation[] {
  return files
    .filter(({ name, kind }) => kind !== "added" && name.startsWith(`results/${attestationFolder}/`))
    .map(({ name, kind }) => ({
      grade: "changed",
      where: name,
      what:
        kind === "removed"
          ? "a signature, or what it is on, is gone"
          : "a signature, or what it is on, was changed",
    }));
}

function changesOfSeasons(earlier: string, root: string): readonly Observation[] {
  const now = seasonsOf(root);
  const where = "seasons.yaml";
  const gone = seasonsOf(earlier).flatMap((before): Observation[] => {
    const after = now[before.number - 1];
    if (after?.commitment !== before.commitment || after.opened !== before.opened)
      return [{ grade: "wrong", where, what: `season ${before.number} is not the one that was opened` }];
    if (before.key !== undefined && after.key !== before.key)
      return [{ grade: "wrong", where, what: `the key of season ${before.number} is not told any more` }];
    return before.key === after.key
      ? []
      : [{ grade: "told", where, what: `the key of season ${before.number} is told` }];
  });
  const begun = now.slice(seasonsOf(earlier).length);
  return [
    ...gone,
    ...begun.map(({ number }): Observation => ({ grade: "told", where, what: `season ${number} is opened` })),
  ];
}

function noCommit(base: string): BenchError {
  return new BenchError("there is no such commit", {
    code: "base-unknown",
    blame: "usage",
    where: "--base",
    received: base,
    mend: "Name a branch or a commit of this repository, for instance main; a shallow clone may lack it.",
  });
}
