import { rm } from "node:fs/promises";
import path from "node:path";
import { openArtifacts } from "../artifacts/index.ts";
import { openFirst } from "../loop/index.ts";
import { randomStream } from "../random/index.ts";
import {
  explainFailure,
  type KeepRates,
  keepRates,
  type RoundSelection,
  StrategyFailure,
} from "../selection/index.ts";
import { checkNeeds, strategySelector } from "../strategy/index.ts";
import { type Candidate, type Decoding, type Pool, tierOf, type VerifierName } from "../task/index.ts";
import { type Scene, type Stage, setupsIn } from "./play.ts";

/** What is to be tried, and who hears of it. */
export interface TryRequest extends Stage {
  /** Most examples of what was kept, and of what was not. */
  readonly examples: number;
  /** Told each line of the strategy's standard error as it comes. */
  hear(line: string): void;
  /** Told when the pool has to be made first. */
  progress(phase: string): void;
}

/** A candidate of the pool, and whether it is right. */
export interface Example {
  readonly item: number;
  readonly candidate: number;
  readonly isCorrect: boolean;
  readonly input: unknown;
  readonly proposed: Candidate;
  /** Absent where it was not kept. */
  readonly weight?: number;
}

/** What would be kept of a pool, and what it would cost. */
export interface Tried extends KeepRates {
  readonly pool: { readonly items: number; readonly candidates: number };
  readonly kept: { readonly items: number; readonly candidates: number; readonly right: number };
  /** Candidates scored, by verifier asked. */
  readonly feedback: Readonly<Partial<Record<VerifierName, number>>>;
  readonly decoding?: Decoding;
  /** The strategy's own time. */
  readonly seconds: number;
  readonly peakMemoryMiB: number;
  readonly examples: { readonly kept: readonly Example[]; readonly left: readonly Example[] };
}

/** What came of a try: a selection, or the strategy's own failure in words. */
export type Trying = { readonly tried: Tried } | { readonly failure: string };

/** Lets an entry select once from the stored pool of round 1, and trains nothing. Throws for what is not its own failure. */
export async function trySelecting(scene: Scene, request: TryRequest): Promise<Trying> {
  const { task, tier, entry, season, seed } = scene;
  const { cache, device, isolation, signal, hear, progress } = request;
  await checkNeeds(entry.submission);
  const logFile = path.join(cache, "intake", "logs", tier, task.name, entry.id, `${seed}-try.log`);
  await rm(logFile, { force: true });
  const { fields } = task.file.frozen;
  const { limits } = tierOf(task, tier);
  const place = { task: task.name, tier, fields, limits, logFile, hear };
  const selector = strategySelector({ ...place, ...setupsIn(cache), entry, isolation, signal });
  const store = openArtifacts(path.join(cache, "artifacts"));
  try {
    await using first = await openFirst({ task, tier, season, seed, device, store, progress });
    return { tried: triedOf(await first.select(selector), scene, request.examples) };
  } catch (error) {
    if (!(error instanceof StrategyFailure)) throw error;
    return { failure: explainFailure(error) };
  }
}

function triedOf(chosen: RoundSelection, { task, tier, seed }: Scene, most: number): Tried {
  const { pool, selection, feedback, decoding, seconds, peakMemoryMiB } = chosen;
  const kept = new Map<string, number>();
  let right = 0;
  for (const [place, item] of selection.items.entries()) {
    const candidate = selection.candidates[place]!;
    kept.set(`${item} ${candidate}`, selection.weights[place]!);
    if (pool.isCorrect(item, candidate)) right++;
  }
  const [candidates, examples] = examplesOf(pool, kept, { most, path: [task.name, tier, seed] });
  return {
    ...keepRates(pool, selection),
    pool: { items: pool.items, candidates },
    kept: { items: new Set(selection.items).size, candidates: kept.size, right },
    feedback,
    ...(decoding === undefined ? {} : { decoding }),
    seconds: seconds.select,
    peakMemoryMiB,
    examples,
  };
}

/** How many candidates there are, and some of both kinds, from the beginning of a random order of items. */
function examplesOf(
  pool: Pool,
  kept: ReadonlyMap<string, number>,
  { most, path }: { readonly most: number; readonly path: readonly (string | number)[] },
): [candidates: number, Tried["examples"]] {
  const found = { kept: [] as Example[], left: [] as Example[] };
  let candidates = 0;
  for (const item of randomStream("try", ...path).sample(pool.items, pool.items))
    for (let candidate = 0; candidate < pool.candidatesOf(item); candidate++) {
      candidates++;
      const weight = kept.get(`${item} ${candidate}`);
      const list = weight === undefined ? found.left : found.kept;
      // No two of one item: they would look alike.
      if (list.length === most || list.at(-1)?.item === item) continue;
      list.push({ ...exampleOf(pool, item, candidate), ...(weight === undefined ? {} : { weight }) });
    }
  return [candidates, found];
}

function exampleOf(pool: Pool, item: number, candidate: number): Example {
  const { input, candidates } = pool.item(item);
  const isCorrect = pool.isCorrect(item, candidate);
  return { item, candidate, isCorrect, input, proposed: candidates[candidate]! };
}
