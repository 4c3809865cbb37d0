import type { Regime } from "../task/index.ts";
import type { Outcome, ResultRecord, RoundRecord } from "./schema.ts";

/** What a score reads of a round. */
export type RoundOutline = Pick<
  RoundRecord,
  "round" | "feedback" | "p" | "phi" | "psi" | "pStar" | "metrics"
> & { readonly selected: Pick<RoundRecord["selected"], "candidates"> };

type ByRegime<Round> = Readonly<Partial<Record<Regime, readonly Round[]>>>;

/** What a score reads of a record: a tenth of it. Every record is one. */
export type RecordOutline = Pick<ResultRecord, "season" | "cell" | "generator"> & {
  readonly task: Pick<ResultRecord["task"], "version" | "hash">;
  readonly strategy: Pick<ResultRecord["strategy"], "hash" | "division" | "control">;
  readonly outcome: Pick<Outcome, "status">;
  readonly regimes: ByRegime<RoundOutline>;
  readonly provenance: Pick<ResultRecord["provenance"], "isolation"> & {
    readonly harness: Pick<ResultRecord["provenance"]["harness"], "dirty">;
  };
  readonly execution: Pick<ResultRecord["execution"], "startedAt" | "seconds"> & {
    readonly rounds: ByRegime<{ readonly select: number }>;
  };
};

/** Names what `outlineOf` takes: raised with every change of it, so that nothing is believed that an earlier one took. */
export const outlineName = "outline 1";

/** The outline by itself, without the rest of the record. */
export function outlineOf(record: ResultRecord): RecordOutline {
  const { season, cell, generator, task, strategy, outcome, regimes, provenance, execution } = record;
  return {
    ...{ season, cell, generator },
    task: { version: task.version, hash: task.hash },
    strategy: { hash: strategy.hash, division: strategy.division, control: strategy.control },
    outcome: { status: outcome.status },
    regimes: mapped(regimes, roundOutline),
    provenance: { isolation: provenance.isolation, harness: { dirty: provenance.harness.dirty } },
    execution: {
      startedAt: execution.startedAt,
      seconds: execution.seconds,
      rounds: mapped(execution.rounds, ({ select }) => ({ select })),
    },
  };
}

function roundOutline({ round, feedback, p, phi, psi, pStar, metrics, selected }: RoundRecord): RoundOutline {
  return { round, feedback, p, phi, psi, pStar, metrics, selected: { candidates: selected.candidates } };
}

function mapped<Round, Kept>(of: ByRegime<Round>, kept: (round: Round) => Kept): ByRegime<Kept> {
  return Object.fromEntries(Object.entries(of).map(([regime, rounds]) => [regime, rounds.map(kept)]));
}
