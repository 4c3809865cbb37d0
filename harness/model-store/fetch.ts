import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { BenchError } from "../errors/index.ts";
import { defaultHub, download, makeFolder, openWork, storing } from "../inbound/index.ts";
import { describeLanguageModel } from "../models/language/index.ts";
import { roleOf } from "./files.ts";
import { byHand, type HubModelFile, type HubState, hubModel, hubState } from "./hub.ts";
import { importModel } from "./import.ts";
import type { ModelInfo } from "./info.ts";
import { claimModelName, modelKind, writingModels } from "./store.ts";

/** What to fetch, and whom to ask and tell. */
export interface FetchModelOptions {
  /** A known name, or OWNER/NAME, with @REVISION where it is not `main`. */
  readonly model: string;
  readonly modelsDir: string;
  /** Default: the known name, or the repository's. */
  readonly name?: string;
  readonly replace?: boolean;
  /** Address of the hub or of a mirror of it. */
  readonly hub?: string;
  /** For repositories that ask for an account. */
  readonly token?: string;
  /** Shown the terms; true to go on. */
  confirm(terms: string): Promise<boolean>;
  /** Told what is going on, one line at a time. */
  progress(line: string): void;
  /** Pause before a second attempt; default 1,000. */
  readonly pauseMs?: number;
  /** Silence after which an attempt counts as broken off; default 60,000. */
  readonly stallMs?: number;
}

/**
 * Fetches a model: shows its licence, downloads its files, checks and stores them. A stopped fetch goes on when it is called again.
 * Throws `licence-not-confirmed`, `model-busy` and what `hubState`, `download` and `importModel` throw.
 */
export async function fetchModel(options: FetchModelOptions): Promise<ModelInfo> {
  const { modelsDir, token, replace = false, progress } = options;
  const hub = (options.hub ?? defaultHub).replace(/\/+$/, "");
  const asked = hubModel(options.model);
  const name = options.name ?? nameOf(options.model);
  claimModelName(modelsDir, name, replace);
  const authorization = token === undefined ? undefined : `Bearer ${token}`;
  const state = await hubState(hub, asked, authorization);
  if (!(await options.confirm(termsOf(name, asked.repository, state)))) throw notConfirmed(name);
  const safe = "What was downloaded is kept, and the same command goes on.";
  return storing({ ...writingModels(modelsDir), safe }, async () => {
    await makeFolder(modelsDir);
    await using _work = await openWork(modelsDir, modelKind, `${name}.fetch`);
    const folder = join(modelsDir, `${prefixOf(name)}${state.commit}`);
    await mkdir(folder, { recursive: true });
    const origin = `${asked.repository}@${state.commit}`;
    try {
      await downloadAll(state.files, folder, { ...options, ...(authorization && { authorization }) });
      const importing = { source: folder, modelsDir, name, replace, progress, origin, isLinked: true };
      const info = await importModel({ ...importing, confirm: async () => true });
      await removeDownloads(modelsDir, name);
      return info;
    } catch (error) {
      // What the hub promised came over, and is no model for this program: it never will be.
      if (error instanceof BenchError && error.code === "language-model")
        await removeDownloads(modelsDir, name);
      throw error;
    }
  });
}

async function downloadAll(
  files: readonly HubModelFile[],
  folder: string,
  options: FetchModelOptions & { readonly authorization?: string },
): Promise<void> {
  const { progress, pauseMs, stallMs, authorization } = options;
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let before = 0;
  let isDescribed = false;
  for (const [place, file] of inOrder(files).entries()) {
    if (isWeights(file) && !isDescribed) {
      await describeLanguageModel(folder, { sourceLength: 1, targetLength: 1, start: 0 });
      isDescribed = true;
    }
    const heading = `${place + 1}/${files.length} ${file.name}, ${megabytes(file.bytes)} MB`;
    progress(`${heading} (${megabytes(before)} of ${megabytes(total)} MB are there)`);
    await download({
      ...file,
      target: join(folder, file.name),
      byHand,
      progress: tenths(file.bytes, (percent) => progress(`  ${file.name}: ${percent} %`)),
      ...(authorization !== undefined && { authorization }),
      ...(pauseMs !== undefined && { pauseMs }),
      ...(stallMs !== undefined && { stallMs }),
    });
    before += file.bytes;
  }
}

/** Weights come last: whether the model can be used at all is known before. */
function inOrder(files: readonly HubModelFile[]): readonly HubModelFile[] {
  return files.toSorted((a, b) => Number(isWeights(a)) - Number(isWeights(b)));
}

function isWeights({ name }: HubModelFile): boolean {
  return roleOf(name) === "weights";
}

const TOLD_BYTES = 20e6;

/** Tells of every tenth of a large file. */
function tenths(bytes: number, tell: (percent: number) => void): (reached: number) => void {
  let said = 0;
  return (reached) => {
    const tenth = Math.floor((reached / bytes) * 10);
    if (bytes < TOLD_BYTES || tenth <= said || tenth >= 10) return;
    said = tenth;
    tell(tenth * 10);
  };
}

/** Downloads of this name, of whichever commit: what one of another commit left is of no use. */
async function removeDownloads(modelsDir: string, name: string): Promise<void> {
  const left = (await readdir(modelsDir)).filter((entry) => entry.startsWith(prefixOf(name)));
  for (const entry of left) await rm(join(modelsDir, entry), { recursive: true });
}

function prefixOf(name: string): string {
  return `.download-${name}@`;
}

function termsOf(name: string, repository: string, { commit, licence, files }: HubState): string {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const terms = files.filter(({ name: file }) => /^(LICEN[CS]E|USE_POLICY|COPYING)/i.test(file));
  return [
    `${name}: ${repository} at ${commit.slice(0, 12)}, ${files.length} files, ${megabytes(total)} MB.`,
    `Licence on the model's card: ${licence}.`,
    ...terms.map(({ url }) => `Read ${url}`),
  ].join("\n");
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

function nameOf(asked: string): string {
  const [name = ""] = asked.split("@");
  return (name.split("/").at(-1) ?? "").toLowerCase().replaceAll("_", "-");
}

function notConfirmed(name: string): BenchError {
  return new BenchError("the terms were not accepted, so nothing was downloaded", {
    code: "licence-not-confirmed",
    blame: "usage",
    where: name,
    mend: "Read the terms and answer yes, or pass --accept-licence where nobody can be asked.",
  });
}
