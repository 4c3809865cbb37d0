import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { BenchError } from "../../../harness/errors/index.ts";
import { defaultHub, download, makeFolder, openWork, storing } from "../../../harness/inbound/index.ts";
import { byHand, cardLicence, type HubFile, hubCorpus, hubFiles } from "./hub.ts";
import { type ImportReport, importCorpus } from "./import.ts";
import { claimName, corpusKind, writingCorpora } from "./store.ts";

/** What to fetch, and whom to ask and tell. */
export interface FetchOptions {
  /** `xsum`, `xlsum-english` or `cnn-dailymail`. */
  readonly name: string;
  readonly dataDir: string;
  readonly replace?: boolean;
  /** Address of the hub or of a mirror of it. */
  readonly hub?: string;
  /** Shown the terms; true to go on. */
  confirm(terms: string): Promise<boolean>;
  /** Told what is going on, one line at a time. */
  progress(line: string): void;
  /** Pause before a second attempt; default 1,000. */
  readonly pauseMs?: number;
}

/**
 * Fetches a public corpus: shows its terms, downloads its files, imports them, removes them. An interrupted fetch
 * continues when it is called again. Throws `licence-not-confirmed`, `corpus-busy` and what `download` and `importCorpus` throw.
 */
export async function fetchCorpus(options: FetchOptions): Promise<ImportReport> {
  const { name, dataDir } = options;
  const hub = options.hub ?? defaultHub;
  const corpus = hubCorpus(name);
  claimName(dataDir, name, options.replace ?? false);
  const licence = `${corpus.terms} Licence on the dataset's card: ${await cardLicence(hub, corpus)}.`;
  if (!(await options.confirm(`${name} (${corpus.dataset}): ${licence}`))) throw notConfirmed(name);
  return storing(writingCorpora(dataDir), async () => {
    await makeFolder(dataDir);
    await using _work = await openWork(dataDir, corpusKind, `${name}.fetch`);
    const folder = join(dataDir, `.download-${name}`);
    await mkdir(folder, { recursive: true });
    const files = await downloadAll(await hubFiles(hub, corpus), folder, options);
    const about = { columns: corpus.columns, licence, origin: corpus.dataset };
    const report = await importCorpus({ ...options, ...about, files });
    await rm(folder, { recursive: true });
    return report;
  });
}

/** Downloads files into a folder; gives their paths. */
async function downloadAll(
  files: readonly HubFile[],
  folder: string,
  { progress, pauseMs }: FetchOptions,
): Promise<readonly string[]> {
  const targets: string[] = [];
  for (const [index, file] of files.entries()) {
    progress(`${index + 1}/${files.length} ${file.name}, ${(file.bytes / 1e6).toFixed(1)} MB`);
    const target = join(folder, file.name);
    await download({ ...file, target, byHand, ...(pauseMs === undefined ? {} : { pauseMs }) });
    targets.push(target);
  }
  return targets;
}

function notConfirmed(name: string): BenchError {
  return new BenchError("the terms were not accepted, so nothing was downloaded", {
    code: "licence-not-confirmed",
    blame: "usage",
    where: name,
    mend: "Read the terms and answer yes, or pass --yes where nobody can be asked.",
  });
}
