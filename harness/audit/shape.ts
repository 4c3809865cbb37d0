import type { ResultRecord, RoundRecord } from "../record/index.ts";
import type { Extent, Regime, Tier } from "../task/index.ts";
import type { Doubt } from "./contract.ts";

/**
 * Whether a record has the rounds that its outcome asks for, of what its seed's cells play now; the whole of the tier is welcome where they
 * played more before.
 */
export function doubtsOfShape(record: ResultRecord, { frozen }: Tier, extent: Extent): readonly Doubt[] {
  const [own, whole] = [extent, frozen].map((one) => doubtsOfExtent(record, frozen, one));
  return whole!.length === 0 ? whole! : own!;
}

function doubtsOfExtent(
  { outcome, regimes, execution }: ResultRecord,
  frozen: Tier["frozen"],
  extent: Extent,
): readonly Doubt[] {
  const doubts: Doubt[] = [];
  for (const regime of frozen.regimes) {
    const rounds = regimes[regime] ?? [];
    const wanted = wantedRounds(outcome, extent, regime);
    if (rounds.length !== wanted)
      doubts.push(["wrong", `${regime}: ${rounds.length} rounds, where its outcome means ${wanted}`]);
    if (rounds.some(({ round }, index) => round !== index + 1))
      doubts.push(["wrong", `${regime}: rounds are not numbered from 1`]);
    const timed = (execution.rounds[regime] ?? []).map(({ round }) => round);
    if (timed.join() !== rounds.map(({ round }) => round).join())
      doubts.push(["wrong", `${regime}: its seconds are of other rounds than its results`]);
  }
  const known: readonly string[] = frozen.regimes;
  for (const regime of Object.keys(regimes))
    if (!known.includes(regime)) doubts.push(["wrong", `the tier does not play the regime ${regime}`]);
  return doubts;
}

/** A failure ends the cell: regimes before it are whole, those after it are not there. */
function wantedRounds(outcome: ResultRecord["outcome"], { rounds, regimes }: Extent, regime: Regime): number {
  const place = regimes.indexOf(regime);
  if (place < 0) return 0;
  if (outcome.status === "ok") return rounds;
  const failed = regimes.indexOf(outcome.regime);
  if (place < failed) return rounds;
  return place === failed ? outcome.round - 1 : 0;
}

/** Every round of a record, with its name in findings. */
export function* roundsOf({ regimes }: Pick<ResultRecord, "regimes">): Generator<{
  readonly regime: Regime;
  readonly round: RoundRecord;
  readonly name: string;
}> {
  for (const [regime, rounds] of Object.entries(regimes) as [Regime, RoundRecord[]][])
    for (const round of rounds) yield { regime, round, name: `${regime}, round ${round.round}` };
}
