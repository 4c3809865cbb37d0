/** Which model a word of the command line names. */
import { statSync } from "node:fs";
import path from "node:path";
import { BenchError } from "../errors/index.ts";
import { ggufName, type StoredModel, storedModel } from "../model-store/index.ts";
import type { AskedOrigin, Folders, ModelOrigin } from "../task/index.ts";

/** Where a model lies: its folder in the hub's layout, or its GGUF file. */
export type ModelPlace = {
  /** That of the store, or the folder's or file's own. */
  readonly name: string;
  /** SHA-256, where it is stored. */
  readonly id?: string;
} & ({ readonly form: "hub"; readonly folder: string } | { readonly form: "gguf"; readonly file: string });

/** Where models lie. */
export function modelsDirOf({ cache }: Pick<Folders, "cache">): string {
  return path.join(cache, "models");
}

/** Where trainers keep what they trained. */
export function trainerDirOf({ cache }: Pick<Folders, "cache">): string {
  return path.join(cache, "trainer");
}

/** Whether a word names a server. */
export function isAddress(asked: string): boolean {
  return /^https?:\/\//.test(asked);
}

/** How a task's model is named on the command line. */
export interface ModelChoice {
  readonly model: string;
  /** "transformers", or a command: the model is trained and asked by it. */
  readonly trainer?: string;
  /** A GGUF file's path or name in the store, or a server's address: asked as the strong verifier of a model that is trained. */
  readonly verifier?: string;
  /** The server's name for the model that is asked. */
  readonly served?: string;
}

/** What a model is called beside results. */
export function modelNameOf({ model, trainer, verifier, served }: ModelChoice): string {
  const own = wordOf(model, served);
  const trained = trainer === undefined ? own : `${own}-trainer`;
  return verifier === undefined ? trained : `${trained}-by-${wordOf(verifier, served)}`;
}

/** A model's name, or a server's host with its name there, as part of a folder's name. */
function wordOf(model: string, served: string | undefined): string {
  if (!isAddress(model)) return path.basename(path.resolve(model));
  return [new URL(model).host, ...(served === undefined ? [] : [served])]
    .join("-")
    .replaceAll(/[^\w.-]+/g, "-");
}

/**
 * The model that a task is to take. Throws what `namedModel` throws, and `model-form` for a GGUF file with a trainer, and for a verifier that is not asked
 * as it is, or beside a model that is.
 */
export async function modelOriginOf(
  folders: Pick<Folders, "cache">,
  { model, trainer, verifier, served }: ModelChoice,
): Promise<ModelOrigin> {
  const judge = verifier === undefined ? {} : { verifier: await verifierOf(folders, verifier, served) };
  if (trainer !== undefined && !isAddress(model)) {
    const { folder } = await namedFolder(folders, model);
    return { form: "trainer", folder, command: trainer, workDir: trainerDirOf(folders), ...judge };
  }
  const origin = await plainOriginOf(folders, model, served);
  if (origin.form === "hub") return { ...origin, ...judge };
  if (verifier !== undefined) throw verifierForm(verifier, "beside a model that is trained");
  return origin;
}

/** Where a model is, whatever else is asked of it. */
async function plainOriginOf(
  folders: Pick<Folders, "cache">,
  model: string,
  served: string | undefined,
): Promise<AskedOrigin | { readonly form: "hub"; readonly folder: string }> {
  if (isAddress(model))
    return { form: "server", address: model.replace(/\/+$/, ""), ...(served && { served }) };
  const place = await namedModel(folders, model);
  return place.form === "hub" ? { form: "hub", folder: place.folder } : { form: "gguf", file: place.file };
}

async function verifierOf(
  folders: Pick<Folders, "cache">,
  verifier: string,
  served: string | undefined,
): Promise<AskedOrigin> {
  const origin = await plainOriginOf(folders, verifier, served);
  if (origin.form === "hub") throw verifierForm(verifier, "a server's address, or a file .gguf");
  return origin;
}

/** The error (blame usage) of a verifier that cannot be one, or not there. */
export function verifierForm(received: string, expected: string): BenchError {
  return new BenchError(
    "a verifier of its own is a model that is asked as it is, beside one that is trained",
    {
      code: "model-form",
      blame: "usage",
      where: "--verifier",
      expected,
      received,
      mend: "Leave it out, or name a server or a GGUF file, and with --model a folder.",
    },
  );
}

/** A stored model by its name, or a folder or file by its path. Throws `model-unknown`, `model-damaged`. */
export async function namedModel(folders: Pick<Folders, "cache">, asked: string): Promise<ModelPlace> {
  const isPath = asked.includes(path.sep) || asked.startsWith(".");
  if (!isPath) {
    const stored = await storedModel(modelsDirOf(folders), asked).catch((error: unknown) => {
      if (error instanceof BenchError && error.code === "model-unknown" && formAt(asked)) return undefined;
      throw error;
    });
    if (stored !== undefined) return storedPlace(stored);
  }
  const place = path.resolve(asked);
  const name = path.basename(place);
  const form = formAt(place);
  if (form === "hub") return { name, form, folder: place };
  if (form === "gguf") return { name, form, file: place };
  throw new BenchError("this names no model", {
    code: "model-unknown",
    blame: "usage",
    where: asked,
    expected: "a model that `model list` shows, a folder, or a file .gguf",
    mend: "Correct the path.",
  });
}

/** The same where only a folder in the hub's layout will do: to train, or for its `tokenizer.json`. Throws `model-form`. */
export async function namedFolder(
  folders: Pick<Folders, "cache">,
  asked: string,
): Promise<Extract<ModelPlace, { form: "hub" }>> {
  const place = await namedModel(folders, asked);
  if (place.form === "hub") return place;
  throw new BenchError("a GGUF file can only be asked, and is not trained", {
    code: "model-form",
    blame: "usage",
    where: asked,
    expected: "a model in the hub's layout: config.json, tokenizer.json, *.safetensors",
    received: "a GGUF file",
    mend: "Take the model in the form that its publisher trained it in.",
  });
}

function storedPlace({ folder, info }: StoredModel): ModelPlace {
  const { name, sha256: id } = info;
  if (info.form === "hub") return { name, id, form: "hub", folder };
  return { name, id, form: "gguf", file: path.join(folder, ggufName) };
}

function formAt(place: string): ModelPlace["form"] | undefined {
  const found = statSync(place, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) return "hub";
  return found?.isFile() === true && place.endsWith(".gguf") ? "gguf" : undefined;
}
