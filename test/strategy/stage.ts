import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  findIsolation,
  type RoundRequest,
  runRound,
  type StrategyRound,
} from "../../harness/strategy/index.ts";
import { type Control, type Entry, manifestSchema } from "../../harness/submission/index.ts";
import type { Pool } from "../../harness/task/index.ts";

export const found = await findIsolation();
/** For tests that say nothing about the sandbox. */
export const isolation = found.kind;
/** Reason to skip a test of the sandbox itself. */
export const withoutSandbox = found.kind === "none" ? `no sandbox here: ${found.reason}` : false;

/** Reason to skip a test whose strategy is written in Python. */
export const withoutPython = existsSync("/usr/bin/python3") ? false : "there is no /usr/bin/python3";

export const limits: RoundRequest["limits"] = {
  seconds: 20,
  memoryMiB: 512,
  processes: 32,
  outputMiB: 2,
  logKiB: 16,
  scratchMiB: 4,
};

const folder = mkdtempSync(path.join(tmpdir(), "collapse-bench-strategy-"));
export const logFile = path.join(folder, "strategy.log");
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

/** `items` inputs with `candidates` each; of every item the last candidate is right. */
export function poolOf(items: number, candidates = 1): Pool {
  const list = Array.from({ length: candidates }, (_, id) => ({ output: id, logprob: -1 - id, tokens: 1 }));
  return {
    items,
    candidatesOf: () => candidates,
    item: (item) => ({ input: { text: `item ${item} é` }, candidates: list }),
    isCorrect: (_, candidate) => candidate === candidates - 1,
    save: () => ({ arrays: {}, metadata: {} }),
  };
}

/** An entry that runs a program of the fixtures, or of the machine. */
export function entryOf(
  run: readonly string[],
  manifest: object = {},
  control: Control | null = null,
): Entry {
  return {
    id: "fixture",
    name: "Fixture",
    submission: {
      slug: "fixture",
      folder: path.join(import.meta.dirname, "fixtures"),
      manifest: manifestSchema.parse({
        schema: 1,
        name: "Fixture",
        authors: [{ name: "Somebody" }],
        description: "For tests.",
        license: "MIT",
        division: "weak",
        tasks: "all",
        run,
        ...manifest,
      }),
      control,
      files: {},
    },
    variant: null,
    params: {},
    decoding: undefined,
  };
}

/** Runs one round with a pool of 100 items, a budget of 10 and a weak verifier with a budget of 20. */
export function play(entry: Entry, changes: Partial<RoundRequest> = {}): Promise<StrategyRound> {
  return runRound({
    entry,
    task: "letters",
    tier: "smoke",
    round: 1,
    rounds: 2,
    regime: "replace",
    seed: 5,
    fields: {},
    budget: { keep: 10, feedback: { weak: 20, oracle: 20, noisy: 20 } },
    limits,
    choices: {},
    propose: async () => poolOf(100),
    verifiers: {
      weak: async (_, { items }) => Float64Array.from(items),
      oracle: async (pool, { items, candidates }) =>
        Float64Array.from(items, (item, place) => (pool.isCorrect(item, candidates[place]!) ? 1 : 0)),
    },
    noise: ["test"],
    isolation,
    logFile,
    ...changes,
  });
}

/** A program that prints these lines. */
export function saying(...lines: readonly string[]): string[] {
  return ["printf", "%s\\n", ...lines];
}
