import type { Command } from "commander";
import { explain } from "../../../harness/errors/index.ts";
import { defaultHub, isAccepted, storing } from "../../../harness/inbound/index.ts";
import type { FoldersOf } from "../../../harness/task/index.ts";
import {
  defaultDataDir,
  fetchCorpus,
  HUB_CORPORA,
  importCorpus,
  listCorpora,
  readInfo,
  removeCorpus,
  writingCorpora,
} from "../data/index.ts";
import { explained } from "./explained.ts";
import { type ReadingFlags, readingOf, withReading } from "./reading.ts";
import { importNotes, importReport } from "./report.ts";
import { readThrough, shownData, shownText } from "./show.ts";

interface Streams {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
}

/** What commander gives of a command's options. */
type Flags<Options extends Streams, Argument extends keyof Options = never> = Omit<
  Options,
  keyof Streams | Argument
>;

export interface DataImportOptions extends Streams, ReadingFlags {
  /** A path, or `-` for standard input. */
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

export interface DataNameOptions extends DataListOptions {
  readonly name: string;
}

/** `collapse-bench data import FILE`: stores a corpus and prints what was kept and skipped; 0, or another code with the reason. */
export function runDataImport(options: DataImportOptions): Promise<number> {
  return explained(options.stderr, async () => {
    const { document, summary, file, dataDir, name, licence, replace } = options;
    const report = await importCorpus({
      ...readingOf(options),
      files: [file],
      dataDir: dataDir ?? defaultDataDir,
      columns: { ...(document && { document }), ...(summary && { summary }) },
      ...(name !== undefined && { name }),
      ...(licence !== undefined && { licence }),
      ...(replace !== undefined && { replace }),
    });
    options.stdout.write(importReport(report));
    options.stderr.write(importNotes(report));
  });
}

/** `collapse-bench data fetch NAME`: downloads and stores a public corpus once its terms are accepted; 0, or another code with the reason. */
export function runDataFetch(options: DataFetchOptions): Promise<number> {
  return explained(options.stderr, async () => {
    const { yes, stdin, stdout, stderr, dataDir, ...rest } = options;
    const report = await fetchCorpus({
      ...rest,
      dataDir: dataDir ?? defaultDataDir,
      confirm: (terms) =>
        isAccepted(terms, "Download it under these terms?", { stdin, stderr, accepted: yes ?? false }),
      progress: (line) => stderr.write(`${line}\n`),
    });
    stdout.write(importReport(report));
    stderr.write(importNotes(report));
  });
}

/** `collapse-bench data list`: prints the stored corpora; 0, also where one of them is damaged, which is said. */
export function runDataList(options: DataListOptions): Promise<number> {
  return explained(options.stderr, async () => {
    const dataDir = options.dataDir ?? defaultDataDir;
    const corpora = await listCorpora(dataDir, (problem) => options.stderr.write(`${explain(problem)}\n`));
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

/** `collapse-bench data show NAME`: reads a stored corpus through and prints what it is like; 0, or another code with the reason. */
export function runDataShow(options: DataNameOptions): Promise<number> {
  return explained(options.stderr, async () => {
    const shown = await readThrough(options.dataDir ?? defaultDataDir, options.name);
    options.stdout.write(options.json ? `${JSON.stringify(shownData(shown), null, 2)}\n` : shownText(shown));
    options.stderr.write(importNotes(shown));
  });
}

/** `collapse-bench data remove NAME`: removes a stored corpus; 0, or another code with the reason. */
export function runDataRemove({
  name,
  dataDir = defaultDataDir,
  stdout,
  stderr,
}: DataNameOptions): Promise<number> {
  return explained(stderr, async () => {
    const { pairs } = await readInfo(dataDir, name);
    await storing(writingCorpora(dataDir), () => removeCorpus(dataDir, name));
    stdout.write(
      `Removed ${name}, ${pairs} pairs. Results on it stay where they are, under corpora/${name}.\n`,
    );
  });
}

/** Adds `data` with its subcommands to a program. */
export function addDataCommand(program: Command, foldersOf: FoldersOf): void {
  const data = program.command("data").description("Bring in real corpora for the news task.");
  const { stdin, stdout, stderr } = process;
  const subcommand = (name: string, description: string) =>
    data
      .command(name)
      .description(description)
      .option("--data-dir <folder>", "where corpora are stored (default: <cache>/data)");
  const dataDirOf = (command: Command) => foldersOf(command).dataDir;
  withReading(subcommand("import", "Store pairs of a file, a pipe or standard input (-) as a corpus."))
    .argument("<file>", "JSON, CSV, TSV or Parquet, plain or packed with gzip or zstd")
    .option("--name <name>", "name of the corpus (default: the file's)")
    .option("--document <column>", "column with the article (default: guessed)")
    .option("--summary <column>", "column with the summary (default: guessed)")
    .option("--licence <text>", "what the texts may be used for")
    .option("--replace", "replace a corpus of that name")
    .action(async (file: string, flags: Flags<DataImportOptions, "file">, command: Command) => {
      const dataDir = dataDirOf(command);
      process.exitCode = await runDataImport({ ...flags, dataDir, file, stdout, stderr });
    });
  subcommand("fetch", `Download a public corpus: ${Object.keys(HUB_CORPORA).join(", ")}.`)
    .argument("<name>")
    .option("--yes", "accept the terms without being asked")
    .option("--replace", "replace a corpus of that name")
    .option("--hub <url>", "the hub or a mirror of it", defaultHub)
    .action(async (name: string, flags: Flags<DataFetchOptions, "name" | "stdin">, command: Command) => {
      const dataDir = dataDirOf(command);
      process.exitCode = await runDataFetch({ ...flags, dataDir, name, stdin, stdout, stderr });
    });
  subcommand("list", "Show the stored corpora.")
    .option("--json", "print JSON")
    .action(async (flags: Flags<DataListOptions>, command: Command) => {
      process.exitCode = await runDataList({ ...flags, dataDir: dataDirOf(command), stdout, stderr });
    });
  subcommand(
    "show",
    "Show what a stored corpus is like: lengths, scripts, languages, what tiers cut, examples.",
  )
    .argument("<name>")
    .option("--json", "print JSON")
    .action(async (name: string, flags: Flags<DataNameOptions, "name">, command: Command) => {
      const dataDir = dataDirOf(command);
      process.exitCode = await runDataShow({ ...flags, dataDir, name, stdout, stderr });
    });
  subcommand("remove", "Remove a stored corpus.")
    .argument("<name>")
    .action(async (name: string, flags: Flags<DataNameOptions, "name">, command: Command) => {
      const dataDir = dataDirOf(command);
      process.exitCode = await runDataRemove({ ...flags, dataDir, name, stdout, stderr });
    });
}
