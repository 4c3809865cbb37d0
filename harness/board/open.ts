import { existsSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { parseJsonFile } from "../config/index.ts";
import { commitOf } from "../provenance/index.ts";
import {
  noMemory,
  noOutlines,
  openCheckMemory,
  openOutlineMemory,
  type RecordOutline,
  readOutlines,
  readRecord,
  readRecords,
  type StoredRecords,
  seasonResults,
} from "../record/index.ts";
import { seasonOf, seasonsOf } from "../season/index.ts";
import {
  type Discovered,
  discoverSubmissions,
  type Entry,
  entriesOf,
  openStandings,
  strategyHash,
} from "../submission/index.ts";
import { discoverTasks, offerOf, type Task, type TierName } from "../task/index.ts";
import { noComparisons, openComparisons } from "./comparisons.ts";
import type { Board, BoardRequest, BoardSeason, OpenBoard, TaskBoard } from "./contract.ts";
import { taskBoard } from "./task.ts";

const packageSchema = z.object({ version: z.string() });

/**
 * Reads a tier's records and scores every task on its own. Throws `BenchError` only for a malformed checkout; what is wrong
 * with results is told in `problems` and in each task's `problem`.
 */
export async function openBoard(request: BoardRequest): Promise<OpenBoard> {
  const memory = request.cache === undefined ? noMemory : openCheckMemory(request.cache);
  const opened = await opening(request, (results) =>
    readRecords(results, request.tier, (file) => readRecord(file, memory)),
  );
  await memory.keep();
  return opened;
}

/** The same board for who needs no more of records than scores read: of those that are known already nothing else is looked at. */
export async function scoreBoard(request: BoardRequest): Promise<OpenBoard<RecordOutline>> {
  const { cache, reread = false } = request;
  const memory = cache === undefined ? noOutlines : openOutlineMemory(cache, { reread });
  const opened = await opening(request, (results) => readOutlines(results, request.tier, memory));
  await memory.keep();
  return opened;
}

async function opening<Kept extends RecordOutline>(
  { root, tier, ...known }: BoardRequest,
  read: (results: string) => StoredRecords<Kept>,
): Promise<OpenBoard<Kept>> {
  const season = boardSeason(root, known.season ?? latestSeason(root, known.results, tier));
  const { tasks = await discoverTasks(root), variants = [] } = known;
  const isKnown = known.submissions !== undefined;
  const { submissions, problems } =
    known.submissions === undefined
      ? await discovered(root)
      : { submissions: known.submissions, problems: known.problems ?? [] };
  const comparisons = known.cache === undefined ? noComparisons : openComparisons(known.cache);
  const { compare } = comparisons;
  const { records, problems: unread } = read(seasonResults(known.results, season.number));
  const byTask = Map.groupBy(
    records.map(({ record }) => record),
    ({ cell }) => cell.task,
  );
  const entries = submissions.flatMap(entriesOf);
  const slugs = new Map(entries.map(({ id, submission }) => [id, submission.slug]));
  const hashOf = rememberedHashes();
  const hasTier = ({ file }: Task) => file.tiers[tier] !== undefined;
  const [tasksAtTier, variantsAtTier] = [tasks.filter(hasTier), variants.filter(hasTier)];
  const offers = [...tasksAtTier, ...variantsAtTier].map((task) => offerOf(task, tier));
  const standingOf = openStandings({ submissions, problems }, offers, hashOf);
  const shared = { tier, submissions, slugs, compare, hashOf, standingOf };
  const scored = (task: Task) => taskBoard(task, { ...shared, records: byTask.get(task.name) ?? [] });
  const [shown, beside] = [tasksAtTier.map(scored), variantsAtTier.map(scored)];
  await comparisons.keep();
  const untold = isKnown ? [] : problems.map(({ error }) => error);
  const { commit } = await commitOf(root);
  const board = boardOf({ version: versionOf(root), commit, season, tier }, shown);
  return { board, tasks: shown, variants: beside, problems: [...untold, ...unread] };
}

async function discovered(root: string): Promise<Discovered> {
  return discoverSubmissions(root, await discoverTasks(root));
}

/** A board as it is published, by the command and by the site. */
export function boardJson(board: Board): string {
  return `${JSON.stringify(board, null, 1)}\n`;
}

function boardOf(
  made: Pick<Board, "version" | "commit" | "season" | "tier">,
  tasks: readonly TaskBoard<RecordOutline>[],
): Board {
  const scored = tasks.filter(({ problem }) => problem === null);
  return {
    version: made.version,
    commit: made.commit,
    date: newestOf(scored),
    season: made.season,
    tier: made.tier,
    tasks: Object.fromEntries(scored.map(({ task, views }) => [task.name, views])),
    about: Object.fromEntries(scored.map(({ task, about }) => [task.name, about])),
  };
}

/** The latest season that has records of a tier; 0 where none has. */
export function latestSeason(root: string, results: string, tier: TierName): number {
  const numbers = seasonsOf(root).map(({ number }) => number);
  return numbers.findLast((number) => existsSync(path.join(seasonResults(results, number), tier))) ?? 0;
}

/** Throws `BenchError` (blame usage) for a season that is not in the checkout's list. */
function boardSeason(root: string, wanted: number): BoardSeason {
  const { number, commitment } = seasonOf(root, { number: wanted });
  const told = seasonsOf(root).find((season) => season.number === number);
  return { number, commitment, key: told?.key ?? null };
}

function newestOf(tasks: readonly TaskBoard<RecordOutline>[]): string | null {
  let newest: string | null = null;
  for (const { records } of tasks)
    for (const own of records.values())
      for (const { execution } of own)
        if (newest === null || execution.startedAt > newest) newest = execution.startedAt;
  return newest;
}

/** An entry takes part in several tasks with the same files. */
function rememberedHashes(): (entry: Entry) => string {
  const known = new Map<string, string>();
  return (entry) => {
    const hash = known.get(entry.id) ?? strategyHash(entry);
    known.set(entry.id, hash);
    return hash;
  };
}

function versionOf(root: string): string {
  const file = path.join(root, "package.json");
  return parseJsonFile(file, packageSchema, { kind: "package", blame: "environment" }).version;
}
