import path from "node:path";
import { type Grid, readGrid, tablesOf } from "../../../harness/analysis/index.ts";
import { curvesOf, openBoard, type TaskBoard } from "../../../harness/board/index.ts";
import { type BenchError, explain } from "../../../harness/errors/index.ts";
import {
  isReproducedElsewhere,
  type ResultRecord,
  readReproductions,
  readRunLogs,
  seasonResults,
} from "../../../harness/record/index.ts";
import { discoverSubmissions, entriesOn, type Submission } from "../../../harness/submission/index.ts";
import {
  discoverTasks,
  discoverVariants,
  isRanking,
  offerOf,
  type TierName,
} from "../../../harness/task/index.ts";
import { unrankedText } from "./boards.ts";
import { readDocuments } from "./documents.ts";
import { linesByEntry } from "./lines.ts";
import { inOrder } from "./order.ts";
import { cacheFolder, resultsFolder, rootFolder } from "./place.ts";
import { recordPath } from "./runs.ts";
import { sampleBookOf } from "./samples.ts";
import { readCalibrations, readReplications } from "./studies.ts";
import type { EntryResults, Site, TaskResults, TierResults } from "./types.ts";

/** Tiers by how much their board says. */
const frontPageOrder: readonly TierName[] = ["standard", "gpu", "paper", "smoke"];

let loaded: Promise<Site> | undefined;

/** The whole site's data, read on the first call. Throws, in one paragraph, for a malformed task, submission or study. */
export function loadSite(): Promise<Site> {
  loaded ??= load().catch((error: unknown) => {
    throw new Error(explain(error), { cause: error });
  });
  return loaded;
}

async function load(): Promise<Site> {
  const [root, results] = [rootFolder(), resultsFolder()];
  const tasks = await discoverTasks(root);
  const variants = await discoverVariants(root);
  const { submissions, problems } = discoverSubmissions(root, tasks);
  for (const { error } of problems) console.warn(told(error));
  const grid = readGrid(root);
  const known = { root, results, cache: cacheFolder(), tasks, variants, submissions, problems };
  const boards = await Promise.all(frontPageOrder.map((tier) => openBoard({ ...known, tier })));
  const tiers = boards.map(({ board, tasks, variants, problems }) => {
    const own = seasonResults(results, board.season.number);
    const again = readReproductions(own, board.tier);
    const logs = readRunLogs(own, board.tier);
    return {
      tier: board.tier,
      board,
      tasks: inOrder(tasks, ({ task }) => task.name).map((task) => taskResults(task, grid, again.byRecord)),
      variants: variants
        .filter(({ records }) => records.size > 0)
        .map((variant) => ({
          ...taskResults(variant, grid, again.byRecord),
          unranked: unrankedText(results, variant.task.name, board.tier),
        })),
      ranks: isRanking(board.tier),
      reproductions: again.byRecord,
      logs: new Map(logs.all.map((log) => [recordPath(log), log])),
      problems: [...problems, ...again.problems, ...logs.problems].map(told),
    };
  });
  return {
    version: boards[0]!.board.version,
    tasks: inOrder(tasks, ({ name }) => name),
    submissions,
    tiers: placed(tiers),
    documents: readDocuments(root),
    replications: readReplications(results, tasks),
    calibrations: readCalibrations(results, [...tasks, ...variants]),
  };
}

/** The tiers that have results; the first of them has the front page. */
function placed(all: readonly Omit<TierResults, "path">[]): readonly TierResults[] {
  const shown = all.filter(
    (tier) => tier.problems.length > 0 || tier.tasks.some((task) => task.records.size > 0),
  );
  const some = shown.length > 0 ? shown : all.slice(0, 1);
  return some.map((tier, place) => ({ ...tier, path: place === 0 ? "" : `${tier.tier}/` }));
}

/** What the pages ask of a task, found once. */
function taskResults(task: TaskBoard, grid: Grid, reproductions: TierResults["reproductions"]): TaskResults {
  const { rounds, problem } = curvesOf(task);
  const wrong = task.problem ?? problem;
  const entries = task.views[0]?.entries ?? [];
  return {
    ...task,
    problem: wrong === null ? undefined : told(wrong),
    entries,
    rounds,
    unranked: undefined,
    reproduced: reproducedOf(task, reproductions),
    curves: Map.groupBy(rounds, ({ entry }) => entry),
    tables: task.problem === null ? tablesOf(task, grid).filter(({ rows }) => rows.length > 0) : [],
    samples: sampleBookOf({ ...task, entries }),
  };
}

/** By entry, how many of its records came out the same elsewhere; entries without any are left out. */
function reproducedOf(
  { records }: Pick<TaskBoard, "records">,
  reproductions: TierResults["reproductions"],
): TaskResults["reproduced"] {
  const isSame = (record: ResultRecord) =>
    isReproducedElsewhere(record, reproductions.get(record.fingerprint) ?? []);
  const counts = [...records].map(([entry, own]) => [entry, own.filter(isSame).length] as const);
  return new Map(counts.filter(([, count]) => count > 0));
}

/** One paragraph that names files by their place in the repository, wherever that lies. */
function told(problem: BenchError): string {
  return [path.dirname(resultsFolder()), rootFolder()].reduce(
    (text, folder) => text.replaceAll(folder + path.sep, ""),
    explain(problem),
  );
}

/** What a submission's entries did in a task of a tier, the unchanged one first; empty when it does not take part. */
export function entryResultsOf(
  tier: TierName,
  results: TaskResults,
  submission: Submission,
): readonly EntryResults[] {
  return entriesOn(offerOf(results.task, tier), submission).map(({ id }) => ({
    id,
    lines: linesOf(results, id),
    rounds: results.curves.get(id) ?? [],
    records: results.records.get(id) ?? [],
  }));
}

function linesOf({ views }: TaskResults, id: string): EntryResults["lines"] {
  return views
    .filter(({ regime }) => regime === views[0]!.regime)
    .flatMap((view) => {
      const scored = linesByEntry(view).get(id);
      return scored === undefined ? [] : [{ view, scored }];
    });
}
