/**
 * What the controls do in other regimes of the mixture: the figures by which the numbers of version 2 were chosen (tasks/gaussian-mixture/README.md).
 * `node test/tasks/gaussian-mixture/regimes.ts [seeds]` prints a row for each setting; no strategy but the controls is played.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { openArtifacts } from "../../../harness/artifacts/index.ts";
import { changedTask, openTrial } from "../../../harness/calibration/index.ts";
import { randomStream } from "../../../harness/random/index.ts";
import { rules } from "../../../harness/selection/index.ts";
import { deviation, estimate, mean } from "../../../harness/statistics/index.ts";
import { discoverTasks } from "../../../harness/task/index.ts";
import { normalCdf } from "../../../tasks/gaussian-mixture/linear/normal.ts";

const dimension = 50;
const rounds = 10;
const ends = [1, 5, 10] as const;
const controls = ["random", "keep all", "oracle, right", "clean"] as const;
const seeds = Number(process.argv[2] ?? 10);
const root = path.resolve(import.meta.dirname, "../../..");
const task = (await discoverTasks(root)).find(({ name }) => name === "gaussian-mixture")!;

interface Regime {
  readonly sigma: number;
  /** Examples per dimension: real ones, and those kept in a round, a quarter of the pool. */
  readonly real: number;
  readonly kept: number;
}

/** G0's accuracy, and the gains of each control after each round, by seed. */
async function played({ sigma, real, kept }: Regime) {
  const keep = kept * dimension;
  const set = { sigma, dimension, real: real * dimension, pool: 4 * keep, test: 20_000 };
  const changed = changedTask(task, "standard", { rounds, keep, set });
  const start: number[] = [];
  const gains = new Map(controls.map((name) => [name, [] as number[][]]));
  for (let seed = 0; seed < seeds; seed++) {
    const folder = mkdtempSync(path.join(tmpdir(), "collapse-bench-regimes-"));
    const random = randomStream("choice of a regime", seed);
    const place = { task: changed, tier: "standard", seed, device: "cpu" } as const;
    const artifacts = openArtifacts(folder);
    await using trial = openTrial({ ...place, random, streams: ["choice of a regime", seed], artifacts });
    const first = (await trial.generator())["accuracy"]!;
    start.push(first);
    for (const name of controls) {
      const { rounds: records } = await trial.play({ name, rule: rules[name], regime: "replace" });
      gains.get(name)!.push(records.map(({ metrics }) => metrics["accuracy"]! - first));
    }
    rmSync(folder, { recursive: true, force: true });
  }
  return { start, gains };
}

const points = (value: number) => (100 * value).toFixed(1);
const interval = (values: readonly number[]) => {
  const { mean: middle, low, high } = estimate(values);
  return `${points(middle)} (${points(low)} to ${points(high)})`;
};

console.log(`| σ | real/d | kept/d | best | G0 | round | ${controls.join(" | ")} | room | separation |`);
console.log(`|${"---|".repeat(8 + controls.length)}`);
for (const sigma of [1, 1.5])
  for (const real of [2, 4, 10])
    for (const kept of [5, 10, 20, 50]) {
      const { start, gains } = await played({ sigma, real, kept });
      const best = normalCdf(1 / sigma);
      for (const end of ends) {
        const at = controls.map((name) => gains.get(name)!.map((byRound) => byRound[end - 1]!));
        const [, , , clean] = at.map(mean);
        const room = 1 - clean! / (best - mean(start));
        const separation = deviation(at.map(mean)) / mean(at.map(deviation));
        const row = [sigma, real, kept, points(best), points(mean(start)), end];
        const told = [...row, ...at.map(interval), room.toFixed(2), separation.toFixed(2)];
        console.log(`| ${told.join(" | ")} |`);
      }
    }
