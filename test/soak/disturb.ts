/** A run of real cells, disturbed again and again: what must come out is what an undisturbed run gives. */
import { existsSync, globSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execaNode, type Options } from "execa";
import type { RandomStream } from "../../harness/random/index.ts";
import { program } from "../commands/fixture/checkout.ts";
import { pidsNaming } from "../commands/fixture/processes.ts";

export interface Plan {
  readonly checkout: string;
  /** Seeds of each of its entries, on the Gaussian mixture at tier smoke. */
  readonly seeds: number;
  readonly results: string;
  readonly cache: string;
}

/** Everything that may happen to a run, and to what it leaves behind for the next. */
export const disturbances = [
  "kill a worker",
  "kill the command",
  "kill both",
  "kill all of two commands on one plan",
  "flip a bit of a cache file",
  "cut a cache file short",
  "delete a cache file",
  "delete the cache under the run",
] as const;
export type Disturbance = (typeof disturbances)[number];

const longestDelayMs = 8000;
const options = { reject: false, stdin: "ignore" } satisfies Options;

/** The arguments of a run of the plan. */
function command({ checkout, seeds, results, cache }: Plan): string[] {
  return [
    ...["run", "--tier", "smoke", "--task", "gaussian-mixture", "--seeds", `0..${seeds - 1}`],
    ...["--jobs", "2", "--isolation", "auto", "--root", checkout, "--results", results, "--cache", cache],
  ];
}

/** Runs the plan to its end; gives the exit code and what was said. */
export async function finish(plan: Plan): Promise<{ code: number | undefined; said: string }> {
  const { exitCode, stderr } = await execaNode(program, command(plan), options);
  return { code: exitCode, said: stderr };
}

/** Begins the plan, or goes on with it, and disturbs it after a random while; gives how many processes were killed. */
export async function disturb(plan: Plan, kind: Disturbance, random: RandomStream): Promise<number> {
  if (kind.includes("cache file")) damage(plan.cache, kind, random);
  const count = kind.includes("two commands") ? 2 : 1;
  const runs = Array.from({ length: count }, () => execaNode(program, command(plan), options));
  const ends = Promise.all(runs);
  let isOver = false;
  void ends.then(() => {
    isOver = true;
  });
  // Half of the time from the first moment, half once there is a worker.
  if (random.uniform() < 0.5) while (workersOf(plan).length === 0 && !isOver) await sleep(10);
  await Promise.race([sleep(Math.floor(random.uniform() * longestDelayMs)), ends]);
  if (kind.includes("the cache under")) rmSync(plan.cache, { recursive: true, force: true, maxRetries: 10 });
  const launchers = kind === "kill a worker" ? [] : runs.map(({ pid }) => pid!);
  const workers = kind === "kill the command" ? [] : workersOf(plan);
  const killed = [...launchers, ...workers].filter(kill);
  if (launchers.length === 0) {
    await sleep(Math.floor((random.uniform() * longestDelayMs) / 2));
    for (const { pid } of runs) kill(pid!);
  }
  await ends;
  while (workersOf(plan).length > 0) await sleep(20);
  return killed.length;
}

function workersOf({ cache }: Plan): readonly number[] {
  return pidsNaming("work", cache, "--listen");
}

function kill(pid: number): boolean {
  try {
    return process.kill(pid, "SIGKILL");
  } catch {
    return false;
  }
}

function damage(cache: string, kind: Disturbance, random: RandomStream): void {
  if (!existsSync(cache)) return;
  const files = globSync("**/*.{safetensors,json}", { cwd: cache })
    .map((name) => path.join(cache, name))
    .filter((file) => statSync(file).size > 0)
    .sort();
  const file = files[Math.floor(random.uniform() * files.length)];
  if (file === undefined) return;
  const bytes = readFileSync(file);
  const place = Math.floor(random.uniform() * bytes.length);
  const bit = 1 << Math.floor(random.uniform() * 8);
  if (kind.startsWith("delete")) rmSync(file);
  else if (kind.startsWith("cut")) writeFileSync(file, bytes.subarray(0, place));
  else writeFileSync(file, bytes.with(place, bytes[place]! ^ bit));
}
