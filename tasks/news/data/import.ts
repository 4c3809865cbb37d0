import { mkdir, rm, writeFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { BenchError } from "../../../harness/errors/index.ts";
import { digestFile } from "./bytes.ts";
import { cleanRow } from "./clean.ts";
import { type Columns, chooseColumns } from "./columns.ts";
import { openRows, type SkipReason } from "./rows.ts";
import { splitSizes } from "./split.ts";
import { Spool } from "./spool.ts";
import {
  type CorpusInfo,
  claimName,
  infoPath,
  install,
  makeWorkDir,
  pairsFile,
  type SourceFile,
} from "./store.ts";

/** What to import, and under which name. */
export interface ImportOptions {
  readonly files: readonly string[];
  readonly dataDir: string;
  /** Default: the first file's name. */
  readonly name?: string;
  readonly columns?: Partial<Columns>;
  readonly licence?: string;
  readonly origin?: string;
  readonly replace?: boolean;
}

/** A row that is not in the corpus, and where it stands. */
export interface Skip {
  readonly where: string;
  readonly reason: SkipReason;
}

/** What came of an import. */
export interface ImportReport {
  readonly info: CorpusInfo;
  /** The first skips of each reason. */
  readonly examples: readonly Skip[];
}

const examplesPerReason = 3;

/**
 * Reads, cleans, de-duplicates, sorts, hashes and stores a corpus. Every row is kept or counted as skipped. Nothing is
 * stored on an error: `corpus-bad-name`, `corpus-exists`, `corpus-columns-missing`, `corpus-too-small`, unreadable files.
 */
export async function importCorpus(options: ImportOptions): Promise<ImportReport> {
  const name = options.name ?? nameOf(options.files[0]!);
  await claimName(options.dataDir, name, options.replace ?? false);
  await mkdir(options.dataDir, { recursive: true });
  const workDir = await makeWorkDir(options.dataDir, name);
  try {
    const report = await gather(options, name, workDir);
    await writeFile(infoPath(workDir), `${JSON.stringify(report.info, null, 2)}\n`);
    await install(workDir, options.dataDir, name);
    return report;
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
}

async function gather(options: ImportOptions, name: string, workDir: string): Promise<ImportReport> {
  const tally: Tally = { rows: 0, skipped: new Map(), examples: [] };
  const files: SourceFile[] = [];
  let columns = options.columns ?? {};
  const spoolFile = join(workDir, "spool");
  await using spool = await Spool.open(spoolFile);
  for (const file of options.files) {
    const source = await openRows(file);
    const chosen = chooseColumns(source.columns, columns, file);
    columns = chosen;
    for await (const row of source.rows([chosen.document, chosen.summary])) {
      const pair = cleanRow(row, chosen);
      const reason =
        typeof pair === "string" ? pair : (await spool.add(pair)) ? undefined : "duplicate-document";
      count(tally, `${file}:${row.row}`, reason);
    }
    files.push({ name: basename(file), ...(await digestFile(file)) });
  }
  refuseTooSmall(options.files[0]!, spool.size, tally);
  const stored = await spool.writeSorted(join(workDir, pairsFile));
  await rm(spoolFile);
  const info: CorpusInfo = {
    schema: 1,
    name,
    licence: options.licence ?? "not stated",
    origin: options.origin ?? "file",
    files,
    columns: columns as Columns,
    rows: tally.rows,
    pairs: spool.size,
    skipped: Object.fromEntries([...tally.skipped].sort()),
    ...stored,
  };
  return { info, examples: tally.examples };
}

interface Tally {
  rows: number;
  readonly skipped: Map<SkipReason, number>;
  readonly examples: Skip[];
}

function count(tally: Tally, where: string, reason: SkipReason | undefined): void {
  tally.rows++;
  if (reason === undefined) return;
  const before = tally.skipped.get(reason) ?? 0;
  tally.skipped.set(reason, before + 1);
  if (before < examplesPerReason) tally.examples.push({ where, reason });
}

function refuseTooSmall(file: string, pairs: number, tally: Tally): void {
  try {
    splitSizes(pairs);
  } catch (error) {
    if (!(error instanceof BenchError)) throw error;
    const reasons = [...tally.skipped].map(([reason, times]) => `${times} ${reason}`).join(", ");
    throw new BenchError(error.message, {
      ...error,
      where: file,
      received: `${pairs} of ${tally.rows} rows${reasons === "" ? "" : ` (${reasons})`}`,
    });
  }
}

function nameOf(file: string): string {
  const stem = basename(file, extname(file)).toLowerCase();
  return stem
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "")
    .slice(0, 64);
}
