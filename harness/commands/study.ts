import path from "node:path";
import { canonicalHash, openArtifacts, scopedArtifacts } from "../artifacts/index.ts";
import { calibratedNumbers, calibrate as measureCalibration } from "../calibration/index.ts";
import { chooseDevice, deviceLabel } from "../engine/index.ts";
import { BenchError } from "../errors/index.ts";
import { withPlainBlanks } from "../format/index.ts";
import { gatherProvenance } from "../provenance/index.ts";
import { randomStream } from "../random/index.ts";
import {
  type Demand,
  measuredNumbers,
  type StudyKind,
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
  const begun = await beginStudy({ workspace, task, kind: "calibration", numbers, options });
  const judged = (demands: readonly Demand[]) => {
    begun.pause();
    for (const { demand, measured, met } of demands) say(met ? "met" : "NOT MET", demand, measured);
  };
  const result = await measureCalibration(task, { ...begun.context, setting, judged });
  begun.pause();
  const file = await writeStudy(workspace.results, {
    ...begun.about,
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
export async function beginStudy({ workspace, task, kind, part, numbers, options }: StudyRequest) {
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
    about: { task: studyName(task.name, part), version, hash, seed, provenance },
  };
}

const verdictWidth = "undetermined".length;

/** Prints a statement under what came of it. */
export function say(verdict: string, claim: string, measured: string): void {
  const indent = " ".repeat(verdictWidth);
  console.log(withPlainBlanks(`${verdict.padEnd(verdictWidth)}  ${claim}\n${indent}  ${measured}`));
}

/** Says where a study was written. */
export function written(file: string): ExitCode {
  console.log(`\nwritten to ${path.relative(process.cwd(), file)}`);
  return exitCodes.ok;
}

/** A task that has no such study (blame usage). */
export function notMeasured({ tasks }: Workspace, { name }: Task, kind: StudyKind): BenchError {
  const able = tasks.filter(({ file }) => file[kind] !== undefined);
  return new BenchError(`the task "${name}" has no ${kind}`, {
    code: "study-missing",
    blame: "usage",
    expected: able.map((task) => task.name).join(", "),
    mend: `Name one of these, or give tasks/${name}/task.yaml a section \`${kind}\`.`,
  });
}
