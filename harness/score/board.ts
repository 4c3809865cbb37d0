import type { TierName } from "../task/index.ts";
import type { Board, ScoredEntry, ScoringInput, TaskAbout } from "./contract.ts";
import { scoreTask } from "./task.ts";

export interface BoardInput {
  /** Version of the harness. */
  readonly version: string;
  readonly tier: TierName;
  /** Tasks in the order shown. */
  readonly tasks: readonly (ScoringInput & Pick<TaskAbout, "title" | "metric">)[];
}

/** The board of a tier, as `board --json` prints it. Throws as `scoreTask` does. */
export function scoreBoard({ version, tier, tasks }: BoardInput): Board {
  const scored = tasks.map((input) => ({ input, ...scoreTask(input) }));
  return {
    version,
    tier,
    tasks: Object.fromEntries(
      scored.map(({ input, entries }): [string, readonly ScoredEntry[]] => [input.task.name, entries]),
    ),
    about: Object.fromEntries(
      scored.map(({ input, unscored, notes }): [string, TaskAbout] => [
        input.task.name,
        {
          title: input.title,
          metric: input.metric,
          regime: input.regime ?? input.task.regime,
          unscored,
          notes,
        },
      ]),
    ),
  };
}
