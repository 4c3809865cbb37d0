import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { BenchError, hasErrnoCode } from "../../../harness/errors/index.ts";
import type { Pair } from "./clean.ts";
import { readLines } from "./lines.ts";
import { type CorpusSplit, type SplitShares, splitPairs } from "./split.ts";

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
});

/** What is known of a stored corpus. */
export type CorpusInfo = Readonly<z.infer<typeof infoSchema>>;

/** A file that a corpus was made from. */
export type SourceFile = Readonly<z.infer<typeof sourceFileSchema>>;

const infoFile = "corpus.json";
/** Name of the file with the pairs in a corpus's folder. */
export const pairsFile = "pairs.jsonl";

/** Where imported corpora lie unless another folder is named; never under version control. */
export const defaultDataDir = ".cache/data";

/** All corpora stored in a folder, by name; none where the folder does not exist. */
export async function listCorpora(dataDir: string): Promise<CorpusInfo[]> {
  const names = await readdir(dataDir).catch((error: unknown): string[] => {
    if (hasErrnoCode(error, "ENOENT")) return [];
    throw error;
  });
  const stored = names.filter((name) => corpusName.test(name) && existsSync(infoPath(join(dataDir, name))));
  return Promise.all(stored.sort().map((name) => readInfo(dataDir, name)));
}

/** The hash of a stored corpus, as its description has it; `loadCorpus` checks it. Throws `corpus-unknown`, `corpus-damaged`. */
export async function corpusHash(dataDir: string, name: string): Promise<string> {
  return (await readInfo(dataDir, name)).sha256;
}

/**
 * A stored corpus, split; pairs are in the order of their ids, which is as good as shuffled. Throws `corpus-unknown`,
 * `corpus-damaged` when the pairs are not those that were stored, and what `splitPairs` throws.
 */
export async function loadCorpus(
  dataDir: string,
  name: string,
  shares?: SplitShares,
): Promise<CorpusSplit & { readonly info: CorpusInfo }> {
  const info = await readInfo(dataDir, name);
  const file = join(dataDir, name, pairsFile);
  const hash = createHash("sha256");
  const pairs: Pair[] = [];
  for await (const entry of readLines(file)) {
    if ("unreadable" in entry) throw damaged(file);
    hash.update(`${entry.text}\n`);
    pairs.push(JSON.parse(entry.text) as Pair);
  }
  if (hash.digest("hex") !== info.sha256) throw damaged(file);
  return { info, ...splitPairs(pairs, shares) };
}

/** Checks a corpus name and that it is free, or may be replaced. Throws `corpus-bad-name` and `corpus-exists`. */
export async function claimName(dataDir: string, name: string, replace: boolean): Promise<void> {
  if (!corpusName.test(name) || name === "newsroom") throw badName(name);
  const taken = (await readdir(dataDir).catch((): string[] => [])).includes(name);
  if (!taken || replace) return;
  throw new BenchError(`there is a corpus "${name}" already`, {
    code: "corpus-exists",
    blame: "usage",
    where: join(dataDir, name),
    mend: "Choose another --name, or replace it with --replace.",
  });
}

/** Moves a finished folder to its place, so that no half-written corpus is ever found under a name. */
export async function install(workDir: string, dataDir: string, name: string): Promise<void> {
  const place = join(dataDir, name);
  const old = join(dataDir, `.old-${name}-${process.pid}`);
  await rename(place, old).catch((error: unknown) => {
    if (!hasErrnoCode(error, "ENOENT")) throw error;
  });
  await rename(workDir, place);
  await rm(old, { recursive: true, force: true });
}

/** An empty folder beside the corpora, for one import. */
export async function makeWorkDir(dataDir: string, name: string): Promise<string> {
  const workDir = join(dataDir, `.work-${name}-${process.pid}`);
  await rm(workDir, { recursive: true, force: true });
  await mkdir(workDir, { recursive: true });
  return workDir;
}

/** A pair as a line of the stored corpus: what the corpus hash is made of. */
export function storedLine({ id, document, summary }: Pair): string {
  return `${JSON.stringify({ id, document, summary })}\n`;
}

/** The file in a corpus's folder that describes it. */
export function infoPath(folder: string): string {
  return join(folder, infoFile);
}

const corpusName = /^[a-z0-9][a-z0-9-]{0,63}$/;

async function readInfo(dataDir: string, name: string): Promise<CorpusInfo> {
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

function badName(name: string): BenchError {
  return new BenchError("this cannot be the name of a corpus", {
    code: "corpus-bad-name",
    blame: "usage",
    where: "--name",
    expected: 'lower-case letters, digits and hyphens, at most 64, and not "newsroom"',
    received: JSON.stringify(name),
    mend: "Give another --name.",
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
