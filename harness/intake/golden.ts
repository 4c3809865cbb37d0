import { existsSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { parseJsonText, readText } from "../config/index.ts";
import { BenchError } from "../errors/index.ts";
import {
  type CandidateList,
  type Pool,
  type PoolItem,
  type Task,
  type VerifierName,
  type Verifiers,
  verifierNames,
} from "../task/index.ts";

/** The beginning of a real pool, stored beside its task, and what its judges say of each candidate. */
export interface Golden {
  readonly items: readonly PoolItem[];
  /** By item and candidate. */
  readonly right: readonly (readonly boolean[])[];
  /** By verifier, item and candidate; higher is better. */
  readonly scores: Readonly<Partial<Record<VerifierName, readonly (readonly number[])[]>>>;
}

/** How many items of a pool are stored. */
export const goldenItems = 32;

const id = z.int().nonnegative();
const candidate = z.strictObject({ id, output: z.json(), logprob: z.number(), tokens: id });
/** The first two are messages as they go over the wire; the others stay with the harness. */
const line = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("item"), id, input: z.json(), candidates: z.array(candidate).min(1) }),
  z.strictObject({ type: z.literal("pool-end"), items: id }),
  z.strictObject({ type: z.literal("right"), items: z.array(z.array(z.boolean())) }),
  z.strictObject({
    type: z.literal("scores"),
    verifier: z.enum(verifierNames),
    items: z.array(z.array(z.number())),
  }),
]);
type GoldenLine = z.infer<typeof line>;

/** Where a task's golden messages are. */
export function goldenFile({ folder }: Pick<Task, "folder">): string {
  return path.join(folder, "golden.jsonl");
}

/** A task's golden messages; undefined where it has none. Throws `BenchError` (blame task) naming file and line. */
export function readGolden(task: Task): Golden | undefined {
  const file = goldenFile(task);
  if (!existsSync(file)) return undefined;
  const kind = { kind: "golden", blame: "task", mend: rewrite(task) } as const;
  const lines = readText(file, kind, 2 ** 22)
    .trimEnd()
    .split("\n");
  const told = lines.map((text, place) => parseJsonText(text, `${file}:${place + 1}`, line, kind));
  return goldenOf(told, task);
}

function goldenOf(told: readonly GoldenLine[], task: Task): Golden {
  const items = told.filter((one) => one.type === "item").map(itemOf);
  const right = told.find((one) => one.type === "right")?.items ?? [];
  const scores = Object.fromEntries(
    told.flatMap((one) => (one.type === "scores" ? [[one.verifier, one.items]] : [])),
  );
  const isWhole = [right, ...Object.values(scores)].every((table) =>
    items.every(({ candidates }, item) => table[item]?.length === candidates.length),
  );
  if (items.length > 0 && isWhole) return { items, right, scores };
  throw new BenchError("the golden messages are not whole", {
    code: "golden-incomplete",
    blame: "task",
    where: goldenFile(task),
    mend: rewrite(task),
  });
}

function itemOf({ input, candidates }: Extract<GoldenLine, { type: "item" }>): PoolItem {
  return {
    input,
    candidates: candidates.map(({ output, logprob, tokens }) => ({ output, logprob, tokens })),
  };
}

/** The stored items as a pool. */
export function goldenPool({ items, right }: Golden): Pool {
  return {
    items: items.length,
    candidatesOf: (item) => items[item]!.candidates.length,
    item: (item) => items[item]!,
    isCorrect: (item, candidate) => right[item]![candidate]!,
    save: () => ({ arrays: {}, metadata: {} }),
  };
}

/** The judges of the stored items. Those that were not asked when they were stored blame the task. */
export function goldenVerifiers(task: Task, { scores }: Golden): Verifiers {
  const known = verifierNames.filter((name) => name !== "noisy" && name !== "human");
  return Object.fromEntries(
    known.map((name) => [
      name,
      async (_: Pool, { items, candidates }: CandidateList) => {
        const table = scores[name];
        if (table === undefined) throw notAsked(task, name);
        return Float64Array.from(items, (item, place) => table[item]![candidates[place]!]!);
      },
    ]),
  );
}

function notAsked(task: Task, verifier: VerifierName): BenchError {
  return new BenchError(`the golden messages have no scores of "${verifier}"`, {
    code: "golden-outdated",
    blame: "task",
    where: goldenFile(task),
    mend: rewrite(task),
  });
}

function rewrite({ name }: Task): string {
  return `Let \`node harness/intake/write-golden.ts ${name}\` write them again.`;
}
