import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { Bench } from "tinybench";
import { randomStream } from "../random/index.ts";
import { findIsolation, type Isolation, type RoundRequest, runRound } from "../strategy/index.ts";
import { entriesOf, readSubmission } from "../submission/index.ts";
import type { Pool } from "../task/index.ts";
import type { BenchCase } from "./table.ts";

const items = 200_000;
const keep = 50_000;
const turns = 6;
const strategies = [
  { slug: "random", language: "TypeScript", program: process.execPath, goal: 200_000 },
  { slug: "self-confidence", language: "Python", program: "/usr/bin/python3", goal: 100_000 },
] as const;

type Progress = (line: string) => void;

/**
 * Candidates a second through a whole round: process, sandbox, pool, selection. The peer is the same strategy reading
 * the same messages from a file with no harness at all, so the ratio is what the harness leaves of its speed.
 */
export async function benchProtocol(progress: Progress): Promise<readonly BenchCase[]> {
  const folder = await mkdtemp(path.join(tmpdir(), "collapse-bench-protocol-"));
  try {
    return await measure(folder, (await findIsolation()).kind, progress);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(
  folder: string,
  isolation: Isolation,
  progress: Progress,
): Promise<readonly BenchCase[]> {
  const pool = pointsPool();
  const file = path.join(folder, "pool.jsonl");
  await writeFile(file, messagesOf(pool));
  const seconds = new Map<string, number[]>();
  for (let turn = 0; turn <= turns; turn++) {
    progress(turn === 0 ? "warming up" : `turn ${turn} of ${turns}`);
    const taken = await takeTurn(pool, isolation, file, path.join(folder, "log"));
    if (turn > 0) for (const [name, value] of taken) seconds.set(name, [...(seconds.get(name) ?? []), value]);
  }
  return strategies.flatMap(({ slug, language, goal }) => {
    const value = rateOf(seconds.get(slug)!);
    const peer = rateOf(seconds.get(`${slug} alone`)!);
    const [unit, what] = ["candidates/s", `${language} (${slug}), ${items} items`];
    return [
      { name: `${what}, isolation ${isolation}`, unit, value, peer: null, ratio: null, goal },
      { name: `${what}, against the strategy alone`, unit, value, peer, ratio: value / peer, goal: null },
    ];
  });
}

/** Everything once, one after the other, so that what disturbs the machine disturbs all of it. */
async function takeTurn(
  pool: Pool,
  isolation: Isolation,
  file: string,
  log: string,
): Promise<readonly (readonly [name: string, seconds: number])[]> {
  const bench = new Bench({ iterations: 1, time: 0, warmup: false, throws: true });
  for (const { slug, program } of strategies) {
    const request = requestOf(slug, pool, isolation, log);
    bench.add(slug, async () => void (await runRound(request)));
    bench.add(`${slug} alone`, () => runAlone(program, request, file));
  }
  const tasks = await bench.run();
  return tasks.map(({ name, result }) => {
    if (!("latency" in result)) throw new Error(`${name} was not measured`);
    return [name, result.latency.mean / 1000];
  });
}

/** Sixteen short numbers and one candidate an item, as the Gaussian mixture sends. */
function pointsPool(): Pool {
  const random = randomStream("bench", "protocol");
  const inputs = Array.from({ length: 1000 }, () =>
    Array.from({ length: 16 }, () => Math.round(random.normal() * 10) / 10),
  );
  const logprobs = Array.from({ length: 1000 }, () => Math.log(random.uniform()));
  return {
    items,
    candidatesOf: () => 1,
    item: (item) => ({
      input: inputs[item % 1000],
      candidates: [{ output: item % 2 === 0 ? 1 : -1, logprob: logprobs[item % 1000]!, tokens: 1 }],
    }),
    isCorrect: () => true,
    save: () => ({ arrays: {}, metadata: {} }),
  };
}

function requestOf(slug: string, pool: Pool, isolation: Isolation, logFile: string): RoundRequest {
  const root = path.resolve(import.meta.dirname, "../..");
  return {
    entry: entriesOf(readSubmission(path.join(root, "submissions", slug)))[0]!,
    task: "bench",
    tier: "bench",
    round: 1,
    rounds: 1,
    regime: "replace",
    seed: 1,
    fields: {},
    budget: { keep, feedback: {} },
    limits: { seconds: 60, memoryMiB: 2048, processes: 16, outputMiB: 16, logKiB: 16, scratchMiB: 1 },
    choices: {},
    propose: async () => pool,
    verifiers: {},
    noise: [],
    isolation,
    logFile,
  };
}

function messagesOf(pool: Pool): string {
  const lines = [JSON.stringify({ type: "hello", protocol: 1, seed: 1, params: {}, budget: { keep } })];
  for (let id = 0; id < pool.items; id++) {
    const { input, candidates } = pool.item(id);
    const numbered = candidates.map((candidate, number) => ({ id: number, ...candidate }));
    lines.push(JSON.stringify({ type: "item", id, input, candidates: numbered }));
  }
  lines.push(JSON.stringify({ type: "pool-end", items: pool.items }));
  return `${lines.join("\n")}\n`;
}

async function runAlone(program: string, { entry }: RoundRequest, file: string): Promise<void> {
  const { folder, manifest } = entry.submission;
  const command = `exec "$0" "$1" < "$2" > /dev/null`;
  await promisify(execFile)("sh", ["-c", command, program, manifest.run[1]!, file], { cwd: folder });
}

/** Of the lower quartile, which keeps what the work itself takes. */
function rateOf(seconds: readonly number[]): number {
  return Math.round(items / seconds.toSorted((a, b) => a - b)[Math.floor(seconds.length / 4)]!);
}
