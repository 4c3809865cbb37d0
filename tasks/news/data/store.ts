import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile, rename, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { z } from "zod";
import { BenchError, hasErrnoCode } from "../../../harness/errors/index.ts";
import { type DiskWrite, openWork } from "../../../harness/inbound/index.ts";
import { readLines } from "../rows/index.ts";
import type { StoredPair } from "./clean.ts";
import { type CorpusSplit, type SplitShares, type SplitSizes, splitSizes } from "./split.ts";

const sourceFileSchema = z.object({ name: z.string(), sha256: z.string(), bytes: z.number().int() });

const infoSchema = z.object({
  schema: z.literal(1),
  name: z.string(),
  licence: z.string(),
  /** Where the files came from: "file", or the dataset's name on the hub. */
  origin: z.string(),
  files: z.array(sourceFileSchema),
  columns: z.object({ document: z.string(), summary: z.string() }),
  /** Rows read = pairs kept + rows skipped. */
  rows: z.number().int(),
  pairs: z.number().int(),
  skipped: z.record(z.string(), z.number().int()),
  /** SHA-256 of the stored pairs: the corpus hash that a record carries. */
  sha256: z.string(),
  bytes: z.number().int(),
  /** Summaries of which the metric counts little or nothing; absent where an earlier version imported them. */
  unseen: z.number().int().optional(),
  /** Name of the file with the pairs. */
  file: z.string().default("pairs.jsonl"),
});

/** What is known of a stored corpus. */
export type CorpusInfo = Readonly<z.infer<typeof infoSchema>>;

const infoFile = "corpus.json";
/** Name of the file with the pairs of a corpus that never replaced another. */
export const pairsFile = "pairs.jsonl";
const pairsName = /^pairs(?:-[0-9a-f]{16})?\.jsonl$/;

/** What work folders and their errors call what is kept here. */
export const corpusKind = "corpus";

/** Writing corpora: what was stored stays, what was begun goes. */
export function writingCorpora(dataDir: string): DiskWrite {
  const safe = "Corpora stored before are as they were, and what was begun is removed.";
  return { place: dataDir, option: "--data-dir", safe };
}

/** Where imported corpora lie unless another folder is named; never under version control. */
export const defaultDataDir = ".cache/data";

/** All corpora stored in a folder, by name; none where the folder does not exist. Those that cannot be read are told of. */
export async function listCorpora(
  dataDir: string,
  isDamaged: (problem: BenchError) => void = () => {},
): Promise<CorpusInfo[]> {
  const names = await readdir(dataDir).catch((error: unknown): string[] => {
    if (hasErrnoCode(error, "ENOENT")) return [];
    throw error;
  });
  const corpora: CorpusInfo[] = [];
  for (const name of names.filter((entry) => corpusName.test(entry)).sort()) {
    if (!existsSync(infoPath(join(dataDir, name)))) continue;
    const info = await readInfo(dataDir, name).catch((error: unknown) => {
      if (!(error instanceof BenchError)) throw error;
      isDamaged(error);
    });
    if (info !== undefined) corpora.push(info);
  }
  return corpora;
}

/** What is stored of a corpus beside its pairs. Throws `corpus-unknown`, `corpus-damaged`. */
export async function readInfo(dataDir: string, name: string): Promise<CorpusInfo> {
  const file = infoPath(join(dataDir, name));
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw new BenchError(`there is no corpus "${name}"`, {
      code: "corpus-unknown",
      blame: "usage",
      where: dataDir,
      expected: "a corpus that `data list` shows",
      mend: "Import it with `data import`, or fetch it with `data fetch`.",
      cause: error,
    });
  });
  try {
    return infoSchema.parse(JSON.parse(text));
  } catch (error) {
    throw damaged(file, error);
  }
}

/** The pairs of a stored corpus in the order of their ids, which is as good as shuffled. Throws `corpus-damaged`. */
export async function* storedPairs(dataDir: string, info: CorpusInfo): AsyncGenerator<StoredPair> {
  const file = join(dataDir, info.name, info.file);
  const hash = createHash("sha256");
  for await (const entry of readLines(file)) {
    if ("unreadable" in entry) throw damaged(file);
    hash.update(`${entry.text}\n`);
    yield parsedPair(entry.text, file);
  }
  if (hash.digest("hex") !== info.sha256) throw damaged(file);
}

/**
 * A stored corpus, split, of each part at most as many pairs as wanted; all of it is read and checked, only these are
 * kept. Throws `corpus-unknown`, `corpus-damaged` when the pairs are not those that were stored, and what `splitSizes` throws.
 */
export async function loadCorpus(
  dataDir: string,
  name: string,
  shares?: SplitShares,
  most: SplitSizes = everything,
): Promise<CorpusSplit & { readonly info: CorpusInfo }> {
  const info = await readInfo(dataDir, name);
  const sizes = splitSizes(info.pairs, shares);
  const parts: Record<keyof SplitSizes, StoredPair[]> = { test: [], train: [], pool: [] };
  let place = 0;
  for await (const pair of storedPairs(dataDir, info)) {
    const part = place < sizes.test ? "test" : place < sizes.test + sizes.train ? "train" : "pool";
    if (parts[part].length < most[part]) parts[part].push(pair);
    place++;
  }
  return { info, ...parts };
}

const everything: SplitSizes = { test: Infinity, train: Infinity, pool: Infinity };

/** Checks a corpus name and that it is free, or may be replaced. Throws `corpus-bad-name`, `corpus-exists`, `corpus-name-taken`. */
export function claimName(dataDir: string, name: string, replace: boolean): void {
  if (!corpusName.test(name) || name === "newsroom") throw badName(name);
  const place = join(dataDir, name);
  if (!existsSync(place)) return;
  if (!existsSync(infoPath(place))) throw nameTaken(place);
  if (replace) return;
  throw new BenchError(`there is a corpus "${name}" already`, {
    code: "corpus-exists",
    blame: "usage",
    where: place,
    mend: "Choose another --name, or replace it with --replace.",
  });
}

/**
 * Puts finished pairs, which lie in a work folder, in their place. A new corpus appears as a whole; one that is replaced
 * is the old one until its description is exchanged for the new one, in one step.
 */
export async function install(
  workDir: string,
  dataDir: string,
  stored: Omit<CorpusInfo, "file">,
): Promise<CorpusInfo> {
  const place = join(dataDir, stored.name);
  if (!existsSync(place)) {
    const info = { ...stored, file: pairsFile };
    const fresh = join(workDir, "fresh");
    await writeFileAtomic(infoPath(fresh), described(info));
    await rename(fresh, place);
    return info;
  }
  const old = await readInfo(dataDir, stored.name).catch(() => undefined);
  const file = old?.file === pairsFile ? `pairs-${stored.sha256.slice(0, 16)}.jsonl` : pairsFile;
  const info = { ...stored, file };
  await rename(join(workDir, "fresh", pairsFile), join(place, file));
  await writeFileAtomic(infoPath(place), described(info));
  await removeStrays(place, info);
  return info;
}

/** Removes a stored corpus and nothing else. Throws `corpus-unknown`, `corpus-busy`. */
export async function removeCorpus(dataDir: string, name: string): Promise<void> {
  const place = join(dataDir, name);
  if (!corpusName.test(name) || !existsSync(infoPath(place))) await readInfo(dataDir, name);
  await using _work = await openWork(dataDir, corpusKind, name);
  await rm(infoPath(place));
  await removeStrays(place, undefined);
  await rmdir(place).catch((error: unknown) => {
    // Files that somebody else put there stay.
    if (!hasErrnoCode(error, "ENOTEMPTY")) throw error;
  });
}

/** Removes pairs that no description names any more, as a process leaves them that is killed while it replaces a corpus. */
async function removeStrays(place: string, info: CorpusInfo | undefined): Promise<void> {
  const strays = (await readdir(place)).filter((name) => pairsName.test(name) && name !== info?.file);
  for (const name of strays) await rm(join(place, name));
}

/** A pair as a line of the stored corpus: what the corpus hash is made of. */
export function storedLine({ id, document, summary }: StoredPair): string {
  return `${JSON.stringify({ id, document, summary })}\n`;
}

/** The file in a corpus's folder that describes it. */
export function infoPath(folder: string): string {
  return join(folder, infoFile);
}

const corpusName = /^[a-z0-9][a-z0-9-]{0,63}$/;

function described(info: CorpusInfo): string {
  return `${JSON.stringify(info, null, 2)}\n`;
}

function parsedPair(text: string, file: string): StoredPair {
  try {
    return JSON.parse(text) as StoredPair;
  } catch (error) {
    throw damaged(file, error);
  }
}

function badName(name: string): BenchError {
  return new BenchError("this cannot be the name of a corpus", {
    code: "corpus-bad-name",
    blame: "usage",
    where: "--name",
    expected: 'lower-case letters, digits and hyphens, at most 64, and not "newsroom"',
    received: name === "" ? "nothing: the file's own name holds none of these" : JSON.stringify(name),
    mend: "Give another --name.",
  });
}

function nameTaken(place: string): BenchError {
  return new BenchError("there is something of this name that is no corpus", {
    code: "corpus-name-taken",
    blame: "usage",
    where: place,
    mend: "Choose another --name, or another --data-dir; what lies there is never replaced.",
  });
}

function damaged(file: string, cause?: unknown): BenchError {
  return new BenchError("the stored corpus is not what was imported", {
    code: "corpus-damaged",
    blame: "environment",
    where: file,
    mend: "Import or fetch it again with --replace.",
    cause,
  });
}
