import path from "node:path";
import { openArtifacts } from "../artifacts/index.ts";
import { prepareShared } from "../loop/index.ts";
import type { Cell } from "./cells.ts";
import type { Job } from "./job.ts";
import { measureMachine } from "./measure.ts";
import { cellsOf } from "./worker.ts";

/** Computes what the cells of a job share, so that workers started at the same time do not wait for each other. */
export async function prepareCells(job: Job, progress: (text: string) => void): Promise<void> {
  const { device } = await measureMachine(job);
  const store = openArtifacts(path.join(job.cache, "artifacts"));
  for (const { task, tier, season, seed } of firstOfEach(await cellsOf(job))) {
    progress(`${task.name}/${tier}, seed ${seed}: what its cells share`);
    await prepareShared({ task, tier, season, seed, device }, store);
  }
}

function firstOfEach(cells: readonly Cell[]): readonly Cell[] {
  return [...new Map(cells.map((cell) => [placeOf(cell.id), cell])).values()];
}

/** The part of a cell's id that it has in common with the cells it shares work with. */
export function placeOf(id: string): string {
  const [task, tier, , seed] = id.split("/");
  return `${task}/${tier}/${seed}`;
}
