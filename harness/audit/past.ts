import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { z } from "zod";
import { parseYamlFile } from "../config/index.ts";
import { BenchError } from "../errors/index.ts";
import type { ResultRecord } from "../record/index.ts";
import { discoverSubmissions, entriesOf, entryId, strategyHash } from "../submission/index.ts";
import { type Task, type TaskFile, type TierName, taskFileOf, taskHash, taskPlace } from "../task/index.ts";
import { git } from "./history.ts";

/** Hashes as they were at the commit that a record names; undefined where they cannot be computed. */
export interface PastHashes extends Disposable {
  taskHash(commit: string | null, task: Task, tier: TierName): string | undefined;
  strategyHash(record: ResultRecord): string | undefined;
}

/** Looks hashes up in the history of a checkout; what is taken out of it lies in a folder that is removed at the end. */
export function openPast(root: string): PastHashes {
  const folders = new Map<string, string | undefined>();
  const all = mkdtempSync(path.join(os.tmpdir(), "collapse-bench-past-"));

  function folderAt(commit: string): string | undefined {
    if (!folders.has(commit)) folders.set(commit, takeOut(root, commit, path.join(all, commit)));
    return folders.get(commit);
  }

  return {
    taskHash(commit, task, tier) {
      const folder = isCommit(commit) ? folderAt(commit) : undefined;
      const file = folder && taskFileIn(folder, task);
      return file && attempt(() => taskHash({ ...task, file }, tier));
    },
    strategyHash({ cell, provenance }) {
      const { commit } = provenance.harness;
      const folder = isCommit(commit) ? folderAt(commit) : undefined;
      if (folder === undefined) return undefined;
      return attempt(() => {
        const { submissions } = discoverSubmissions(folder, [{ name: cell.task }]);
        const entry = submissions.flatMap(entriesOf).find(({ id }) => id === entryId(cell));
        return entry && strategyHash(entry);
      });
    },
    [Symbol.dispose]() {
      rmSync(all, { recursive: true, force: true });
    },
  };
}

/** Nothing else of a record may become an argument of git. */
function isCommit(commit: string | null): commit is string {
  return commit !== null && /^[0-9a-f]{40,64}$/.test(commit);
}

/** What of a checkout says who takes part, in what, and when. */
const kept = ["submissions", "tasks", "seasons.yaml", "package.json"];

/** Takes these parts of a commit out of the repository; undefined where that cannot be done. */
export function takeOut(root: string, commit: string, folder: string): string | undefined {
  const there = git(root, ["ls-tree", "--name-only", commit, ...kept])
    ?.split("\n")
    .filter((name) => name !== "");
  if (there === undefined || there.length === 0) return undefined;
  mkdirSync(folder, { recursive: true });
  try {
    const archive = execFileSync("git", ["archive", commit, ...there], {
      cwd: root,
      maxBuffer: 2 ** 28,
      stdio: ["ignore", "pipe", "ignore"],
    });
    execFileSync("tar", ["-x", "-C", folder], { input: archive, stdio: ["pipe", "ignore", "ignore"] });
    return folder;
  } catch {
    return undefined;
  }
}

/** A task's numbers as a folder has them, read as they are read now; undefined where they cannot be. */
export function taskFileIn(folder: string, task: Task): TaskFile | undefined {
  const file = path.join(folder, taskPlace(task.name), "task.yaml");
  const schema = taskFileOf(task.definition.setting, z.unknown());
  return attempt(() => parseYamlFile(file, schema, { kind: "task", blame: "task" }) as TaskFile);
}

/** An earlier state may be written in a way that is not read any more. */
function attempt<Value>(work: () => Value): Value | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof BenchError) return undefined;
    throw error;
  }
}
