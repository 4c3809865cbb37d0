import path from "node:path";
import { openArtifacts, writeWhole } from "../artifacts/index.ts";
import { chooseDevice } from "../engine/index.ts";
import { count } from "../format/index.ts";
import { drawThings, type Form, type Question, writeForm } from "../labels/index.ts";
import { openFirst } from "../loop/index.ts";
import { publicSeason } from "../season/index.ts";
import type { TierName } from "../task/index.ts";
import { say } from "./execute.ts";
import { type ExitCode, exitCodes } from "./exit.ts";
import { taskNamed, type Workspace } from "./workspace.ts";

export interface PoolExportOptions {
  readonly task: string;
  readonly tier: TierName;
  readonly seed: number;
  /** Questions to be drawn. */
  readonly sample: number;
  readonly format: Form;
  readonly question: Question;
  /** Where to, without the ending. */
  readonly out?: string;
  readonly device: string;
}

/** Writes questions about a pool's outputs for people to answer, in the form of a tool or as a page for a browser. */
export async function exportPool(workspace: Workspace, options: PoolExportOptions): Promise<ExitCode> {
  const { tier, seed, sample, format, question, device: wanted } = options;
  const task = taskNamed(workspace, options.task);
  const { name: device } = await chooseDevice(wanted);
  const store = openArtifacts(path.join(workspace.cache, "artifacts"));
  const progress = () => say("making the pool; it is kept for the next time");
  const draw = { question, sample, path: [task.name, tier, seed] };
  await using first = await openFirst({ task, tier, season: publicSeason, seed, device, store, progress });
  const things = drawThings(await first.pool(), draw);
  if (things.length < sample)
    say(`The pool has ${count(things.length)} different questions, and all are taken.`);
  const { shown, frozen } = task.file;
  const about = `tier ${tier}, seed ${seed}, ${count(things.length)} questions`;
  const batch = { title: `${shown.title}: ${about}`, question, fields: frozen.fields, things };
  const out = path.resolve(options.out ?? `${task.name}-${tier}-${seed}`);
  for (const { ending, text } of writeForm(format, batch)) {
    await writeWhole(out + ending, text);
    console.log(`wrote ${path.relative(process.cwd(), out + ending)}`);
  }
  return exitCodes.ok;
}
