import path from "node:path";
import { canonicalHash, openArtifacts, scopedArtifacts } from "../artifacts/index.ts";
import { calibratedNumbers, calibrate as measureCalibration } from "../calibration/index.ts";
import { chooseDevice, deviceLabel } from "../engine/index.ts";
import { BenchError } from "../errors/index.ts";
import { duration, withPlainBlanks } from "../format/index.ts";
import { gatherProvenance } from "../provenance/index.ts";
import { randomStream } from "../random/index.ts";
import {
  type Demand,
  measuredNumbers,
  type StudyKind,
  sourceTitles,
  studyName,
  studyVersions,
  writeStudy,
} from "../study/index.ts";
import type { Task } from "../task/index.ts";
import { type ExitCode, exitCodes } from "./exit.ts";
import { progressLine } from "./progress.ts";
import { taskNamed, type Workspace } from "./workspace.ts";

export interface StudyOptions {
  readonly seed: number;
  readonly device: string;
}

export interface ReplicateOptions extends StudyOptions {
  /** One of the task's further replications, in place of the one that goes with its board. */
  readonly part?: string;
}

/** Recomputes the paper's figures for a task and writes them to `<results>/replications/<task>.json`, or `<task>@<part>.json`. */
export async function replicate(
  workspace: Workspace,
  name: string,
  options: ReplicateOptions,
): Promise<ExitCode> {
  const task = taskNamed(workspace, name);
  const { replication } = task.definition;
  if (replication === undefined) throw notMeasured(workspace, task, "replication");
  const { part } = options;
  const setting = part === undefined ? task.file.replication : announced(task, part);
  const begun = await begin({ workspace, task, kind: "replication", part, numbers: setting, options });
  const result = await replication.measure({ ...begun.context, setting });
  const file = await writeStudy(workspace.results, {
    ...begun.end(),
    schema: studyVersions.replication,
    kind: "replication",
    ...result,
  });
  for (const { source, claim, measured, verdict } of result.findings)
    say(verdict === "differs" ? "DIFFERS" : verdict, `${sourceTitles[source]}: ${claim}`, measured);
  return written(file);
}

/** The numbers of a further replication, after its cost was told. Throws `BenchError` (blame usage) for one that there is not. */
function announced({ name, file: { replications } }: Task, part: string): unknown {
  if (!Object.hasOwn(replications, part)) throw unknownPart(name, part, Object.keys(replications));
  const { shown, numbers } = replications[part]!;
  const { seconds, machine } = shown.cost;
  console.error(
    withPlainBlanks(
      `${shown.title}: about ${duration(seconds)} in all (${machine}). What was measured is kept: stopped, it goes on from there.`,
    ),
  );
  return numbers;
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

/** Measures a task's calibration and writes it to `<results>/calibrations/<task>.json`. */
export async function calibrate(
  workspace: Workspace,
  name: string,
  options: StudyOptions,
): Promise<ExitCode> {
  const task = taskNamed(workspace, name);
  const { calibration: setting } = task.file;
  if (setting === undefined) throw notMeasured(workspace, task, "calibration");
  const numbers = calibratedNumbers(task, setting);
  const begun = await begin({ workspace, task, kind: "calibration", numbers, options });
  const judged = (demands: readonly Demand[]) => {
    begun.pause();
    for (const { demand, measured, met } of demands) say(met ? "met" : "NOT MET", demand, measured);
  };
  const result = await measureCalibration(task, { ...begun.context, setting, judged });
  const file = await writeStudy(workspace.results, {
    ...begun.end(),
    schema: studyVersions.calibration,
    kind: "calibration",
    ...result,
  });
  return written(file);
}

interface StudyRequest {
  readonly workspace: Workspace;
  readonly task: Task;
  readonly kind: StudyKind;
  readonly part?: string | undefined;
  readonly numbers: unknown;
  readonly options: StudyOptions;
}

/** What a study is given, and what its file says of its origin once it is done. */
async function begin({ workspace, task, kind, part, numbers, options }: StudyRequest) {
  const { seed } = options;
  const info = await chooseDevice(options.device);
  const { version } = task.file.frozen;
  const hash = canonicalHash(numbers);
  const show = progressLine(process.stderr);
  // A calibration keeps its work by the numbers behind each curve, so that another demand measures nothing again; nor does another margin.
  const measured = kind === "replication" ? { replication: canonicalHash(measuredNumbers(numbers)) } : {};
  const scope = { task: task.name, version, seed, ...measured, ...(part && { part }) };
  const store = openArtifacts(path.join(workspace.cache, "artifacts"));
  const provenance = await gatherProvenance(workspace.root, { device: deviceLabel(info) });
  return {
    context: {
      random: randomStream(task.name, kind, ...(part === undefined ? [] : [part]), seed),
      artifacts: scopedArtifacts(store, { ...scope, device: info.name }),
      device: info.name,
      progress: show.update,
    },
    /** Takes the progress away until it goes on. */
    pause: show.finish,
    end() {
      show.finish();
      return { task: studyName(task.name, part), version, hash, seed, provenance };
    },
  };
}

const verdictWidth = "undetermined".length;

function say(verdict: string, claim: string, measured: string): void {
  const indent = " ".repeat(verdictWidth);
  console.log(withPlainBlanks(`${verdict.padEnd(verdictWidth)}  ${claim}\n${indent}  ${measured}`));
}

function written(file: string): ExitCode {
  console.log(`\nwritten to ${path.relative(process.cwd(), file)}`);
  return exitCodes.ok;
}

function notMeasured({ tasks }: Workspace, { name }: Task, kind: StudyKind): BenchError {
  const able = tasks.filter(({ file }) => file[kind] !== undefined);
  return new BenchError(`the task "${name}" has no ${kind}`, {
    code: "study-missing",
    blame: "usage",
    expected: able.map((task) => task.name).join(", "),
    mend: `Name one of these, or give tasks/${name}/task.yaml a section \`${kind}\`.`,
  });
}
