import type { ResultRecord } from "../record/index.ts";
import type { SeasonLine } from "../season/index.ts";
import type { Doubt } from "./contract.ts";
import type { History } from "./history.ts";

/** A clock may be a little ahead of ours. */
const patienceMs = 60_000;
/** Phases are rounded to thousandths, each by itself. */
const slackSeconds = 0.1;

/** Whether how a record was made can be, and whether a board would take it. */
export function doubtsOfOrigin(
  { provenance, execution }: ResultRecord,
  history: History,
  now: number,
): readonly Doubt[] {
  const doubts: Doubt[] = [];
  const { commit, dirty } = provenance.harness;
  if (provenance.isolation === "none")
    doubts.push(["wrong", "made outside the sandbox, so it is not ranked"]);
  if (dirty) doubts.push(["wrong", "made with changed code (dirty), so it is not ranked"]);
  if (commit === null) doubts.push(["doubtful", "names no commit that it was made with"]);
  else if (history.hasCommit(commit) === false)
    doubts.push(["doubtful", `the commit it names, ${commit.slice(0, 12)}, is not in this repository`]);
  if (Date.parse(execution.startedAt) > now + patienceMs) doubts.push(["wrong", "begun in the future"]);
  const rounds = Object.values(execution.rounds).flat();
  const worked = rounds.reduce(
    (sum, { generate, select, train, evaluate }) => sum + generate + select + train + evaluate,
    0,
  );
  // A cell that was killed goes on with rounds of earlier starts, which its own seconds leave out.
  if (execution.attempts === 1 && worked > execution.seconds + slackSeconds * (rounds.length + 1))
    doubts.push([
      "wrong",
      `its rounds took ${worked.toFixed(1)} s of ${execution.seconds.toFixed(1)} s in all`,
    ]);
  if (
    execution.seconds < 0 ||
    rounds.some((round) => Math.min(round.generate, round.select, round.train, round.evaluate) < 0)
  )
    doubts.push(["wrong", "took less than no time"]);
  return doubts;
}

/** Whether a record is of a season that the checkout lists. */
export function doubtsOfSeason({ season }: ResultRecord, seasons: readonly SeasonLine[]): readonly Doubt[] {
  const known = seasons.find(({ number }) => number === season.number);
  if (season.number > 0 && known === undefined) return [["wrong", `there is no season ${season.number}`]];
  if (season.commitment !== (known?.commitment ?? null))
    return [["wrong", `not drawn from the key that season ${season.number} has committed to`]];
  return [];
}
