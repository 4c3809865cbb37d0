import { fork } from "node:child_process";
import { BenchError } from "../errors/index.ts";
import { duration, withPlainBlanks } from "../format/index.ts";
import {
  measurePoints,
  type PointValue,
  readStudy,
  type StoredStudy,
  sourceTitles,
  studyVersions,
  writeStudy,
} from "../study/index.ts";
import type { Task } from "../task/index.ts";
import { type ExitCode, exitCodes } from "./exit.ts";
import { beginStudy, notMeasured, type StudyOptions, say, written } from "./study.ts";
import { taskNamed, type Workspace } from "./workspace.ts";

export interface ReplicateOptions extends StudyOptions {
  /** One of the task's further replications, in place of the one that goes with its board. */
  readonly part?: string;
  /** These seeds only, beside those that are published; all of them when it is left out. */
  readonly seeds?: readonly number[];
  /** Processes that measure. */
  readonly jobs: number;
  /** Measure beside the process that started this one, and leave the file to it. */
  readonly beside?: boolean;
}

/**
 * Recomputes the paper's figures for a task and writes them to `<results>/replications/<task>.json`, or `<task>@<part>.json`. Of chosen
 * seeds, the result is of them and of all others that the file has of the same numbers.
 */
export async function replicate(
  workspace: Workspace,
  name: string,
  options: ReplicateOptions,
): Promise<ExitCode> {
  const task = taskNamed(workspace, name);
  const { replication } = task.definition;
  if (replication === undefined) throw notMeasured(workspace, task, "replication");
  const { part, beside = false } = options;
  const { numbers: setting, announce } = numbersOf(task, part);
  const of = replication.seeds?.(setting);
  const own = chosenSeeds(of, options.seeds);
  if (!beside) announce();
  const begun = await beginStudy({ workspace, task, kind: "replication", part, numbers: setting, options });
  using helpers = startHelpers(of === undefined ? 1 : options.jobs);
  const kept = options.seeds === undefined ? [] : otherSeeds(workspace.results, begun.about, own);
  const measured = new Map<number, Record<string, PointValue>>(own.map((seed) => [seed, {}]));
  const source = {
    ...begun.context,
    ...(beside && { progress: () => {} }),
    given: new Map(kept.map(({ seed, points }) => [seed, points])),
    seeds: [...kept.map(({ seed }) => seed), ...own].sort(ascending),
  };
  const result = await replication.measure({
    ...source,
    setting,
    points: (points) =>
      measurePoints(source, points, (seed, what, value) => {
        const list = measured.get(seed);
        if (list !== undefined) list[what] = value;
      }),
  });
  begun.pause();
  if (beside) return exitCodes.ok;
  helpers.end();
  const { provenance } = begun.about;
  const seeds = [...kept, ...[...measured].map(([seed, points]) => ({ seed, points, provenance }))];
  const file = await writeStudy(workspace.results, {
    ...begun.about,
    ...result,
    schema: studyVersions.replication,
    kind: "replication",
    seeds: seeds.sort((one, other) => ascending(one.seed, other.seed)),
  });
  for (const { source: of, claim, measured: found, verdict } of result.findings)
    say(verdict === "differs" ? "DIFFERS" : verdict, `${sourceTitles[of]}: ${claim}`, found);
  return written(file);
}

const ascending = (one: number, other: number) => one - other;

/** The numbers of a task's replication or of a further one, whose cost `announce` tells. Throws `BenchError` (blame usage) where there is none. */
function numbersOf({ name, file }: Task, part: string | undefined) {
  if (part === undefined) return { numbers: file.replication as unknown, announce: () => {} };
  const { replications } = file;
  if (!Object.hasOwn(replications, part)) throw unknownPart(name, part, Object.keys(replications));
  const { shown, numbers } = replications[part]!;
  const { seconds, machine } = shown.cost;
  const text = `${shown.title}: about ${duration(seconds)} in all (${machine}). What was measured is kept: stopped, it goes on from there.`;
  return { numbers: numbers as unknown, announce: () => console.error(withPlainBlanks(text)) };
}

function unknownPart(task: string, part: string, parts: readonly string[]): BenchError {
  return new BenchError(`the task "${task}" has no further replication "${part}"`, {
    code: "replication-unknown",
    blame: "usage",
    where: "--part",
    expected: parts.join(", ") || "none, it has one only",
    mend: parts.length > 0 ? "Name one of these." : "Leave out --part.",
  });
}

/** The seeds to be measured: those that were chosen, or all of the study's. Throws `BenchError` (blame usage) where it has not so many. */
function chosenSeeds(of: number | undefined, chosen: readonly number[] | undefined): readonly number[] {
  const all = Array.from({ length: of ?? 0 }, (_, seed) => seed);
  if (chosen === undefined) return all;
  const strange = chosen.filter((seed) => !all.includes(seed));
  if (of !== undefined && strange.length === 0) return [...new Set(chosen)].sort(ascending);
  throw new BenchError(
    of === undefined
      ? "this replication is of no seeds"
      : `this replication has no seed ${strange.join(", ")}`,
    {
      code: "replication-seeds",
      blame: "usage",
      where: "--seeds",
      expected: of === undefined ? "nothing" : `numbers from 0 to ${of - 1}`,
      mend: of === undefined ? "Leave out --seeds: all of it is measured." : "Name seeds that it has.",
    },
  );
}

/** What the file has of other seeds; nothing where it is of other numbers. */
function otherSeeds(
  results: string,
  about: Pick<StoredStudy, "task" | "version" | "hash" | "seed">,
  own: readonly number[],
): StoredStudy<"replication">["seeds"] {
  const study = readStudy(results, "replication", about.task);
  const isSame = study?.hash === about.hash && study.version === about.version && study.seed === about.seed;
  return isSame ? study.seeds.filter(({ seed }) => !own.includes(seed)) : [];
}

/** Starts this very command in further processes, which take the points that nobody is measuring. */
function startHelpers(jobs: number) {
  const program = process.argv[1]!;
  const children = Array.from({ length: jobs - 1 }, () =>
    fork(program, [...process.argv.slice(2), "--beside", "--jobs", "1"], {
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    }),
  );
  const end = () => {
    for (const child of children) child.kill();
  };
  return { end, [Symbol.dispose]: end };
}
