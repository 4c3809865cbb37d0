import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { execa } from "execa";
import { type Board, type BoardRequest, type ScoredView, scoreBoard } from "../board/index.ts";
import { BenchError } from "../errors/index.ts";
import { columns, gainFormatterOf, protocolText, rankText } from "../format/index.ts";
import { seasonResults } from "../record/index.ts";

/** The board of the records as they were at a commit, by the tasks, submissions and rules of now. Throws `BenchError` (blame usage) for none. */
export async function boardAt(
  commit: string,
  request: BoardRequest & { readonly season: number },
): Promise<Board> {
  const { root, tier, season } = request;
  const place = path.relative(root, path.join(seasonResults(request.results, season), tier));
  if (place.startsWith(".."))
    throw unknown(commit, "these results are not in the checkout", "Leave out --results.");
  const folder = await mkdtemp(path.join(os.tmpdir(), "collapse-bench-past-"));
  try {
    await unpack(root, commit, place, folder);
    const results = path.join(folder, path.relative(root, request.results));
    return (await scoreBoard({ ...request, results })).board;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function unpack(root: string, commit: string, place: string, folder: string): Promise<void> {
  const git = (...args: string[]) => execa("git", args, { cwd: root, reject: false });
  const found = await git("rev-parse", "--verify", "--quiet", `${commit}^{commit}`);
  if (found.failed) throw unknown(commit, "there is no such commit", "Name one that `git log` shows.");
  const { stdout } = await git("ls-tree", found.stdout, `${place}/`);
  if (stdout === "") return;
  await execa("git", ["archive", found.stdout, place], { cwd: root }).pipe("tar", ["-x", "-C", folder]);
}

function unknown(commit: string, message: string, mend: string): BenchError {
  return new BenchError(message, {
    code: "commit-unknown",
    blame: "usage",
    where: "--since",
    received: commit,
    mend,
  });
}

/** What differs in each task's headline, one line an entry; empty where nothing does. */
export function changesText(before: Board, now: Board): string {
  const parts = Object.entries(now.tasks).flatMap(([task, [view]]) => {
    const rows =
      view === undefined ? [] : changedRows(before.tasks[task]?.[0], view, now.about[task]!.metric);
    if (rows.length === 0) return [];
    const { title, rounds } = now.about[task]!;
    const head = `${title}, ${protocolText(view!.protocol, rounds)}, regime ${view!.regime}`;
    return [`${head}\n${columns([["entry", "gain", "now", "rank", "now"], ...rows], [1, 2, 3, 4])}\n`];
  });
  return parts.join("\n");
}

function changedRows(
  before: ScoredView | undefined,
  now: ScoredView,
  metric: Board["about"][string]["metric"],
): readonly (readonly string[])[] {
  const gain = gainFormatterOf(metric.format);
  const textsOf = (view: ScoredView | undefined) =>
    new Map(view?.entries.map(({ entry, ...line }) => [entry, [gain(line.gain.mean), rankText(line.rank)]]));
  const [old, present] = [textsOf(before), textsOf(now)];
  return [...new Set([...present.keys(), ...old.keys()])].flatMap((entry) => {
    const [was = [], is = []] = [old.get(entry), present.get(entry)];
    if (was[0] === is[0] && was[1] === is[1]) return [];
    return [[entry, was[0] ?? "new", is[0] ?? "gone", was[1] ?? "", is[1] ?? ""]];
  });
}
