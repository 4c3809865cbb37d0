import type { RoundScore, ScoredEntry, ScoredView } from "../../../harness/board/index.ts";
import { entryParts } from "../../../harness/submission/index.ts";
import type { TaskResults } from "./types.ts";

/** One task on which records show what collapse is: models trained on what others wrote, unselected and selected. */
export interface Story {
  readonly results: StoryTask;
  /** The recursion in the headline's regime. */
  readonly view: ScoredView;
  /** Keeps everything, and has collapsed. */
  readonly everything: ScoredEntry;
  /** Keeps a random part; absent where no floor has run. */
  readonly floor: ScoredEntry | undefined;
  /** The best entry that is no control, and has gained. */
  readonly selected: ScoredEntry;
  /** Curves of these, in that order. */
  readonly curves: readonly (readonly RoundScore[])[];
}

type StoryTask = Pick<TaskResults, "about" | "curves" | "task" | "views">;

/** The first task on which keeping everything collapses and a selection gains, as the letters tell; undefined without one. */
export function storyOf(tasks: readonly StoryTask[]): Story | undefined {
  return tasks.map(storyOn).find((story) => story !== undefined);
}

function storyOn(results: StoryTask): Story | undefined {
  const { regime } = results.about.headline;
  const view = results.views.find((one) => one.protocol === "recursion" && one.regime === regime);
  const everything = view?.entries.find(
    ({ entry, control }) => control === "everything" && entryParts(entry).variant === null,
  );
  const floor = view?.entries.find(({ control }) => control === "floor");
  const selected = view?.entries.find(({ rank }) => rank !== null);
  if (view === undefined || everything?.verdict !== "collapsed" || selected?.verdict !== "gained")
    return undefined;
  const curves = [everything, floor, selected].flatMap((entry) =>
    entry === undefined ? [] : [curveOf(results, entry)],
  );
  return { results, view, everything, floor, selected, curves };
}

function curveOf({ curves, about }: StoryTask, { entry }: ScoredEntry): readonly RoundScore[] {
  return (curves.get(entry) ?? []).filter(({ regime }) => regime === about.headline.regime);
}
