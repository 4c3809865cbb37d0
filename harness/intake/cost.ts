import { rm } from "node:fs/promises";
import path from "node:path";
import { Bench } from "tinybench";
import { openArtifacts } from "../artifacts/index.ts";
import { openFirst } from "../loop/index.ts";
import { strategySelector } from "../strategy/index.ts";
import { tierOf } from "../task/index.ts";
import { type Scene, type Stage, setupsIn } from "./play.ts";

/** What it takes an entry to select once from the pool of round 1. */
export interface SelectionCost {
  /** The strategy's own time, by the clock: the median of some runs, and their 95 % margin as a share of the mean. */
  readonly seconds: number;
  readonly margin: number;
}

const runs = 5;

/** Measures an entry that is known not to fail. Each run is a process of its own, as in a cell. */
export async function measureCost(scene: Scene, stage: Stage): Promise<SelectionCost> {
  const { task, tier, entry, season, seed } = scene;
  const { cache, device, isolation, signal } = stage;
  const logFile = path.join(cache, "intake", "logs", tier, task.name, entry.id, `${seed}-cost.log`);
  await rm(logFile, { force: true });
  const { fields } = task.file.frozen;
  const { limits } = tierOf(task, tier);
  const place = { task: task.name, tier, fields, limits, logFile, ...setupsIn(cache) };
  const selector = strategySelector({ ...place, entry, isolation, signal });
  const store = openArtifacts(path.join(cache, "artifacts"));
  await using first = await openFirst({ task, tier, season, seed, device, store });
  const bench = new Bench({ iterations: runs, time: 0, warmup: false, throws: true });
  // The harness's own clock leaves out what the strategy waits for.
  bench.add("select", async () => {
    const { seconds } = await first.select(selector);
    return { overriddenDuration: seconds.select * 1000 };
  });
  const [measured] = await bench.run();
  const result = measured!.result;
  if (result.state !== "completed") throw new Error(`the measurement ended as "${result.state}"`);
  return { seconds: result.latency.p50! / 1000, margin: result.latency.rme / 100 };
}
