/** Which language model a command means, and opening it. */
import { existsSync } from "node:fs";
import path from "node:path";
import { type ArtifactStore, openArtifacts } from "../artifacts/index.ts";
import { BenchError } from "../errors/index.ts";
import { storedModel } from "../model-store/index.ts";
import { openTokenizer } from "../models/language/index.ts";
import { openFolderModel, openServer, openTrainer, type TextModel } from "../proposers/index.ts";
import type { Folders } from "../task/index.ts";
import { say } from "./execute.ts";
import { modelsDirOf } from "./model.ts";

/** How a command's model is to be opened. */
export interface ModelOptions {
  readonly device: string;
  /** The server's name for the model. */
  readonly served?: string;
  /** A stored model, or a folder, whose tokenizer a server must have. */
  readonly tokenizer?: string;
  /** "transformers", or a command, which is then a trainer. */
  readonly trainer?: string;
  /** Seconds for one answer of a server, or of a trainer's silence. */
  readonly timeout?: number;
}

/** An opened model, with what is worth telling of it. */
export interface OpenedModel extends AsyncDisposable {
  readonly model: TextModel;
  readonly notes: readonly string[];
}

/** The trainer that comes along. */
const OWN_TRAINER = path.join(
  import.meta.dirname,
  "..",
  "proposers",
  "trainer",
  "python",
  "transformers_trainer.py",
);
const KEY = "COLLAPSE_BENCH_SERVER_KEY";

/** Opens a stored model, a folder, or what answers at an address. `store` keeps answers of servers and trainers. */
export async function openModel(
  folders: Pick<Folders, "cache">,
  asked: string,
  options: ModelOptions,
  store: Pick<ArtifactStore, "bundle">,
): Promise<OpenedModel> {
  if (/^https?:\/\//.test(asked)) return openedServer(folders, asked, options, store);
  const { folder, id } = await modelFolder(folders, asked);
  if (options.trainer === undefined) {
    const named = id === undefined ? {} : { id };
    const model = await openFolderModel({ folder, name: asked, device: options.device, ...named });
    return { model, notes: [], [Symbol.asyncDispose]: () => model[Symbol.asyncDispose]() };
  }
  const trainer = await openTrainer({
    command: commandOf(options.trainer),
    base: folder,
    ...(id !== undefined && { baseId: id }),
    workDir: path.join(folders.cache, "trainer"),
    store,
    ...(options.timeout !== undefined && { silenceMs: options.timeout * 1000 }),
    progress: say,
  });
  return { model: trainer, notes: [], [Symbol.asyncDispose]: () => trainer[Symbol.asyncDispose]() };
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
  const apiKey = process.env[KEY];
  const model = await openServer({
    address,
    store,
    ...(name !== undefined && { model: name }),
    ...(apiKey !== undefined && { apiKey }),
    ...(tokenizer !== undefined && {
      tokenizer: await openTokenizer((await modelFolder(folders, tokenizer)).folder),
    }),
    ...(timeout !== undefined && { timeoutMs: timeout * 1000 }),
    progress: say,
  });
  return { model, notes: model.notes, [Symbol.asyncDispose]: () => model[Symbol.asyncDispose]() };
}

/** The folder of a stored model, or a folder as it is. Throws `model-unknown`. */
async function modelFolder(
  folders: Pick<Folders, "cache">,
  asked: string,
): Promise<{ readonly folder: string; readonly id?: string }> {
  const isPath = asked.includes(path.sep) || asked === ".";
  if (isPath && existsSync(asked)) return { folder: path.resolve(asked) };
  if (isPath)
    throw new BenchError("this names no model", {
      code: "model-unknown",
      blame: "usage",
      where: asked,
      expected: "a model that `model list` shows, a folder, or the address of a server",
      mend: "Correct the path.",
    });
  const { folder, info } = await storedModel(modelsDirOf(folders), asked);
  return { folder, id: info.sha256 };
}

function commandOf(trainer: string): readonly string[] {
  return trainer === "transformers" ? ["python3", OWN_TRAINER] : trainer.trim().split(/\s+/);
}
