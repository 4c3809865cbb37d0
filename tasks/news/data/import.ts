import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { BenchError } from "../../../harness/errors/index.ts";
import { makeFolder, openWork, storing, sweepWork } from "../../../harness/inbound/index.ts";
import {
  labelOf,
  notUtf8,
  openRows,
  type ReadFile,
  type ReadOptions,
  standardInput,
  stemOf,
} from "../rows/index.ts";
import { cleanRow } from "./clean.ts";
import { type Columns, chooseColumns, columnsMissing, hasColumns, noTexts } from "./columns.ts";
import { Shelves } from "./shelves.ts";
import { Skips, type SkipsOfReason } from "./skips.ts";
import { splitSizes } from "./split.ts";
import { type CorpusInfo, claimName, corpusKind, install, pairsFile, writingCorpora } from "./store.ts";
import { TextMeasures } from "./texts.ts";

/** What to import, and under which name. */
export interface ImportOptions extends Partial<Omit<ReadOptions, "fits" | "scratch">> {
  /** Paths; `-` is standard input. */
  readonly files: readonly string[];
  readonly dataDir: string;
  /** Default: the first file's name. */
  readonly name?: string;
  readonly columns?: Partial<Columns>;
  readonly licence?: string;
  readonly origin?: string;
  readonly replace?: boolean;
}

/** What came of an import. */
export interface ImportReport {
  readonly info: CorpusInfo;
  /** Each reason for which rows were skipped, with the first places. */
  readonly skips: readonly SkipsOfReason[];
  /** How each file was read: format, packing, encoding, dialect. */
  readonly forms: readonly string[];
  readonly texts: TextMeasures;
  /** Pairs in which HTML's entities were written out. */
  readonly entities: number;
}

/**
 * Reads, cleans, de-duplicates, sorts, hashes and stores a corpus. Every row is kept or counted as skipped. Nothing is
 * stored on an error, and nothing is left behind: `corpus-bad-name`, `corpus-exists`, `corpus-busy`, `corpus-columns-missing`,
 * `corpus-too-small`, `corpus-encoding`, `disk-full`, `disk-read-only`, unreadable files.
 */
export async function importCorpus(options: ImportOptions): Promise<ImportReport> {
  const { dataDir, replace = false } = options;
  const name = options.name ?? nameOf(options.files[0]!);
  claimName(dataDir, name, replace);
  return storing(writingCorpora(dataDir), async () => {
    await makeFolder(dataDir);
    await sweepWork(dataDir);
    await using work = await openWork(dataDir, corpusKind, name);
    // Again, since another import may have ended meanwhile.
    claimName(dataDir, name, replace);
    const { info, ...report } = await gather(options, name, work.path);
    return { ...report, info: await install(work.path, dataDir, info) };
  });
}

type Gathered = Omit<ImportReport, "info"> & { readonly info: Omit<CorpusInfo, "file"> };

async function gather(options: ImportOptions, name: string, workDir: string): Promise<Gathered> {
  const fresh = join(workDir, "fresh");
  await mkdir(fresh);
  const intake: Intake = {
    shelves: new Shelves(workDir),
    skips: new Skips(options.files.map(labelOf)),
    columns: options.columns ?? {},
    forms: [],
    entities: 0,
    scratch: () => Promise.resolve(join(workDir, `copy-${intake.forms.length}`)),
  };
  const files: ReadFile[] = [];
  for (const [place, file] of options.files.entries()) files.push(await take(file, place, options, intake));
  const { shelves, skips, columns, forms, entities } = intake;
  const texts = new TextMeasures();
  const stored = await shelves.writeSorted(join(fresh, pairsFile), {
    isFirst: (pair) => texts.add(pair),
    isDuplicate: (origin) => skips.add("duplicate-document", origin),
  });
  refuseTooSmall(labelOf(options.files[0]!), stored.pairs, skips);
  const { little, nothing } = texts.sights;
  const info = {
    schema: 1,
    name,
    licence: options.licence ?? "not stated",
    origin: options.origin ?? "file",
    files,
    columns: columns as Columns,
    rows: skips.rows,
    skipped: skips.counts,
    ...stored,
    unseen: little + nothing,
  } as const;
  return { info, skips: skips.list, forms, texts, entities };
}

/** What an import gathers file by file. */
interface Intake {
  readonly shelves: Shelves;
  readonly skips: Skips;
  columns: Partial<Columns>;
  readonly forms: string[];
  entities: number;
  readonly scratch: () => Promise<string>;
}

async function take(path: string, file: number, options: ImportOptions, intake: Intake): Promise<ReadFile> {
  const label = labelOf(path);
  const given = intake.columns;
  const fits = (names: readonly string[]) => hasColumns(names, given);
  await using source = await openRows(path, { ...options, fits, scratch: intake.scratch });
  const columns = chooseColumns(source, given, label);
  intake.columns = columns;
  intake.forms.push(source.form);
  const characters = { broken: 0, whole: 0 };
  let rows = 0;
  let withText = 0;
  for await (const row of source.rows([columns.document, columns.summary])) {
    rows++;
    const clean = cleanRow(row, columns);
    const origin = { order: intake.skips.rows++, file, place: row.place };
    if (clean !== "missing-text") withText++;
    if (clean === "invalid-utf8") characters.broken++;
    if (typeof clean === "string") {
      intake.skips.add(clean, origin);
      continue;
    }
    if (hasOtherLetters.test(clean.pair.document)) characters.whole++;
    if (clean.hadEntities) intake.entities++;
    await intake.shelves.add(clean.pair, origin);
  }
  if (rows > 0 && withText === 0)
    throw [columns.document, columns.summary].every((name) => source.columns.includes(name))
      ? noTexts(columns, label)
      : columnsMissing(source.columns, columns, label);
  if (options.encoding === undefined && characters.broken > characters.whole)
    throw notUtf8(label, `${characters.broken} of ${rows} rows with bytes that are no UTF-8`);
  return source.source();
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII is meant.
const hasOtherLetters = /[^\u0000-\u007F]/;

function refuseTooSmall(file: string, pairs: number, skips: Skips): void {
  try {
    splitSizes(pairs);
  } catch (error) {
    if (!(error instanceof BenchError)) throw error;
    const reasons = Object.entries(skips.counts)
      .map(([reason, times]) => `${times} ${reason}`)
      .join(", ");
    throw new BenchError(error.message, {
      ...error,
      where: file,
      received: `${pairs} of ${skips.rows} rows${reasons === "" ? "" : ` (${reasons})`}`,
      ...(reasons === "" && { mend: "Give a larger file." }),
    });
  }
}

function nameOf(file: string): string {
  if (file === standardInput) throw nameless();
  return stemOf(file)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, 64)
    .replaceAll(/^-|-$/g, "");
}

function nameless(): BenchError {
  return new BenchError("what comes from standard input has no name", {
    code: "corpus-bad-name",
    blame: "usage",
    where: "--name",
    mend: "Give the corpus one with --name.",
  });
}
