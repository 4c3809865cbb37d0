import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { z } from "zod";
import { openSafetensors, type SafetensorsFile } from "../../artifacts/index.ts";
import { hasErrnoCode } from "../../errors/index.ts";
import { readJsonFile } from "./json-file.ts";
import { languageModelError } from "./problem.ts";

const INDEX = "model.safetensors.index.json";
const WHOLE = "model.safetensors";
const indexSchema = z.object({ weight_map: z.record(z.string(), z.string()) });

/** The tensors of a model, whichever of its files they lie in. */
export interface Shards extends AsyncDisposable {
  /** The file of each tensor. */
  readonly files: ReadonlyMap<string, SafetensorsFile>;
  /** What names the tensors, for errors about one that is in no file. */
  readonly listedIn: string;
}

/** Opens every file that the index names, or the one file of a model without an index. Throws `language-model`, `safetensors-format`. */
export async function openShards(folder: string): Promise<Shards> {
  const index = await readJsonFile(join(folder, INDEX), indexSchema);
  await using opened = new AsyncDisposableStack();
  const shards = new Map<string, SafetensorsFile>();
  for (const name of index === undefined ? [WHOLE] : new Set(Object.values(index.weight_map))) {
    const shard = await openShard(folder, name, index !== undefined);
    shards.set(name, opened.use(shard));
  }
  const files = index === undefined ? tensorsOf(shards) : tensorsByIndex(index.weight_map, shards, folder);
  const kept = opened.move();
  return {
    files,
    listedIn: join(folder, index === undefined ? WHOLE : INDEX),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function openShard(folder: string, name: string, isIndexed: boolean): Promise<SafetensorsFile> {
  if (basename(name) !== name)
    throw languageModelError({
      where: join(folder, INDEX),
      expected: "names of files beside it",
      received: JSON.stringify(name),
      mend: "Fetch the index again from where the model is published.",
    });
  try {
    return await openSafetensors(join(folder, name));
  } catch (error) {
    if (!hasErrnoCode(error, "ENOENT") && !hasErrnoCode(error, "ENOTDIR")) throw error;
    throw isIndexed ? missingShard(folder, name) : await noWeights(folder);
  }
}

function missingShard(folder: string, name: string) {
  return languageModelError({
    where: join(folder, name),
    expected: `this file, which ${INDEX} names`,
    received: "none",
    mend: "Fetch the missing file into the folder.",
  });
}

async function noWeights(folder: string) {
  const present = await readdir(folder).catch(() => []);
  const weights = present.filter((name) => /\.(bin|safetensors|gguf|pth|pt)$/.test(name)).sort();
  return languageModelError({
    where: folder,
    expected: `${WHOLE}, or ${INDEX} with its files`,
    received: weights.join(", ") || "no weights",
    mend: "Fetch the model's safetensors files, with the index where there are several.",
  });
}

function tensorsOf(shards: ReadonlyMap<string, SafetensorsFile>): Map<string, SafetensorsFile> {
  return new Map(
    [...shards.values()].flatMap((shard) => [...shard.shapes.keys()].map((name) => [name, shard])),
  );
}

function tensorsByIndex(
  weightMap: Readonly<Record<string, string>>,
  shards: ReadonlyMap<string, SafetensorsFile>,
  folder: string,
): Map<string, SafetensorsFile> {
  return new Map(
    Object.entries(weightMap).map(([tensor, name]) => {
      const shard = shards.get(name)!;
      if (shard.shapes.has(tensor)) return [tensor, shard];
      throw languageModelError({
        where: `${join(folder, name)}: ${tensor}`,
        expected: `this tensor, which ${INDEX} says is in the file`,
        received: "none",
        mend: "Fetch index and weights again, of one version of the model.",
      });
    }),
  );
}
