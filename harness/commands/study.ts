import path from "node:path";
import { createLogUpdate } from "log-update";
import { canonicalHash, openArtifacts, scopedArtifacts, writeWhole } from "../artifacts/index.ts";
import { chooseDevice, deviceLabel } from "../engine/index.ts";
import { BenchError } from "../errors/index.ts";
import { randomStream } from "../random/index.ts";
import { gatherProvenance } from "../record/index.ts";
import type { Figure, Study, Task } from "../task/index.ts";
import { type ExitCode, exitCodes } from "./exit.ts";
import type { Workspace } from "./workspace.ts";

export interface StudyOptions {
  readonly seed: number;
  readonly device: string;
}

/** Recomputes the paper's figures for a task and writes them to `<results>/replications/<task>.json`. */
export async function replicate(
  workspace: Workspace,
  name: string,
  options: StudyOptions,
): Promise<ExitCode> {
  const task = taskNamed(workspace, name);
  const { findings } = await measure(workspace, task, "replication", task.definition.replication, options);
  for (const { paper, measured, agrees } of findings) say(agrees ? "agrees" : "DIFFERS", paper, measured);
  return exitCodes.ok;
}

/** Measures a task's calibration and writes it to `<results>/calibrations/<task>.json`. */
export async function calibrate(
  workspace: Workspace,
  name: string,
  options: StudyOptions,
): Promise<ExitCode> {
  const task = taskNamed(workspace, name);
  const { calibration } = task.definition;
  if (calibration === undefined) throw notCalibrated(workspace, task);
  const { demands } = await measure(workspace, task, "calibration", calibration, options);
  for (const { demand, measured, met } of demands) say(met ? "met" : "NOT MET", demand, measured);
  return exitCodes.ok;
}

/** Its numbers are the part of `task.yaml` of its name, and its results lie in a folder of that name, in the plural. */
async function measure<Result extends { readonly figures: readonly Figure[] }>(
  workspace: Workspace,
  task: Task,
  part: "replication" | "calibration",
  study: Study<unknown, Result>,
  { seed, device: wanted }: StudyOptions,
): Promise<Result> {
  const info = await chooseDevice(wanted);
  const device = info.name;
  const {
    frozen: { version },
    [part]: setting,
  } = task.file;
  const hash = canonicalHash(setting);
  const scope = { task: task.name, version, [part]: hash, seed, device };
  const show = progressLine(process.stderr);
  const result = await study.measure({
    setting,
    random: randomStream(task.name, part, seed),
    artifacts: scopedArtifacts(openArtifacts(path.join(workspace.cache, "artifacts")), scope),
    device,
    progress: show.update,
  });
  show.finish();
  const provenance = await gatherProvenance(workspace.root, { device: deviceLabel(info), isolation: "none" });
  const about = { schema: 1, task: task.name, version, hash, seed };
  const file = path.join(workspace.results, `${part}s`, `${task.name}.json`);
  await writeWhole(file, `${JSON.stringify({ ...about, ...result, provenance }, null, 1)}\n`);
  console.log(`${result.figures.length} figures written to ${path.relative(process.cwd(), file)}\n`);
  return result;
}

function say(verdict: string, claim: string, measured: string): void {
  console.log(`${verdict.padEnd(7)}  ${claim}\n         ${measured}`);
}

function taskNamed(workspace: Workspace, name: string): Task {
  const task = workspace.tasks.find((found) => found.name === name);
  if (task !== undefined) return task;
  throw new BenchError(`there is no task "${name}"`, {
    code: "task-unknown",
    blame: "usage",
    expected: workspace.tasks.map((found) => found.name).join(", "),
    mend: "Name one of these.",
  });
}

function notCalibrated({ tasks }: Workspace, { name }: Task): BenchError {
  const able = tasks.filter(({ definition }) => definition.calibration !== undefined);
  return new BenchError(`the calibration of "${name}" is in its README only`, {
    code: "task-no-calibration",
    blame: "usage",
    expected: able.map((task) => task.name).join(", "),
    mend: `Name one of these, or read tasks/${name}/README.md.`,
  });
}

function progressLine(stream: NodeJS.WriteStream) {
  const live = createLogUpdate(stream);
  let last = "";
  function update(done: number, total: number, what: string): void {
    if (stream.isTTY) live(`${done} of ${total}  ${what}`);
    else if (what !== last) stream.write(`${done} of ${total}  ${what}\n`);
    last = what;
  }
  return { update, finish: () => stream.isTTY && live.clear() };
}
