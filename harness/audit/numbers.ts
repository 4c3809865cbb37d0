import type { ResultRecord, RoundRecord } from "../record/index.ts";
import { breakdownPoint } from "../selection/index.ts";
import type { Task } from "../task/index.ts";
import type { Doubt } from "./contract.ts";
import { roundsOf } from "./shape.ts";

/** Rounding of sums and shares of counts in doubles. */
const rounding = 1e-9;

/** Whether a record's metrics are of the task and in range, and its rates fit what was kept. */
export function doubtsOfNumbers(record: ResultRecord, task: Task): readonly Doubt[] {
  const { generator, strategy } = record;
  const own = metricDoubts(generator, task).map((what): Doubt => ["wrong", `G0: ${what}`]);
  const rounds = [...roundsOf(record)].flatMap(({ round, name }) => {
    const rates = strategy.control === "ceiling" ? [] : rateDoubts(round);
    return [...metricDoubts(round.metrics, task), ...rates].map(
      (what): Doubt => ["wrong", `${name}: ${what}`],
    );
  });
  return [...own, ...rounds];
}

/** Metrics shown in per cent are shares, from 0 to 1. */
function metricDoubts(metrics: Readonly<Record<string, number>>, { file }: Task): readonly string[] {
  const { metric, metrics: further } = file.shown;
  const formats = new Map([
    [file.frozen.metric, metric.format],
    ...Object.entries(further).map(([name, { format }]) => [name, format] as const),
  ]);
  const lacking = metrics[file.frozen.metric] === undefined ? [`no ${file.frozen.metric}`] : [];
  const beyond = Object.entries(metrics)
    .filter(([name, value]) => formats.get(name) === "percent" && !(value >= 0 && value <= 1))
    .map(([name, value]) => `${name} is ${value}, which is no share of 1`);
  return [...lacking, ...beyond];
}

/** φ, ψ and p say how many candidates were kept, and p⋆ follows from the two. */
function rateDoubts({ pool, selected, p, phi, psi, pStar }: RoundRecord): readonly string[] {
  const doubts: string[] = [];
  if (p !== null) {
    const right = (1 - p) * pool.candidates * (phi ?? 0);
    const wrong = p * pool.candidates * (psi ?? 0);
    // Candidates are whole.
    if (Math.abs(right + wrong - selected.candidates) > 0.5)
      doubts.push(
        `φ and ψ mean ${Math.round(right + wrong)} candidates, and ${selected.candidates} were kept`,
      );
  }
  const isNone = phi === null || psi === null || phi + psi === 0;
  const expected = isNone ? null : breakdownPoint({ phi, psi });
  const isOff =
    expected === null || pStar === null ? expected !== pStar : Math.abs(expected - pStar) > rounding;
  if (isOff) doubts.push(`p⋆ is ${pStar}, and follows as ${expected}`);
  return doubts;
}
