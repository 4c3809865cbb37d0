import { execFileSync } from "node:child_process";

/** What the repository knows of earlier states; undefined where there is no repository. */
export interface History {
  hasCommit(commit: string): boolean | undefined;
  /** Whether a path was ever there. */
  everHad(path: string): boolean | undefined;
}

/** The history of a checkout; answers are kept. */
export function openHistory(root: string): History {
  const commits = new Map<string, boolean | undefined>();
  const paths = new Map<string, boolean | undefined>();
  const isRepository = git(root, ["rev-parse", "--git-dir"]) !== undefined;
  return {
    hasCommit: (commit) =>
      remembered(commits, commit, () =>
        isRepository ? git(root, ["cat-file", "-e", `${commit}^{commit}`]) !== undefined : undefined,
      ),
    everHad: (path) =>
      remembered(paths, path, () =>
        isRepository ? git(root, ["log", "--format=%H", "-1", "--", path]) !== "" : undefined,
      ),
  };
}

function remembered(known: Map<string, boolean | undefined>, key: string, find: () => boolean | undefined) {
  if (!known.has(key)) known.set(key, find());
  return known.get(key);
}

const mostBytes = 2 ** 28;

/** What git prints, without its last line feed; undefined when it refuses. */
export function git(root: string, args: readonly string[]): string | undefined {
  try {
    const printed = execFileSync("git", args, {
      cwd: root,
      encoding: "utf8",
      maxBuffer: mostBytes,
      stdio: ["ignore", "pipe", "ignore"],
    });
    return printed.replace(/\n$/, "");
  } catch {
    return undefined;
  }
}
