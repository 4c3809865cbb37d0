import { createHash } from "node:crypto";
import { BenchError } from "../../../harness/errors/index.ts";
import { type RandomPath, randomStream } from "../../../harness/random/index.ts";
import { newsroom } from "../corpus/index.ts";
import { cleanRow, type StoredPair } from "./clean.ts";
import type { CorpusSplit, SplitShares, SplitSizes } from "./split.ts";
import { loadCorpus, storedLine } from "./store.ts";

/** The corpus of the task's own. */
export const newsroomName = "newsroom";

/** A pair of the test: its reference may have a fact wrong, and then there is one that has not. */
export interface TestPair extends StoredPair {
  readonly right?: string;
}

/** A corpus ready for the task: its parts, and what a record says of it. */
export interface OpenCorpus extends CorpusSplit {
  readonly test: readonly TestPair[];
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
  /** What the newsroom's random paths begin with; nothing by default. */
  readonly root?: RandomPath | undefined;
  /** How many pairs each part may have. */
  readonly sizes: SplitSizes;
  /** Share of the newsroom's references that have one fact wrong; no matter for other corpora. Default 0. */
  readonly wrong?: number;
  /** How a stored corpus is cut; default `defaultShares`. */
  readonly shares?: SplitShares;
}

/**
 * The newsroom or a stored corpus through one door. The newsroom has exactly the sizes asked for; a stored corpus at
 * most those, the first of each part. Throws what `loadCorpus` throws.
 */
export async function openCorpus(
  name: string,
  { dataDir, seed, root, sizes, wrong = 0, shares }: OpenOptions,
): Promise<OpenCorpus> {
  if (name === newsroomName) return openNewsroom(referencesOf(seed, root, wrong), sizes);
  const { info, ...parts } = await loadCorpus(dataDir, name, shares, sizes);
  return { name, sha256: info.sha256, licence: info.licence, ...parts };
}

/** A story's article, with the reference that the task has of it. */
type Referenced = (index: number) => {
  readonly article: string;
  readonly summary: string;
  readonly right: string;
};

/** The newsroom of a seed, a share of its summaries with one fact wrong; which ones is a matter of their places. */
function referencesOf(seed: number, root: RandomPath | undefined, wrong: number): Referenced {
  const room = newsroom(seed, root);
  return (index) => {
    const { article, summary: right } = room.story(index);
    const errs = randomStream(...(root ?? []), "news", "references", seed, index).uniform() < wrong;
    return { article, summary: (errs ? room.wrongSummary(index) : undefined) ?? right, right };
  };
}

function openNewsroom(referenced: Referenced, { test, train, pool }: SplitSizes): OpenCorpus {
  const pairs = Array.from({ length: test + train + pool }, (_, index) => storyPair(referenced, index));
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
function storyPair(referenced: Referenced, index: number): TestPair {
  const { article, summary, right } = referenced(index);
  const row = { place: String(index), values: { document: article, summary } };
  const clean = cleanRow(row, { document: "document", summary: "summary" });
  if (typeof clean !== "string")
    return { ...clean.pair, id: storyId(article), ...(summary === right ? {} : { right }) };
  throw new BenchError(`story ${index} of the newsroom is no usable pair: ${clean}`, {
    code: "newsroom-bad-story",
    blame: "harness",
    mend: "Report this as a fault of the newsroom.",
  });
}

/**
 * The SHA-256 of a story's lower-case letters and digits. It is in the hash that every record on the newsroom carries, so
 * it stays what it was when the first of them was made.
 */
function storyId(article: string): string {
  const letters = article
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
  return createHash("sha256").update(letters).digest("hex");
}
