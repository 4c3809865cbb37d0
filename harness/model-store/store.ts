import { existsSync } from "node:fs";
import { readdir, rename, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { writeWhole } from "../artifacts/index.ts";
import { BenchError, hasErrnoCode } from "../errors/index.ts";
import { type DiskWrite, digestsOf, openWork } from "../inbound/index.ts";
import { infoPath, type ModelInfo, modelDamaged, readModelInfo, storedModel } from "./info.ts";

export { readModelInfo };

/** What work folders and their errors call what is kept here. */
export const modelKind = "model";

const modelName = /^[a-z0-9](?:[a-z0-9.-]{0,62}[a-z0-9])?$/;
const freshFolder = "fresh";
/** Names of the folder with a model's files: which of the two, its description says. */
const contentFolders = ["files-a", "files-b"] as const;

/** Where the files of a model that is being stored go, in a work folder. */
export function freshFiles(workDir: string): string {
  return join(workDir, freshFolder, contentFolders[0]);
}

/** Writing models: what was stored stays, what was begun goes. */
export function writingModels(modelsDir: string): DiskWrite {
  const safe = "Models stored before are as they were.";
  return { place: modelsDir, option: "--cache", safe };
}

/** All models stored in a folder, by name; none where the folder does not exist. Those that cannot be read are told of. */
export async function listModels(
  modelsDir: string,
  isDamaged: (problem: BenchError) => void,
): Promise<ModelInfo[]> {
  const names = await readdir(modelsDir).catch((error: unknown): string[] => {
    if (hasErrnoCode(error, "ENOENT")) return [];
    throw error;
  });
  const models: ModelInfo[] = [];
  for (const name of names.filter((entry) => modelName.test(entry)).sort()) {
    if (!existsSync(infoPath(join(modelsDir, name)))) continue;
    const info = await readModelInfo(modelsDir, name).catch((error: unknown) => {
      if (!(error instanceof BenchError)) throw error;
      isDamaged(error);
    });
    if (info !== undefined) models.push(info);
  }
  return models;
}

/** Reads a stored model's files through. Throws `model-unknown`, `model-damaged` unless each is what was stored. */
export async function verifyModel(modelsDir: string, name: string): Promise<ModelInfo> {
  const { info, folder } = await storedModel(modelsDir, name);
  for (const { name: file, sha256 } of info.files) {
    const found = await digestsOf(join(folder, file));
    if (found.sha256 !== sha256)
      throw modelDamaged(join(folder, file), `SHA-256 ${sha256}`, `SHA-256 ${found.sha256}`);
  }
  return info;
}

/** Checks a name, and that it is free or may be replaced. Throws `model-bad-name`, `model-exists`, `model-name-taken`. */
export function claimModelName(modelsDir: string, name: string, replace: boolean): void {
  if (!modelName.test(name)) throw badName(name);
  const place = join(modelsDir, name);
  if (!existsSync(place)) return;
  if (!existsSync(infoPath(place))) throw nameTaken(place);
  if (replace) return;
  throw new BenchError(`there is a model "${name}" already`, {
    code: "model-exists",
    blame: "usage",
    where: place,
    mend: "Choose another --name, or replace it with --replace.",
  });
}

/**
 * Puts the finished files, which lie in a work folder, in their place. A new model appears as a whole; one that is replaced is the
 * old one until its description is exchanged for the new one, in one step.
 */
export async function install(
  workDir: string,
  modelsDir: string,
  described: Omit<ModelInfo, "folder">,
): Promise<ModelInfo> {
  const place = join(modelsDir, described.name);
  const fresh = join(workDir, freshFolder);
  if (!existsSync(place)) {
    const info = { ...described, folder: contentFolders[0] };
    await writeWhole(infoPath(fresh), textOf(info));
    await rename(fresh, place);
    return info;
  }
  const old = await readModelInfo(modelsDir, described.name).catch(() => undefined);
  const folder = contentFolders.find((name) => name !== old?.folder)!;
  const info = { ...described, folder };
  await rm(join(place, folder), { recursive: true, force: true });
  await rename(join(fresh, contentFolders[0]), join(place, folder));
  await writeWhole(infoPath(place), textOf(info));
  await removeStrays(place, info);
  return info;
}

function textOf(info: ModelInfo): string {
  return `${JSON.stringify(info, null, 2)}\n`;
}

/** Removes a stored model and nothing else. Throws `model-unknown`, `model-busy`. */
export async function removeModel(modelsDir: string, name: string): Promise<void> {
  const place = join(modelsDir, name);
  if (!modelName.test(name) || !existsSync(infoPath(place))) await readModelInfo(modelsDir, name);
  await using _work = await openWork(modelsDir, modelKind, name);
  await rm(infoPath(place));
  await removeStrays(place, undefined);
  await rmdir(place).catch((error: unknown) => {
    // Files that somebody else put there stay.
    if (!hasErrnoCode(error, "ENOTEMPTY")) throw error;
  });
}

/** Removes files that no description names any more, as a process leaves them that is killed while it replaces a model. */
async function removeStrays(place: string, info: ModelInfo | undefined): Promise<void> {
  for (const name of contentFolders)
    if (name !== info?.folder) await rm(join(place, name), { recursive: true, force: true });
}

function badName(name: string): BenchError {
  return new BenchError("this cannot be the name of a model", {
    code: "model-bad-name",
    blame: "usage",
    where: "--name",
    expected:
      "lower-case letters, digits, hyphens and points, at most 64, none but the first two at the ends",
    received: name === "" ? "nothing: the folder's own name holds none of these" : JSON.stringify(name),
    mend: "Give another --name.",
  });
}

function nameTaken(place: string): BenchError {
  return new BenchError("there is something of this name that is no model", {
    code: "model-name-taken",
    blame: "usage",
    where: place,
    mend: "Choose another --name, or another --cache; what lies there is never replaced.",
  });
}
