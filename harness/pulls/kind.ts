/** How a file differs between the base and the head of a pull request. */
export interface FileChange {
  readonly kind: "added" | "removed" | "changed";
  /** From the checkout, with `/`. */
  readonly name: string;
}

/** What a pull request is, by the files that it touches. */
export type PullKind =
  /** One folder of `submissions/`. */
  | { readonly kind: "submission"; readonly subject: string }
  /** One folder of `submissions/`, with nothing left in it. */
  | { readonly kind: "withdrawal"; readonly subject: string }
  /** One file of `reports/`. */
  | { readonly kind: "skeptical-report"; readonly subject: string }
  /** Everything else: the benchmark's own tests decide, and a maintainer. */
  | { readonly kind: "benchmark"; readonly subject: null }
  /** What no pull request may do. */
  | { readonly kind: "refused"; readonly subject: null; readonly reason: string };

/** Reads what `git diff --name-status --no-renames -z` prints. */
export function parseChanges(text: string): readonly FileChange[] {
  const parts = text.split("\0").filter((part) => part !== "");
  const kinds = { A: "added", D: "removed" } as const;
  return parts.flatMap((letter, place): FileChange[] =>
    place % 2 === 0 ? [{ kind: kinds[letter as "A" | "D"] ?? "changed", name: parts[place + 1] ?? "" }] : [],
  );
}

/** Says what a pull request is; a submission comes alone, and nobody sends results in. */
export function kindOf(changes: readonly FileChange[]): PullKind {
  const names = changes.map(({ name }) => name);
  if (names.length === 0) return refused("it changes nothing");
  const strange = names.find((name) => !/^[\w@.+ -][\w@.+ /-]*$/.test(name) || name.includes(".."));
  if (strange !== undefined) return refused("a path has characters that no path here needs");
  const folders = new Set(names.map(folderOf).filter((folder) => folder !== undefined));
  const reports = names.filter((name) => /^reports\/[^/]+\.yaml$/.test(name));
  const rest = names.filter((name) => folderOf(name) === undefined && !reports.includes(name));
  if (folders.size === 0 && reports.length === 0) return { kind: "benchmark", subject: null };
  if (rest.some((name) => name.startsWith("results/")))
    return refused("results are made by the maintainers, not sent in: leave results/ alone");
  if (rest.length > 0 || folders.size + reports.length > 1)
    return refused("a submission, or a report, comes alone: one folder or one file, and nothing else");
  const [folder] = folders;
  if (folder === undefined) {
    if (changes[0]!.kind !== "added") return refused("a report that was merged is not changed any more");
    return { kind: "skeptical-report", subject: reports[0]! };
  }
  const isGone = changes.every(({ kind }) => kind === "removed");
  return { kind: isGone ? "withdrawal" : "submission", subject: folder };
}

/** The slug of a file of a submission; `controls.yaml` is the benchmark's. */
function folderOf(name: string): string | undefined {
  return /^submissions\/([^/]+)\/./.exec(name)?.[1];
}

function refused(reason: string): PullKind {
  return { kind: "refused", subject: null, reason };
}
