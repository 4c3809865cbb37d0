import { columns, count, duration, fixed, formatterOf, percent } from "../format/index.ts";
import type { Examined } from "../intake/index.ts";
import { tierOf } from "../task/index.ts";

/** What came of entries on one task, as text: a row for each, in the task's headline regime. */
export function examTable(rows: readonly Examined[]): string {
  const { task, tier } = rows[0]!.scene;
  const { metric, headline } = task.file.shown;
  const { rounds } = tierOf(task, tier).frozen;
  const format = formatterOf(metric.format);
  const table = rows.map(({ scene, isControl, played, cost }) => {
    const { entry, seed } = scene;
    const inHeadline = played.repeatable.regimes[headline.regime] ?? [];
    const [first, last] = [inHeadline[0], inHeadline[rounds - 1]];
    return [
      entry.id,
      isControl ? `(${entry.submission.control})` : "",
      String(seed),
      count(first?.selected.candidates ?? null),
      fixed(first?.pStar ?? null, 3),
      format(first?.metrics[task.file.frozen.metric] ?? null),
      format(last?.metrics[task.file.frozen.metric] ?? null),
      duration(played.selectSeconds),
      cost === undefined ? "" : `${duration(cost.seconds)} ± ${percent(cost.margin, 0)}`,
    ];
  });
  const head = ["", "", "seed", "kept", "p⋆", "round 1", `round ${rounds}`, "selects in", "one selection"];
  const title = `${task.file.shown.title}, ${metric.title.toLowerCase()}, regime ${headline.regime}`;
  return `${title}\n${columns([head, ...table], [2, 3, 4, 5, 6, 7, 8])}`;
}
