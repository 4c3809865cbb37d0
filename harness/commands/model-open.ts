/** Which language model a command means, and opening it. */
import path from "node:path";
import { type ArtifactStore, hashOfFile, openArtifacts } from "../artifacts/index.ts";
import { openTokenizer, type Tokenizer } from "../models/language/index.ts";
import {
  type OutsideTrainer,
  openFolderModel,
  openGgufModel,
  openServer,
  openTrainer,
  serverKey,
  type TextModel,
  trainerCommand,
} from "../proposers/index.ts";
import type { Folders } from "../task/index.ts";
import { say } from "./execute.ts";
import { isAddress, type ModelPlace, namedFolder, namedModel, trainerDirOf } from "./model-named.ts";

/** How a command's model is to be opened. */
export interface ModelOptions {
  readonly device: string;
  /** The server's name for the model. */
  readonly served?: string;
  /** A stored model, or a folder, whose tokenizer a server or GGUF file must have. */
  readonly tokenizer?: string;
  /** "transformers", or a command, which is then a trainer. */
  readonly trainer?: string;
  /** Of a GGUF file on the processor. */
  readonly threads?: number;
  /** Seconds for one answer of a server, or of a trainer's silence. */
  readonly timeout?: number;
}

/** An opened model, with what is worth telling of it. */
export interface OpenedModel extends AsyncDisposable {
  readonly model: TextModel;
  readonly notes: readonly string[];
}

/** Opens a stored model, a folder, a GGUF file, or what answers at an address. `store` keeps answers of servers, trainers and GGUF files. */
export async function openModel(
  folders: Pick<Folders, "cache">,
  asked: string,
  options: ModelOptions,
  store: Pick<ArtifactStore, "bundle">,
): Promise<OpenedModel> {
  if (isAddress(asked)) return openedServer(folders, asked, options, store);
  const model =
    options.trainer === undefined
      ? await openedPlace(folders, await namedModel(folders, asked), options, store)
      : await openTrainerOf(folders, asked, options.trainer, options, store);
  return { model, notes: [], [Symbol.asyncDispose]: () => model[Symbol.asyncDispose]() };
}

/** Opens a stored model, or a folder, in a trainer: "transformers", or a command. */
export async function openTrainerOf(
  folders: Pick<Folders, "cache">,
  asked: string,
  trainer: string,
  { timeout }: Pick<ModelOptions, "timeout">,
  store: Pick<ArtifactStore, "bundle">,
): Promise<OutsideTrainer> {
  const { folder, id } = await namedFolder(folders, asked);
  return openTrainer({
    command: trainerCommand(trainer),
    base: folder,
    ...(id !== undefined && { baseId: id }),
    workDir: trainerDirOf(folders),
    store,
    ...(timeout !== undefined && { silenceMs: timeout * 1000 }),
    progress: say,
  });
}

async function openedPlace(
  folders: Pick<Folders, "cache">,
  place: ModelPlace,
  { device, tokenizer, threads }: ModelOptions,
  store: Pick<ArtifactStore, "bundle">,
): Promise<TextModel> {
  const { name, id } = place;
  if (place.form === "hub")
    return openFolderModel({ folder: place.folder, name, device, ...(id !== undefined && { id }) });
  const { file } = place;
  const options = { file, name, device, store, progress: say, ...(threads !== undefined && { threads }) };
  const given = tokenizer === undefined ? {} : { tokenizer: await tokenizerOf(folders, tokenizer) };
  return openGgufModel({ ...options, id: id ?? (await hashOfFile(file)), ...given });
}

async function tokenizerOf(folders: Pick<Folders, "cache">, asked: string): Promise<Tokenizer> {
  return openTokenizer((await namedFolder(folders, asked)).folder);
}

/** Answers that are kept between commands. */
export function keptAnswers({ cache }: Pick<Folders, "cache">): Pick<ArtifactStore, "bundle"> {
  return openArtifacts(path.join(cache, "answers"));
}

async function openedServer(
  folders: Pick<Folders, "cache">,
  address: string,
  { served: name, tokenizer, timeout }: ModelOptions,
  store: Pick<ArtifactStore, "bundle">,
): Promise<OpenedModel> {
  const model = await openServer({
    address,
    store,
    ...(name !== undefined && { model: name }),
    ...serverKey(),
    ...(tokenizer !== undefined && {
      tokenizer: await tokenizerOf(folders, tokenizer),
    }),
    ...(timeout !== undefined && { timeoutMs: timeout * 1000 }),
    progress: say,
  });
  return { model, notes: model.notes, [Symbol.asyncDispose]: () => model[Symbol.asyncDispose]() };
}
