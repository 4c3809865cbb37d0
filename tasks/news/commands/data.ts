import { createInterface } from "node:readline/promises";
import type { Command } from "commander";
import type { FoldersOf } from "../../../harness/task/index.ts";
import {
  defaultDataDir,
  defaultHub,
  fetchCorpus,
  HUB_CORPORA,
  type ImportReport,
  importCorpus,
  listCorpora,
  splitSizes,
} from "../data/index.ts";
import { explained } from "./explained.ts";

interface Streams {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
}

export interface DataImportOptions extends Streams {
  readonly file: string;
  readonly dataDir?: string;
  readonly name?: string;
  readonly document?: string;
  readonly summary?: string;
  readonly licence?: string;
  readonly replace?: boolean;
}

export interface DataFetchOptions extends Streams {
  readonly name: string;
  readonly dataDir?: string;
  readonly hub?: string;
  readonly yes?: boolean;
  readonly replace?: boolean;
  readonly stdin: NodeJS.ReadStream;
  readonly pauseMs?: number;
}

export interface DataListOptions extends Streams {
  readonly dataDir?: string;
  readonly json?: boolean;
}

/** `collapse-bench data import FILE`: stores a corpus and prints what was kept and skipped; 0, or 2 with the reason. */
export function runDataImport(options: DataImportOptions): Promise<number> {
  return explained(options.stderr, async () => {
    const { document, summary, file, dataDir, name, licence, replace } = options;
    const report = await importCorpus({
      files: [file],
      dataDir: dataDir ?? defaultDataDir,
      columns: { ...(document && { document }), ...(summary && { summary }) },
      ...(name !== undefined && { name }),
      ...(licence !== undefined && { licence }),
      ...(replace !== undefined && { replace }),
    });
    options.stdout.write(reportOf(report));
  });
}

/** `collapse-bench data fetch NAME`: downloads and stores a public corpus once its terms are accepted; 0, or 2 with the reason. */
export function runDataFetch(options: DataFetchOptions): Promise<number> {
  return explained(options.stderr, async () => {
    const { yes, stdin, stdout, stderr, dataDir, ...rest } = options;
    const report = await fetchCorpus({
      ...rest,
      dataDir: dataDir ?? defaultDataDir,
      confirm: (terms) => confirm(terms, yes ?? false, stdin, stderr),
      progress: (line) => stderr.write(`${line}\n`),
    });
    stdout.write(reportOf(report));
  });
}

/** `collapse-bench data list`: prints the stored corpora; 0. */
export function runDataList(options: DataListOptions): Promise<number> {
  return explained(options.stderr, async () => {
    const dataDir = options.dataDir ?? defaultDataDir;
    const corpora = await listCorpora(dataDir);
    if (options.json) options.stdout.write(`${JSON.stringify(corpora, null, 2)}\n`);
    else if (corpora.length === 0)
      options.stdout.write(`No corpora in ${dataDir}. The task's own, newsroom, needs none.\n`);
    for (const { name, pairs, sha256, origin, licence } of options.json ? [] : corpora) {
      options.stdout.write(
        `${name.padEnd(20)} ${String(pairs).padStart(8)} pairs  ${sha256.slice(0, 12)}  ${origin}  ${licence}\n`,
      );
    }
  });
}

/** Adds `data` with its three subcommands to a program. */
export function addDataCommand(program: Command, foldersOf: FoldersOf): void {
  const data = program.command("data").description("Bring in real corpora for the news task.");
  const { stdin, stdout, stderr } = process;
  data
    .command("import")
    .description("Store a JSONL, CSV, TSV or Parquet file as a corpus.")
    .argument("<file>")
    .option("--name <name>", "name of the corpus (default: the file's)")
    .option("--document <column>", "column with the article (default: guessed)")
    .option("--summary <column>", "column with the summary (default: guessed)")
    .option("--licence <text>", "what the texts may be used for")
    .option("--replace", "replace a corpus of that name")
    .option("--data-dir <folder>", "where corpora are stored (default: <cache>/data)")
    .action(
      async (file: string, flags: Omit<DataImportOptions, "file" | keyof Streams>, command: Command) => {
        const { dataDir } = foldersOf(command);
        process.exitCode = await runDataImport({ ...flags, dataDir, file, stdout, stderr });
      },
    );
  data
    .command("fetch")
    .description(`Download a public corpus: ${Object.keys(HUB_CORPORA).join(", ")}.`)
    .argument("<name>")
    .option("--yes", "accept the terms without being asked")
    .option("--replace", "replace a corpus of that name")
    .option("--hub <url>", "the hub or a mirror of it", defaultHub)
    .option("--data-dir <folder>", "where corpora are stored (default: <cache>/data)")
    .action(
      async (
        name: string,
        flags: Omit<DataFetchOptions, "name" | "stdin" | keyof Streams>,
        command: Command,
      ) => {
        const { dataDir } = foldersOf(command);
        process.exitCode = await runDataFetch({ ...flags, dataDir, name, stdin, stdout, stderr });
      },
    );
  data
    .command("list")
    .description("Show the stored corpora.")
    .option("--json", "print JSON")
    .option("--data-dir <folder>", "where corpora are stored (default: <cache>/data)")
    .action(async (flags: Omit<DataListOptions, keyof Streams>, command: Command) => {
      const { dataDir } = foldersOf(command);
      process.exitCode = await runDataList({ ...flags, dataDir, stdout, stderr });
    });
}

/** Asks on a terminal; where there is none, only --yes is a yes. */
async function confirm(
  terms: string,
  yes: boolean,
  stdin: NodeJS.ReadStream,
  stderr: NodeJS.WritableStream,
): Promise<boolean> {
  stderr.write(`${terms}\n`);
  if (yes || !stdin.isTTY) return yes;
  const dialogue = createInterface({ input: stdin, output: stderr });
  try {
    return /^y(es)?$/i.test((await dialogue.question("Download it under these terms? [y/N] ")).trim());
  } finally {
    dialogue.close();
  }
}

function reportOf({ info, examples }: ImportReport): string {
  const { test, train, pool } = splitSizes(info.pairs);
  const skips = Object.entries(info.skipped).map(([reason, count]) => {
    const places = examples.filter((skip) => skip.reason === reason).map((skip) => skip.where);
    return `  ${String(count).padStart(8)} ${reason}, first at ${places.join(", ")}`;
  });
  const skipped = info.rows - info.pairs;
  return [
    `${info.name}: ${info.rows} rows, ${info.pairs} pairs kept, ${skipped} skipped${skipped > 0 ? ":" : ""}`,
    ...skips,
    `  columns ${info.columns.document} and ${info.columns.summary}; train ${train}, pool ${pool}, test ${test}`,
    `  SHA-256 ${info.sha256}`,
    "",
  ].join("\n");
}
