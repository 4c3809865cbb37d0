import { constants } from "node:fs";
import { copyFile, link, mkdir, readdir, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { canonicalHash } from "../artifacts/index.ts";
import { BenchError } from "../errors/index.ts";
import { digestsOf, makeFolder, openWork, storing, sweepWork } from "../inbound/index.ts";
import { type CheckedModel, checkLanguageModel, identityOfHashes } from "../models/language/index.ts";
import { roleOf } from "./files.ts";
import type { ModelInfo } from "./info.ts";
import { termsOf } from "./licence.ts";
import { claimModelName, freshFiles, install, modelKind, writingModels } from "./store.ts";

/** What to import, under which name, and whom to ask and tell. */
export interface ImportModelOptions {
  /** In the hub's layout. */
  readonly folder: string;
  readonly modelsDir: string;
  /** Default: the folder's name. */
  readonly name?: string;
  readonly replace?: boolean;
  /** Shown the terms; true to go on. */
  confirm(terms: string): Promise<boolean>;
  /** Told what is going on, one line at a time. */
  progress(line: string): void;
  /** Default "folder". */
  readonly origin?: string;
  /** The folder is ours and on the same disk: its files are linked instead of copied, and may be removed from it afterwards. */
  readonly isLinked?: boolean;
}

/**
 * Checks a folder's model, shows its licence, copies and hashes its files. Nothing is stored on an error or a signal, and nothing is left
 * behind: `model-bad-name`, `model-exists`, `model-name-taken`, `model-busy`, `licence-not-confirmed`, `language-model`,
 * `safetensors-format`, `disk-full`, `disk-read-only`.
 */
export async function importModel(options: ImportModelOptions): Promise<ModelInfo> {
  const { folder, modelsDir, replace = false, progress } = options;
  const name = options.name ?? nameOf(folder);
  claimModelName(modelsDir, name, replace);
  await checkFolder(folder);
  progress(`checking ${folder}`);
  const model = await checkLanguageModel(folder, inPercent(progress));
  const { licence, shown } = await termsOf(folder);
  if (!(await options.confirm(`${name}, ${sizeOf(model)}.\n${shown}`))) throw notConfirmed(name);
  return storing(writingModels(modelsDir), async () => {
    await makeFolder(modelsDir);
    await sweepWork(modelsDir);
    await using work = await openWork(modelsDir, modelKind, name);
    // Again, since another import may have ended meanwhile.
    claimModelName(modelsDir, name, replace);
    const files = await takeFiles(options, model, freshFiles(work.path));
    const described = { name, licence, origin: options.origin ?? "folder", files };
    return await install(work.path, modelsDir, await infoOf(model, described, folder));
  });
}

type Files = ModelInfo["files"];

async function takeFiles(
  { folder, isLinked = false, progress }: ImportModelOptions,
  model: CheckedModel,
  into: string,
): Promise<Files> {
  await mkdir(into, { recursive: true });
  const files: Files = [];
  const wanted = new Set(model.files.map((file) => basename(file)));
  for (const name of (await readdir(folder)).sort()) {
    const role = wanted.has(name) ? "weights" : roleOf(name);
    // Weights that the index does not name are no part of the model.
    if (role === undefined || (role === "weights" && !wanted.has(name) && !name.endsWith(".json"))) continue;
    progress(`storing ${name}`);
    const target = join(into, name);
    await (isLinked ? linkOrCopy : copy)(join(folder, name), target);
    const { bytes, sha256 } = await digestsOf(target);
    files.push({ name, role, bytes, sha256 });
  }
  return files;
}

function copy(file: string, target: string): Promise<void> {
  return copyFile(file, target, constants.COPYFILE_FICLONE);
}

/** Some file systems have no links. */
function linkOrCopy(file: string, target: string): Promise<void> {
  return link(file, target).catch(() => copy(file, target));
}

async function infoOf(
  { config, parameters, types, architecture, positions }: CheckedModel,
  described: Pick<ModelInfo, "name" | "licence" | "origin" | "files">,
  folder: string,
): Promise<Omit<ModelInfo, "folder">> {
  const sha256Of = described.files.map(({ name, sha256 }) => [name, sha256] as const);
  const hashes = await identityOfHashes(Object.fromEntries(sha256Of), folder);
  return {
    schema: 1,
    ...described,
    architecture,
    parameters,
    types: [...types],
    layers: config.decoderLayers,
    width: config.width,
    heads: config.heads,
    keyValueHeads: config.keyValueHeads ?? config.heads,
    vocabulary: config.vocabulary,
    positions: positions ?? null,
    isTied: config.tiedOutput,
    hashes,
    sha256: canonicalHash(hashes),
  };
}

const MS_BETWEEN_WORDS = 2000;

/** Says the share that is done now and then; of a small model nothing. */
function inPercent(progress: (line: string) => void): (share: number) => void {
  let said = performance.now();
  return (share) => {
    if (performance.now() - said < MS_BETWEEN_WORDS) return;
    said = performance.now();
    progress(`checked ${Math.round(share * 100)} % of the tensors`);
  };
}

function sizeOf({ architecture, parameters, types }: CheckedModel): string {
  return `${architecture} with ${(parameters / 1e6).toFixed(parameters < 1e7 ? 2 : 0)} million parameters in ${types.join(", ")}`;
}

async function checkFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory() === true) return;
  throw new BenchError("this names no folder with a model", {
    code: "folder-wrong",
    blame: "usage",
    where: folder,
    expected: "a folder with config.json, tokenizer.json and safetensors files",
    received: found === undefined ? "nothing" : "a file",
    mend: "Give the folder that a model was downloaded to.",
  });
}

function nameOf(folder: string): string {
  return basename(resolve(folder))
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, "-")
    .slice(0, 64)
    .replaceAll(/^[-.]+|[-.]+$/g, "");
}

function notConfirmed(name: string): BenchError {
  return new BenchError("the terms were not accepted, so nothing was stored", {
    code: "licence-not-confirmed",
    blame: "usage",
    where: name,
    mend: "Read the terms and answer yes, or pass --accept-licence where nobody can be asked.",
  });
}
