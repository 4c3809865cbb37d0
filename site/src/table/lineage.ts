import { count, fixed, formatterOf, percent } from "../../../harness/format/index.ts";
import type { RunData, TaskRuns } from "./runs.ts";

/** What something in a run is; `record` is the run itself. */
export type LineageKind = "task" | "generator" | "pool" | "selection" | "student" | "failure" | "record";

/** One thing of a run, made of the one before it. */
export interface LineageStep {
  readonly kind: LineageKind;
  readonly title: string;
  /** What decides it to the bit, and its SHA-256; absent where it follows from what is named before. */
  readonly named?: { readonly what: string; readonly hash: string };
  readonly says: readonly string[];
}

/** A regime's recursion: from the task's numbers to G0, then round by round pool, selection and student, and the record at the end. */
export interface Lineage {
  readonly regime: string;
  readonly rows: readonly (readonly LineageStep[])[];
}

type Round = NonNullable<RunData["regimes"][string]>[number];

/** What came from what in a run, one lineage a regime. Pools and models have no hash of their own: they follow from what has one. */
export function lineagesOf(run: RunData, metric: TaskRuns["metric"]): readonly Lineage[] {
  return Object.entries(run.regimes).map(([regime, rounds = []]) => ({
    regime,
    rows: [
      originOf(run, metric),
      ...rounds.map((round) => rowOf(run, regime, round, metric)),
      endOf(run, regime),
    ],
  }));
}

function originOf({ task, season, cell, data, generator }: RunData, metric: TaskRuns["metric"]) {
  const of = season.commitment === null ? "" : `, key ${season.commitment.slice(0, 12)}`;
  return [
    {
      kind: "task",
      title: "Task",
      named: { what: "numbers", hash: task.hash },
      says: [`version ${task.version}`, `season ${season.number}${of}, seed ${cell.seed}`],
    },
    {
      kind: "generator",
      title: "G0",
      ...(data === undefined ? {} : { named: { what: "data", hash: data.hash } }),
      says: [
        data === undefined ? "trained on real examples" : `trained on real examples of ${data.name}`,
        metricOf(generator, metric),
      ],
    },
  ] satisfies readonly LineageStep[];
}

function rowOf(
  { strategy }: RunData,
  regime: string,
  round: Round,
  metric: TaskRuns["metric"],
): readonly LineageStep[] {
  const { pool, decoding = {}, selected, feedback, training } = round;
  const settings = Object.entries(decoding).map(([name, value]) => `${name} ${value}`);
  const asked = Object.entries(feedback).map(([verifier, spent]) => `${verifier} ${count(spent)}`);
  return [
    {
      kind: "pool",
      title: `Pool ${round.round}`,
      says: [
        `written by ${round.round === 1 ? "G0" : `student ${round.round - 1}`}${settings.length === 0 ? "" : `, ${settings.join(", ")}`}`,
        `${count(pool.candidates)} candidates of ${count(pool.items)} inputs`,
        ...(pool.cost === undefined
          ? []
          : [`read ${count(pool.cost.promptTokens)} symbols for them, wrote ${count(pool.cost.tokens)}`]),
        ...(round.p === null ? [] : [`${percent(round.p)} of them wrong`]),
      ],
    },
    {
      kind: "selection",
      title: `Selection ${round.round}`,
      named: { what: "strategy", hash: strategy.hash },
      says: [
        asked.length === 0 ? "asked nobody" : `asked ${asked.join(", ")}`,
        `kept ${count(selected.candidates)}, p⋆ ${fixed(round.pStar, 3)}`,
      ],
    },
    {
      kind: "student",
      title: `Student ${round.round}`,
      says: [
        `trained on ${learntIn[regime] ?? "what the regime says"}`,
        `${count(training.steps)} ${training.steps === 1 ? "step" : "steps"}, loss ${training.loss.toPrecision(3)}`,
        metricOf(round.metrics, metric),
      ],
    },
  ];
}

const learntIn: Readonly<Record<string, string>> = {
  replace: "this selection",
  accumulate: "real examples and every selection so far",
  "accumulate-subsample": "a draw from real examples and every selection so far",
};

function endOf({ outcome, fingerprint }: RunData, regime: string): readonly LineageStep[] {
  const record: LineageStep = {
    kind: "record",
    title: "Record",
    named: { what: "fingerprint", hash: fingerprint },
    says: [],
  };
  if (outcome.status === "ok" || outcome.regime !== regime) return [record];
  const says = [outcome.message, outcome.code];
  return [{ kind: "failure", title: `Failed in round ${outcome.round}`, says }, record];
}

function metricOf(metrics: Readonly<Record<string, number>>, { name, title, format }: TaskRuns["metric"]) {
  return `${title} ${formatterOf(format)(metrics[name] ?? null)}`;
}
