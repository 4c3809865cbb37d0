import { existsSync, globSync } from "node:fs";
import path from "node:path";
import { explain } from "../errors/index.ts";
import { type ResultRecord, readRecords, type StoredRecord, seasonResults } from "../record/index.ts";
import { seasonsOf } from "../season/index.ts";
import { type Discovered, entryId } from "../submission/index.ts";
import { extentOf, type Task, type TierName, taskHash, tierNames, tierOf } from "../task/index.ts";
import type { Doubt, Observation } from "./contract.ts";
import { type History, openHistory } from "./history.ts";
import { doubtsOfStrategy, doubtsOfTask, type Present, presentOf } from "./identity.ts";
import { doubtsOfNumbers } from "./numbers.ts";
import { doubtsOfOrigin, doubtsOfSeason } from "./origin.ts";
import { openPast, type PastHashes } from "./past.ts";
import { doubtsOfShape } from "./shape.ts";
import { doubtsOfSpending } from "./spending.ts";
import { doubtsTogether } from "./together.ts";

export interface AuditRequest extends Discovered {
  /** The checkout. */
  readonly root: string;
  /** Where the records of all seasons lie. */
  readonly results: string;
  readonly tasks: readonly Task[];
  readonly tiers?: readonly TierName[];
  /** Now, in milliseconds. */
  readonly now: number;
}

/** What was looked at, and what was found. */
export interface Audited {
  readonly records: readonly StoredRecord[];
  readonly findings: readonly Observation[];
}

/** Holds every record of the tiers, in every season, against the checkout. */
export function auditRecords(request: AuditRequest): Audited {
  const { root, results, tasks, tiers = tierNames } = request;
  const history = openHistory(root);
  using past = openPast(root);
  const seasons = seasonsOf(root);
  const tools = { history, past, seasons, now: request.now };
  const folders = [0, ...seasons.map(({ number }) => number)].map((number) => seasonResults(results, number));
  const audited = folders.flatMap((folder) =>
    tiers.map((tier) => auditTier(folder, tier, presentOf(tasks, request, tier), tools)),
  );
  return {
    records: audited.flatMap(({ records }) => records),
    findings: [...audited.flatMap(({ findings }) => findings), ...strayFolders(results, seasons.length)],
  };
}

interface Tools {
  readonly history: History;
  readonly past: PastHashes;
  readonly seasons: ReturnType<typeof seasonsOf>;
  readonly now: number;
}

function auditTier(results: string, tier: TierName, present: Present, tools: Tools): Audited {
  const { records, problems } = readRecords(results, tier);
  const unread = problems.map(
    (problem): Observation => ({ grade: "wrong", where: problem.where ?? tier, what: explain(problem) }),
  );
  const alone = records.flatMap(({ file, record }) =>
    doubtsOf(record, present, tools).map(([grade, what]): Observation => ({ grade, where: file, what })),
  );
  const together = present.tasks.flatMap((task) =>
    doubtsTogether(
      records.filter(({ record }) => record.cell.task === task.name),
      task,
      tierOf(task, tier),
    ),
  );
  return { records, findings: [...unread, ...alone, ...together] };
}

function doubtsOf(record: ResultRecord, present: Present, tools: Tools): readonly Doubt[] {
  const task = present.tasks.find(({ name }) => name === record.cell.task);
  if (task === undefined)
    return [["wrong", `no task ${record.cell.task} with a tier ${record.cell.tier} is in the checkout`]];
  const standing = present.standingOf(record);
  const entry = standing.state === "present" && !standing.changed ? standing.entry : undefined;
  const byPlace = [
    ...doubtsOfTask(record, task, tools.past),
    ...doubtsOfStrategy(record, standing, tools.history, tools.past),
  ];
  const byOrigin = [
    ...doubtsOfSeason(record, tools.seasons),
    ...doubtsOfOrigin(record, tools.history, tools.now),
  ];
  const tier = tierOf(task, record.cell.tier);
  // Rounds and budgets of an earlier task are not known here.
  const isPresent = record.task.hash === taskHash(task, record.cell.tier);
  const byNumbers = !isPresent
    ? []
    : [
        ...doubtsOfShape(
          record,
          tier,
          extentOf(task, record.cell.tier, record.cell.seed, entryId(record.cell)),
        ),
        ...doubtsOfSpending(record, tier, entry),
      ];
  return [...byPlace, ...byOrigin, ...byNumbers, ...doubtsOfNumbers(record, task)];
}

/** Folders of seasons that nobody has opened. */
function strayFolders(results: string, seasons: number): readonly Observation[] {
  if (!existsSync(path.join(results, "seasons"))) return [];
  return globSync("seasons/*", { cwd: results })
    .filter((name) => !(Number(path.basename(name)) >= 1 && Number(path.basename(name)) <= seasons))
    .map((name) => ({
      grade: "wrong" as const,
      where: path.join(results, name),
      what: "there is no such season",
    }));
}
