import { mkdir } from "node:fs/promises";
import path from "node:path";
import { createLogUpdate } from "log-update";
import writeFileAtomic from "write-file-atomic";
import { canonicalHash, openArtifacts, scopedArtifacts } from "../artifacts/index.ts";
import { BenchError } from "../errors/index.ts";
import { randomStream } from "../random/index.ts";
import { gatherProvenance } from "../record/index.ts";
import type { Task } from "../task/index.ts";
import { chooseDevice, deviceLabel } from "./device.ts";
import { type ExitCode, exitCodes } from "./exit.ts";
import type { Workspace } from "./workspace.ts";

export interface ReplicateOptions {
  readonly seed: number;
  readonly device: string;
}

/** Recomputes the paper's figures for a task and writes them to `<results>/replications/<task>.json`. */
export async function replicate(
  workspace: Workspace,
  name: string,
  options: ReplicateOptions,
): Promise<ExitCode> {
  const { seed } = options;
  const task = taskNamed(workspace, name);
  const info = await chooseDevice(options.device);
  const device = info.name;
  const hash = canonicalHash(task.file.replication);
  const scope = { task: task.name, version: task.file.version, replication: hash, seed, device };
  const show = progressLine(process.stderr);
  const { figures, findings } = await task.definition.replicate({
    setting: task.file.replication,
    random: randomStream(task.name, "replication", seed),
    artifacts: scopedArtifacts(openArtifacts(path.join(workspace.cache, "artifacts")), scope),
    device,
    progress: show.update,
  });
  show.finish();
  const result = {
    schema: 1,
    task: task.name,
    version: task.file.version,
    hash,
    seed,
    figures,
    findings,
    provenance: await gatherProvenance(workspace.root, { device: deviceLabel(info), isolation: "none" }),
  };
  const file = path.join(workspace.results, "replications", `${task.name}.json`);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFileAtomic(file, `${JSON.stringify(result, null, 1)}\n`);
  for (const { paper, measured, agrees } of findings)
    console.log(`${agrees ? "agrees" : "DIFFERS"}  ${paper}\n         ${measured}`);
  console.log(`\n${figures.length} figures written to ${path.relative(process.cwd(), file)}`);
  return exitCodes.ok;
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
