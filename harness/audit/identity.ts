import { canonicalHash } from "../artifacts/index.ts";
import type { ResultRecord } from "../record/index.ts";
import {
  type Discovered,
  type Entry,
  openStandings,
  type Standing,
  strategyHash,
} from "../submission/index.ts";
import { limitsHash, offerOf, type Task, type TierName, taskHash, tierOf } from "../task/index.ts";
import type { Doubt } from "./contract.ts";
import type { History } from "./history.ts";
import type { PastHashes } from "./past.ts";

/** What records of one tier are held against. */
export interface Present {
  readonly tasks: readonly Task[];
  standingOf(record: ResultRecord): Standing;
}

/** The tasks of a tier, and what became of the entries that records of it are of. */
export function presentOf(tasks: readonly Task[], discovered: Discovered, tier: TierName): Present {
  const atTier = tasks.filter(({ file }) => file.tiers[tier] !== undefined);
  return {
    tasks: atTier,
    standingOf: openStandings(
      discovered,
      atTier.map((task) => offerOf(task, tier)),
    ),
  };
}

/** Whether a record's seed, task and limits are those of the checkout, or of an earlier commit. */
export function doubtsOfTask(record: ResultRecord, task: Task, past: PastHashes): readonly Doubt[] {
  const { tier, seed } = record.cell;
  const doubts: Doubt[] = [];
  const { seeds } = tierOf(task, tier).shown;
  if (seed >= seeds) doubts.push(["told", `seed ${seed} is beyond the board's, 0 to ${seeds - 1}`]);
  const present = taskHash(task, tier);
  if (record.task.hash !== present) {
    const holds = past.taskHash(record.provenance.harness.commit, task, tier) === record.task.hash;
    doubts.push(outdated("task hash", holds, record));
  } else if (record.task.version !== task.file.frozen.version)
    doubts.push([
      "wrong",
      `says version ${record.task.version} of a task whose numbers are of ${task.file.frozen.version}`,
    ]);
  if (record.outcome.status === "failed" && record.task.limits !== limitsHash(task, tier))
    doubts.push(["told", "failed under other limits than the present ones; its cell runs again"]);
  return doubts;
}

/** Whether a record's strategy is the entry's of the checkout, or was at an earlier commit. */
export function doubtsOfStrategy(
  record: ResultRecord,
  standing: Standing,
  history: History,
  past: PastHashes,
): readonly Doubt[] {
  const { submission } = record.cell;
  if (standing.state === "unusable")
    return [["told", `the folder of ${submission} cannot be used at present`]];
  if (standing.state === "renamed") return [["told", `its entry is called ${standing.entry.id} now`]];
  if (standing.state !== "present") {
    // What was never handed in was never withdrawn either.
    if (history.everHad(`submissions/${submission}/submission.yaml`) === false)
      return [["wrong", `there is no submission ${submission}, and never was; it is not ranked`]];
    return [["told", `its entry was withdrawn (${standing.state}); it is not ranked`]];
  }
  const { entry } = standing;
  if (standing.changed)
    return [outdated("strategy hash", past.strategyHash(record) === record.strategy.hash, record)];
  return differences(record, entry).map((what): Doubt => ["wrong", what]);
}

/** With the hash of an entry go its params, division and role. */
function differences({ strategy }: ResultRecord, entry: Entry): readonly string[] {
  const { manifest, control } = entry.submission;
  const own = { params: entry.params, division: manifest.division, control, hash: strategyHash(entry) };
  return (Object.keys(own) as (keyof typeof own)[])
    .filter((part) => canonicalHash(own[part]) !== canonicalHash(strategy[part]))
    .map(
      (part) => `${part} is ${JSON.stringify(strategy[part])}, and the entry's ${JSON.stringify(own[part])}`,
    );
}

function outdated(what: string, holds: boolean, { provenance }: ResultRecord): Doubt {
  const { commit } = provenance.harness;
  const short = commit?.slice(0, 12);
  if (holds)
    return ["told", `its ${what} is that of commit ${short}, which it was made with; its cell runs again`];
  return [
    "wrong",
    `its ${what} is neither the checkout's nor that of the commit it names${short === undefined ? "" : ` (${short})`}`,
  ];
}
