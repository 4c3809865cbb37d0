/** Which model a word of the command line names. */
import { statSync } from "node:fs";
import path from "node:path";
import { BenchError } from "../errors/index.ts";
import { storedModel } from "../model-store/index.ts";
import type { Folders } from "../task/index.ts";

/** A model's folder in the hub's layout. */
export interface ModelPlace {
  /** That of the store, or the folder's own. */
  readonly name: string;
  readonly folder: string;
  /** SHA-256, where it is stored. */
  readonly id?: string;
}

/** Where models lie. */
export function modelsDirOf({ cache }: Pick<Folders, "cache">): string {
  return path.join(cache, "models");
}

/** A stored model by its name, or a folder by its path. Throws `model-unknown`, `model-damaged`. */
export async function namedModel(folders: Pick<Folders, "cache">, asked: string): Promise<ModelPlace> {
  const isPath = asked.includes(path.sep) || asked.startsWith(".");
  if (!isPath) {
    const stored = await storedModel(modelsDirOf(folders), asked).catch((error: unknown) => {
      if (error instanceof BenchError && error.code === "model-unknown" && isFolder(asked)) return undefined;
      throw error;
    });
    if (stored !== undefined) return { name: asked, folder: stored.folder, id: stored.info.sha256 };
  }
  const folder = path.resolve(asked);
  if (isFolder(folder)) return { name: path.basename(folder), folder };
  throw new BenchError("this names no model", {
    code: "model-unknown",
    blame: "usage",
    where: asked,
    expected: "a model that `model list` shows, or a folder",
    mend: "Correct the path.",
  });
}

function isFolder(place: string): boolean {
  return statSync(place, { throwIfNoEntry: false })?.isDirectory() === true;
}
