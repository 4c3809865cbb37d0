import type { MetricFormat } from "../../../harness/format/index.ts";
import type { ResultRecord, RoundRecord } from "../../../harness/record/index.ts";

/** A record as a page's script has it: without the texts of samples, and without the seconds of single rounds. */
export type RunData = Omit<ResultRecord, "samples" | "regimes" | "execution"> & {
  readonly regimes: Partial<Record<string, readonly Omit<RoundRecord, "samples">[]>>;
  readonly execution: Omit<ResultRecord["execution"], "rounds">;
};

/** Which runs a tier has, by task and entry. */
export interface RunList {
  readonly tier: string;
  /** The season's number. */
  readonly season: number;
  readonly tasks: readonly TaskRuns[];
}

export interface TaskRuns {
  readonly name: string;
  readonly title: string;
  readonly metric: { readonly name: string; readonly title: string; readonly format: MetricFormat };
  /** Ids of entries with the seeds they have runs of. */
  readonly entries: readonly (readonly [string, readonly number[]])[];
}

/** A field that is no number of a round, in both runs as text; null where a run does not have it. */
export interface FieldPair {
  readonly part: FieldPart;
  /** Its place in the record: `strategy.params.p`. */
  readonly field: string;
  readonly first: string | null;
  readonly second: string | null;
}

/** What decides a result, how it ended, with what it was made, and what differs between any two runs of one cell. */
export const fieldParts = ["configuration", "outcome", "provenance", "execution"] as const;
export type FieldPart = (typeof fieldParts)[number];

/** A number of a round in both runs; null where a run does not have it. */
export interface NumberPair {
  /** Empty for G0, which is the same in every regime. */
  readonly regime: string;
  /** 0 is G0. */
  readonly round: number;
  /** `metrics.accuracy`, `training.loss`, `pStar`. */
  readonly name: string;
  readonly first: number | null;
  readonly second: number | null;
}

export interface ComparedRuns {
  readonly fields: readonly FieldPair[];
  readonly numbers: readonly NumberPair[];
}

const partOf: Readonly<Record<string, FieldPart>> = {
  schema: "configuration",
  season: "configuration",
  cell: "configuration",
  task: "configuration",
  strategy: "configuration",
  data: "configuration",
  outcome: "outcome",
  fingerprint: "outcome",
  provenance: "provenance",
  execution: "execution",
  checksum: "execution",
};

/** What to type to play a cell again; `id` is `<task>/<tier>/<entry>/<seed>`. */
export function replayCommand(id: string, season: number): string {
  return `npx collapse-bench reproduce ${id}${season === 0 ? "" : ` --season ${season}`}`;
}

/** A record cut to what two runs are compared by. */
export function runDataOf({ samples, regimes, execution, ...rest }: ResultRecord): RunData {
  const { rounds, ...taken } = execution;
  const played = Object.entries(regimes).map(
    ([regime, list]) => [regime, list.map(({ samples, ...round }) => round)] as const,
  );
  return { ...rest, regimes: Object.fromEntries(played), execution: taken };
}

/** Everything that two runs say, side by side: fields in the records' order, numbers by regime and round. */
export function compareRuns(first: RunData, second: RunData): ComparedRuns {
  return {
    fields: pairsOf(fieldsOf(first), fieldsOf(second)).map(([field, one, other]) => ({
      part: partOf[field.split(".")[0]!] ?? "configuration",
      field,
      first: one === null ? null : String(one),
      second: other === null ? null : String(other),
    })),
    numbers: pairsOf(numbersOf(first), numbersOf(second)).map(([key, one, other]) => {
      const [regime, round, name] = key.split("/") as [string, string, string];
      return { regime, round: Number(round), name, first: one, second: other };
    }),
  };
}

/** Whether both runs say the same. */
export function isSame({ first, second }: FieldPair | NumberPair): boolean {
  return first === second;
}

function fieldsOf({ generator, regimes, ...rest }: RunData): ReadonlyMap<string, unknown> {
  return new Map(leavesOf(rest, ""));
}

function numbersOf({ generator, regimes }: RunData): ReadonlyMap<string, number | null> {
  const rounds = Object.entries(regimes).flatMap(([regime, list = []]) =>
    list.flatMap(({ round, ...values }) => numbersIn(values, `${regime}/${round}/`)),
  );
  return new Map([...numbersIn({ metrics: generator }, "/0/"), ...rounds]);
}

function numbersIn(values: object, before: string): readonly (readonly [string, number])[] {
  return leavesOf(values, "").flatMap(([name, value]) =>
    typeof value === "number" ? [[`${before}${name}`, value]] : [],
  );
}

/** What stands at the ends of an object, by dotted path; a list is one text. */
function leavesOf(value: unknown, path: string): readonly (readonly [string, unknown])[] {
  if (Array.isArray(value)) return [[path, value.map(String).join(", ")]];
  if (typeof value !== "object" || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) =>
    leavesOf(inner, path === "" ? key : `${path}.${key}`),
  );
}

/** Keys of both, those of the first in their order, with what each has. */
function pairsOf<Value>(
  first: ReadonlyMap<string, Value>,
  second: ReadonlyMap<string, Value>,
): readonly (readonly [string, Value | null, Value | null])[] {
  return [...new Set([...first.keys(), ...second.keys()])].map((key) => [
    key,
    first.get(key) ?? null,
    second.get(key) ?? null,
  ]);
}
