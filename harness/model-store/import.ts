import { constants } from "node:fs";
import { copyFile, link, mkdir, readdir, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { canonicalHash } from "../artifacts/index.ts";
import { BenchError } from "../errors/index.ts";
import { digestsOf, makeFolder, openWork, storing, sweepWork } from "../inbound/index.ts";
import { openGguf } from "../models/gguf/index.ts";
import { checkLanguageModel, identityOfHashes } from "../models/language/index.ts";
import { roleOf } from "./files.ts";
import { type FileRole, ggufName, type ModelInfo } from "./info.ts";
import { type Terms, termsOf } from "./licence.ts";
import { claimModelName, freshFiles, install, modelKind, writingModels } from "./store.ts";

/** What to import, under which name, and whom to ask and tell. */
export interface ImportModelOptions {
  /** A folder in the hub's layout, or a GGUF file. */
  readonly source: string;
  readonly modelsDir: string;
  /** Default: that of the folder or file. */
  readonly name?: string;
  readonly replace?: boolean;
  /** Shown the terms; true to go on. */
  confirm(terms: string): Promise<boolean>;
  /** Told what is going on, one line at a time. */
  progress(line: string): void;
  /** Default "folder" or "file". */
  readonly origin?: string;
  /** The folder is ours and on the same disk: its files are linked instead of copied, and may be removed from it afterwards. */
  readonly isLinked?: boolean;
}

type Files = ModelInfo["files"];
type Shape = Omit<
  ModelInfo,
  "schema" | "name" | "origin" | "licence" | "files" | "hashes" | "sha256" | "folder"
>;

/** A model that was checked where it lies. */
interface CheckedSource {
  readonly shape: Shape;
  readonly terms: Terms;
  readonly origin: string;
  /** The files to take, by the names they get. */
  readonly files: readonly { readonly from: string; readonly name: string; readonly role: FileRole }[];
  hashesOf(sha256Of: Readonly<Record<string, string>>): Promise<ModelInfo["hashes"]>;
}

/**
 * Checks a model, shows its licence, copies and hashes its files. Nothing is stored on an error or a signal, and nothing is left
 * behind: `model-bad-name`, `model-exists`, `model-name-taken`, `model-busy`, `licence-not-confirmed`, `folder-wrong`, `language-model`,
 * `safetensors-format`, what `openGguf` throws, `disk-full`, `disk-read-only`.
 */
export async function importModel(options: ImportModelOptions): Promise<ModelInfo> {
  const { source, modelsDir, replace = false, progress } = options;
  const name = options.name ?? nameOf(source);
  claimModelName(modelsDir, name, replace);
  const isFile = await isGgufFile(source);
  progress(`checking ${source}`);
  const checked = isFile ? await checkedFile(source) : await checkedFolder(source, progress);
  const { licence, shown } = checked.terms;
  if (!(await options.confirm(`${name}, ${sizeOf(checked.shape)}.\n${shown}`))) throw notConfirmed(name);
  return storing(writingModels(modelsDir), async () => {
    await makeFolder(modelsDir);
    await sweepWork(modelsDir);
    await using work = await openWork(modelsDir, modelKind, name);
    // Again, since another import may have ended meanwhile.
    claimModelName(modelsDir, name, replace);
    const files = await takeFiles(options, checked, freshFiles(work.path));
    const hashes = await checked.hashesOf(Object.fromEntries(files.map((file) => [file.name, file.sha256])));
    const origin = options.origin ?? checked.origin;
    const described = { schema: 1 as const, name, origin, licence, ...checked.shape, files, hashes };
    return await install(work.path, modelsDir, { ...described, sha256: canonicalHash(hashes) });
  });
}

async function takeFiles(
  { isLinked = false, progress }: ImportModelOptions,
  checked: CheckedSource,
  into: string,
): Promise<Files> {
  await mkdir(into, { recursive: true });
  const files: Files = [];
  for (const { from, name, role } of checked.files) {
    progress(`storing ${name}`);
    const target = join(into, name);
    await (isLinked ? linkOrCopy : copy)(from, target);
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

async function checkedFolder(folder: string, progress: (line: string) => void): Promise<CheckedSource> {
  const model = await checkLanguageModel(folder, inPercent(progress));
  const { config, parameters, types, architecture, positions } = model;
  const names = (await readdir(folder)).sort();
  const wanted = new Set(model.files.map((file) => basename(file)));
  const files = names.flatMap((name) => {
    const role = wanted.has(name) ? "weights" : roleOf(name);
    // Weights that the index does not name are no part of the model.
    const isStray = role === "weights" && !wanted.has(name) && !name.endsWith(".json");
    return role === undefined || isStray ? [] : [{ from: join(folder, name), name, role }];
  });
  return {
    shape: {
      form: "hub",
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
    },
    terms: await termsOf(folder),
    origin: "folder",
    files,
    hashesOf: (sha256Of) => identityOfHashes(sha256Of, folder),
  };
}

/** A GGUF file is weights, tokenizer and configuration in one; llama.cpp reads all of it. */
async function checkedFile(file: string): Promise<CheckedSource> {
  await using gguf = await openGguf({ file, device: "cpu" });
  const { licence, types, ...shape } = gguf.description;
  return {
    shape: { form: "gguf", ...shape, types: [...types] },
    terms: {
      licence: licence ?? "not stated",
      shown: `Licence: ${licence ?? "not stated"} (the file's own heading).`,
    },
    origin: "file",
    files: [{ from: file, name: ggufName, role: "weights" }],
    hashesOf: async (sha256Of) => {
      const hash = canonicalHash([{ name: ggufName, sha256: sha256Of[ggufName]! }]);
      return { weights: hash, tokenizer: hash, configuration: hash };
    },
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

function sizeOf({ architecture, parameters, types }: Shape): string {
  return `${architecture} with ${(parameters / 1e6).toFixed(parameters < 1e7 ? 2 : 0)} million parameters in ${types.join(", ")}`;
}

/** Whether it is a file, which then is GGUF's, or a folder. Throws `folder-wrong`. */
async function isGgufFile(source: string): Promise<boolean> {
  const found = await stat(source).catch(() => undefined);
  if (found?.isDirectory() === true) return false;
  if (found?.isFile() === true && source.endsWith(".gguf")) return true;
  throw new BenchError("this names no model", {
    code: "folder-wrong",
    blame: "usage",
    where: source,
    expected: "a folder with config.json, tokenizer.json and safetensors files, or a file .gguf",
    received: found === undefined ? "nothing" : "a file",
    mend: "Give the folder or the file that a model was downloaded to.",
  });
}

function nameOf(source: string): string {
  return basename(resolve(source))
    .replace(/\.gguf$/, "")
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
