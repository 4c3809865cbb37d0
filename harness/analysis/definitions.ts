import type { TaskBoard } from "../board/index.ts";
import type { ResultRecord } from "../record/index.ts";
import type { Row, Table } from "./contract.ts";
import { endsOf, isPositive } from "./interval.ts";
import { courseOf, soundRecords } from "./records.ts";

/** A meaning of "collapse" that records can decide: how far it holds on one seed, above 0 where it does. */
interface Definition {
  readonly name: string;
  readonly meaning: string;
  extent(record: ResultRecord): number | undefined;
}

/**
 * Each entry under several definitions of collapse, after the last round: Schaeffer et al. 2025 (arXiv 2503.03150) count eight in use, and which
 * one a claim uses decides what it says. Those about modes, scaling laws and made-up contents are not to be had from records.
 */
export function definitionsTable(board: TaskBoard): Table {
  const { about, records } = board;
  const definitions = definitionsOn(board);
  return {
    name: "definitions",
    title: "Has it collapsed? It depends on the definition",
    caption: `After ${about.rounds} rounds, regime ${about.headline.regime}. \`extent\` is how far a definition holds, in the metric's unit, mean over seeds with its 95 % interval; \`holds\` says on which side of 0 the interval lies.`,
    rows: [...records.keys()].flatMap((entry) => rowsOf(board, entry, definitions)),
  };
}

function rowsOf(board: TaskBoard, entry: string, definitions: readonly Definition[]): readonly Row[] {
  const sound = soundRecords(board, entry);
  return definitions.flatMap(({ name, meaning, extent }) => {
    const values = sound.map(extent).filter((value) => value !== undefined);
    if (values.length === 0) return [];
    const ends = endsOf(values);
    const { mean, low, high } = ends;
    return [
      {
        entry,
        definition: name,
        meaning,
        seeds: values.length,
        extent: mean,
        low,
        high,
        holds: isPositive(ends),
      },
    ];
  });
}

function definitionsOn(board: TaskBoard): readonly Definition[] {
  const { about, task } = board;
  const { regime } = about.headline;
  const { name: metric, worst } = about.metric;
  const ceiling = ceilingOf(board);
  // Shorter records say nothing of the last round.
  const whole = (record: ResultRecord, key: string) => {
    const course = courseOf(record, regime, key);
    return course?.length === about.rounds + 1 ? course : undefined;
  };
  const own = (extent: (course: readonly number[], record: ResultRecord) => number | undefined) => {
    return (record: ResultRecord) => {
      const course = whole(record, metric);
      return course && extent(course, record);
    };
  };
  return [
    {
      name: "below its generator",
      meaning: "the student is worse than G0",
      extent: own((course) => course[0]! - course.at(-1)!),
    },
    {
      name: "catastrophe",
      meaning: "less than half of what G0 has is left",
      extent: own((course) => (course[0]! - worst) / 2 - (course.at(-1)! - worst)),
    },
    {
      name: "worse every round",
      meaning: "the metric falls in each round; the extent is the smallest fall",
      extent: own((course) => Math.min(...course.slice(1).map((value, before) => course[before]! - value))),
    },
    {
      name: "ever faster",
      meaning: "the last round costs more than the first",
      extent: own((course) =>
        course.length > 2 ? course.at(-2)! - course.at(-1)! - (course[0]! - course[1]!) : undefined,
      ),
    },
    {
      name: "below true labels",
      meaning: "the student is worse than one of true labels",
      extent: own((course, { cell }) => {
        const best = ceiling.get(cell.seed);
        return best === undefined ? undefined : best - course.at(-1)!;
      }),
    },
    ...Object.entries(task.file.shown.metrics).flatMap(([key, { title, better }]) => {
      if (better === undefined) return [];
      const sign = better === "higher" ? 1 : -1;
      const extent = (record: ResultRecord) => {
        const course = whole(record, key);
        return course && sign * (course[0]! - course.at(-1)!);
      };
      return [{ name: `below its generator in ${title}`, meaning: "the same, of another metric", extent }];
    }),
  ];
}

/** The ceiling's metric after the last round, by seed. */
function ceilingOf(board: TaskBoard): ReadonlyMap<number, number> {
  const { about, records } = board;
  const entry = [...records].find(([, own]) => own[0]?.strategy.control === "ceiling")?.[0];
  if (entry === undefined) return new Map();
  return new Map(
    soundRecords(board, entry).flatMap((record) => {
      const course = courseOf(record, about.headline.regime, about.metric.name);
      return course?.length === about.rounds + 1 ? [[record.cell.seed, course.at(-1)!] as const] : [];
    }),
  );
}
