import type { ScoredEntry } from "../../../harness/board/index.ts";
import type { ResultRecord } from "../../../harness/record/index.ts";
import type { FurtherMetric, TaskFile } from "../../../harness/task/index.ts";
import { soundRecords } from "./sound.ts";
import type { TaskResults } from "./types.ts";

type Metrics = Readonly<Record<string, number>>;

/** The further metrics a task names (`metrics` in task.yaml), as means over seeds; null where no record has one. */
export interface MetricTable {
  readonly columns: readonly FurtherMetric[];
  /** Means of G0, in the columns' order. */
  readonly generator: readonly (number | null)[];
  /** Means in the headline's protocol and regime, in the board's order; failed cells are left out. */
  readonly rows: readonly { readonly entry: ScoredEntry; readonly means: readonly (number | null)[] }[];
  /** What is known of G0 alone: no column for it, which would be empty for every entry. */
  readonly ofGenerator: readonly { readonly metric: FurtherMetric; readonly mean: number | null }[];
}

type Tabled = Pick<TaskResults, "about" | "entries" | "records"> & {
  readonly task: { readonly file: { readonly shown: Pick<TaskFile["shown"], "metrics"> } };
};

/** The table of further metrics; undefined when the task names none or no record has them. A column nobody has is left out. */
export function metricTable({ task, about, entries, records }: Tabled): MetricTable | undefined {
  const metricsOf = (record: ResultRecord) => headlineMetrics(record, about);
  const found = entries.map((entry) => ({ entry, sound: soundRecords(entry, records) }));
  const all = found.flatMap(({ sound }) => sound);
  const named = Object.entries(task.file.shown.metrics);
  const present = named.filter(([name]) => all.some((record) => name in metricsOf(record)));
  const generatorOnly = named
    .filter(([name]) => !present.some(([other]) => other === name))
    .filter(([name]) => all.some(({ generator }) => name in generator));
  if (present.length + generatorOnly.length === 0) return undefined;
  const generators = [...new Map(all.map(({ cell, generator }) => [cell.seed, generator])).values()];
  const meansOver = (measured: readonly Metrics[]) => present.map(([name]) => meanOf(measured, name));
  return {
    columns: present.map(([, shown]) => shown),
    generator: meansOver(generators),
    rows: found.map(({ entry, sound }) => ({
      entry,
      means: meansOver(sound.map(metricsOf)),
    })),
    ofGenerator: generatorOnly.map(([name, metric]) => ({ metric, mean: meanOf(generators, name) })),
  };
}

function headlineMetrics({ regimes }: ResultRecord, { headline, rounds }: Tabled["about"]): Metrics {
  const { protocol, regime } = headline;
  return regimes[regime]?.[protocol === "one-round" ? 0 : rounds - 1]?.metrics ?? {};
}

function meanOf(measured: readonly Metrics[], name: string): number | null {
  const values = measured.map((metrics) => metrics[name]).filter((value) => value !== undefined);
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
