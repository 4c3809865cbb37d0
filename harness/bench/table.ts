import type { Task } from "tinybench";

/** One measured case; what a suite prints and `--json` writes. */
export interface BenchCase {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  /** The peer's value in the same unit; null where there is no peer. */
  readonly peer: number | null;
  /** `value` as a multiple of `peer`; null where there is no peer. */
  readonly ratio: number | null;
  /** What `ratio` should reach; where no peer can be, what `value` should reach, or for time and memory not exceed. Null where nothing is asked. */
  readonly goal: number | null;
}

/** A tinybench task as a rate without a peer; `perRun` is what one run of it does. */
export function rateCase(
  task: Task,
  about: Pick<BenchCase, "name" | "unit" | "goal">,
  perRun: number,
): BenchCase {
  if (task.result.state !== "completed") throw new Error(`${about.name} ended as ${task.result.state}`);
  return { ...about, value: (1000 * perRun) / task.result.latency.mean, peer: null, ratio: null };
}

const HEADINGS = ["case", "value", "unit", "peer", "ratio", "goal"] as const;

/** A table for a terminal, one case a line. */
export function tableOf(cases: readonly BenchCase[]): string {
  const rows = cases.map(({ name, unit, value, peer, ratio, goal }) => [
    name,
    figure(value),
    unit,
    peer === null ? "none here" : figure(peer),
    ratio === null ? "" : `${figure(ratio)} ×`,
    goal === null ? "" : figure(goal),
  ]);
  const lines = [[...HEADINGS], ...rows];
  const widths = HEADINGS.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines
    .map(
      (line) =>
        `${line
          .map((cell, column) => cell.padEnd(widths[column]!))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}

/** Three significant digits, thousands separated. */
export function figure(value: number): string {
  return value.toLocaleString("en-GB", { maximumSignificantDigits: 3 });
}
