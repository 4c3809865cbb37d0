import { createHash } from "node:crypto";
import { BenchError } from "../../../harness/errors/index.ts";
import { type Newsroom, newsroom } from "../corpus/index.ts";
import { cleanRow, type Pair } from "./clean.ts";
import type { CorpusSplit, SplitShares } from "./split.ts";
import { loadCorpus, storedLine } from "./store.ts";

/** The corpus of the task's own. */
export const newsroomName = "newsroom";

/** How many pairs each part may have. */
export interface CorpusSizes {
  readonly test: number;
  readonly train: number;
  readonly pool: number;
}

/** A corpus ready for the task: its parts, and what a record says of it. */
export interface OpenCorpus extends CorpusSplit {
  readonly name: string;
  /** SHA-256 of the stored pairs; for the newsroom, of the pairs that are used. */
  readonly sha256: string;
  readonly licence: string;
}

/** Which part of which corpus. */
export interface OpenOptions {
  readonly dataDir: string;
  /** Which newsroom; no matter for other corpora. */
  readonly seed: number;
  readonly sizes: CorpusSizes;
  /** How a stored corpus is cut; default `defaultShares`. */
  readonly shares?: SplitShares;
}

/**
 * The newsroom or a stored corpus through one door. The newsroom has exactly the sizes asked for; a stored corpus at
 * most those, the first of each part. Throws what `loadCorpus` throws.
 */
export async function openCorpus(
  name: string,
  { dataDir, seed, sizes, shares }: OpenOptions,
): Promise<OpenCorpus> {
  if (name === newsroomName) return openNewsroom(newsroom(seed), sizes);
  const { info, test, train, pool } = await loadCorpus(dataDir, name, shares);
  return {
    name,
    sha256: info.sha256,
    licence: info.licence,
    test: test.slice(0, sizes.test),
    train: train.slice(0, sizes.train),
    pool: pool.slice(0, sizes.pool),
  };
}

function openNewsroom(room: Newsroom, { test, train, pool }: CorpusSizes): OpenCorpus {
  const pairs = Array.from({ length: test + train + pool }, (_, index) => storyPair(room, index));
  const hash = createHash("sha256");
  for (const pair of pairs) hash.update(storedLine(pair));
  return {
    name: newsroomName,
    sha256: hash.digest("hex"),
    licence: "made by this project",
    test: pairs.slice(0, test),
    train: pairs.slice(test, test + train),
    pool: pairs.slice(test + train),
  };
}

/** A story after the same cleaning as any other row, which must find nothing to do. */
function storyPair(room: Newsroom, index: number): Pair {
  const { article, summary } = room.story(index);
  const row = { row: index, values: { document: article, summary } };
  const pair = cleanRow(row, { document: "document", summary: "summary" });
  if (typeof pair !== "string") return pair;
  throw new BenchError(`story ${index} of the newsroom is no usable pair: ${pair}`, {
    code: "newsroom-bad-story",
    blame: "harness",
    mend: "Report this as a fault of the newsroom.",
  });
}
