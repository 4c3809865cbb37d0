import type { Figure } from "../../../harness/figure/index.ts";
import { studyName } from "../../../harness/study/index.ts";
import type { Site, Story, TaskResults, TierResults } from "../data/index.ts";
import { boardsOf, storyOf } from "../data/index.ts";
import { analysisFigures } from "./analysis/index.ts";
import { type Drawing, drawFigure } from "./draw.ts";
import { frontierFigure } from "./frontier.ts";
import { roundsFigure } from "./rounds.ts";
import { storyFigureOf } from "./story.ts";

/** A figure and where its files lie below the site's root: `figures/<…>-narrow.svg`, `-wide.svg` and `.csv`. */
export interface PlacedFigure {
  readonly address: string;
  readonly figure: Figure;
  /** Width in CSS pixels of the wide picture, where its place has less room than a page. */
  readonly width?: number;
}

/** Half of a page, as the front page's columns have it. */
const halfWidth = 540;

/** The picture of a story. */
export function placedStory(story: Story, { path }: Pick<TierResults, "path">): PlacedFigure {
  return { address: `figures/${path}collapse`, figure: storyFigureOf(story), width: halfWidth };
}

/** The figures of one task at one tier, by what they are of. */
export function taskFigures(site: Site, { path }: Pick<TierResults, "path">, results: TaskResults) {
  const { about, task, entries, rounds, tables } = results;
  const placed = (figure: Figure): PlacedFigure => ({
    address: `figures/${path}${task.name}/${figure.name}`,
    figure,
  });
  const studyOf = (kind: "replications" | "calibrations", part?: string) =>
    (site[kind].get(part === undefined ? task.name : studyName(task.name, part))?.figures ?? []).map(
      (figure) =>
        placed({ ...figure, name: [kind.slice(0, -1), part, figure.name].filter(Boolean).join("-") }),
    );
  const parts = Object.keys(task.file.replications);
  const { regime } = about.headline;
  const frontier = frontierFigure(results);
  return {
    rounds:
      rounds.length === 0
        ? undefined
        : placed(roundsFigure("rounds", rounds, { metric: about.metric, regime, entries })),
    frontier: frontier === undefined ? undefined : placed(frontier),
    replication: studyOf("replications"),
    /** Of further replications, by their names. */
    parts: new Map(parts.map((part) => [part, studyOf("replications", part)])),
    calibration: studyOf("calibrations"),
    /** Of what the records say together, by the names of their tables. */
    analysis: new Map(
      [...analysisFigures(tables, { metric: about.metric, entries })].map(([name, figure]) => [
        name,
        placed({ ...figure, name: `table-${name}` }),
      ]),
    ),
  };
}

/** Every figure of the site. */
export function figuresOf(site: Site): readonly PlacedFigure[] {
  const all = site.tiers.flatMap((tier) => {
    const story = tier.ranks ? storyOf(tier.tasks) : undefined;
    return [
      ...(story === undefined ? [] : [placedStory(story, tier)]),
      ...boardsOf(tier).flatMap((task) => {
        const { rounds, frontier, replication, parts, calibration, analysis } = taskFigures(site, tier, task);
        const studies = [...replication, ...[...parts.values()].flat(), ...calibration];
        return [rounds, frontier, ...analysis.values(), ...studies].filter((one) => one !== undefined);
      }),
    ];
  });
  return all;
}

const drawn = new Map<string, Promise<Drawing>>();

/** Draws a figure once, whoever asks. */
export function drawnAt({ address, figure, width }: PlacedFigure): Promise<Drawing> {
  const known = drawn.get(address) ?? drawFigure(figure, width);
  drawn.set(address, known);
  return known;
}
