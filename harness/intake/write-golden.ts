/**
 * Stores the golden messages of tasks, by hand: `node harness/intake/write-golden.ts TASK...`: the first items of the pool that G0 proposes in
 * round 1 of tier smoke, seed 0, and what every judge of the task says of them. Run it when a task's tier smoke has changed.
 */
import path from "node:path";
import { openArtifacts, writeWhole } from "../artifacts/index.ts";
import { openFirst } from "../loop/index.ts";
import { publicSeason } from "../season/index.ts";
import { defaultDecoding, type SelectionRound, type Selector } from "../selection/index.ts";
import { discoverTasks, type Pool, type Task, type VerifierName, type Verify } from "../task/index.ts";
import { goldenFile, goldenItems } from "./golden.ts";

const root = path.join(import.meta.dirname, "..", "..");
const names = process.argv.slice(2);

for (const task of await discoverTasks(root)) {
  if (!names.includes(task.name)) continue;
  await writeWhole(goldenFile(task), `${(await linesOf(task)).join("\n")}\n`);
  console.log(path.relative(process.cwd(), goldenFile(task)));
}

async function linesOf(task: Task): Promise<readonly string[]> {
  const store = openArtifacts(path.join(root, ".cache", "artifacts"));
  const lines: string[] = [];
  const onlooker: Selector = {
    offered: "pool",
    async select(round) {
      const pool = await round.propose(defaultDecoding(round.choices));
      lines.push(...messagesOf(pool), ...(await judgedBy(round, pool)));
      const nothing = {
        items: new Uint32Array(),
        candidates: new Uint32Array(),
        weights: new Float64Array(),
      };
      return {
        pool,
        selection: nothing,
        feedback: {},
        seconds: { generate: 0, select: 0 },
        peakMemoryMiB: 0,
      };
    },
  };
  await using first = await openFirst({
    ...{ task, tier: "smoke", season: publicSeason, seed: 0, device: "cpu", store },
  });
  await first.select(onlooker);
  return lines;
}

function messagesOf(pool: Pool): readonly string[] {
  const items = numbersOf(pool).map((id) => {
    const { input, candidates } = pool.item(id);
    const proposed = candidates.map(({ output, logprob, tokens }, place) => ({
      id: place,
      output,
      logprob,
      tokens,
    }));
    return JSON.stringify({ type: "item", id, input, candidates: proposed });
  });
  return [...items, JSON.stringify({ type: "pool-end", items: items.length })];
}

async function judgedBy({ verifiers }: SelectionRound, pool: Pool): Promise<readonly string[]> {
  const right = numbersOf(pool).map((item) =>
    placesOf(pool, item).map((place) => pool.isCorrect(item, place)),
  );
  const lines = [JSON.stringify({ type: "right", items: right })];
  for (const [verifier, verify] of Object.entries(verifiers) as [VerifierName, Verify][])
    lines.push(JSON.stringify({ type: "scores", verifier, items: await scoresOf(pool, verify) }));
  return lines;
}

async function scoresOf(pool: Pool, verify: Verify): Promise<readonly (readonly number[])[]> {
  const all = numbersOf(pool).map((item) => placesOf(pool, item));
  const pairs = all.flatMap((places, item) => places.map((place) => [item, place] as const));
  const list = {
    items: Uint32Array.from(pairs, ([item]) => item),
    candidates: Uint32Array.from(pairs, ([, place]) => place),
  };
  const scores = [...(await verify(pool, list))];
  return all.map((places) => scores.splice(0, places.length));
}

function numbersOf(pool: Pool): readonly number[] {
  return Array.from({ length: Math.min(goldenItems, pool.items) }, (_, item) => item);
}

function placesOf(pool: Pool, item: number): readonly number[] {
  return Array.from({ length: pool.candidatesOf(item) }, (_, place) => place);
}
