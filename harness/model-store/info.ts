import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { BenchError } from "../errors/index.ts";

const count = z.int().nonnegative();
const hash = z.string().regex(/^[0-9a-f]{64}$/);
export const roles = ["weights", "tokenizer", "configuration", "other"] as const;
/** What a file of a model is for; only the first three decide what the model says. */
export type FileRole = (typeof roles)[number];

const infoSchema = z.object({
  schema: z.literal(1),
  name: z.string(),
  /** A folder in the hub's layout, or a GGUF file, which is asked and not trained. */
  form: z.enum(["hub", "gguf"]).default("hub"),
  /** "folder", "file", or the repository and commit on the hub. */
  origin: z.string(),
  licence: z.string(),
  architecture: z.string(),
  parameters: count,
  /** Element types of the weights. */
  types: z.array(z.string()),
  layers: count,
  width: count,
  heads: count,
  keyValueHeads: count,
  vocabulary: count,
  /** Positions it was made for, where its publisher says. */
  positions: count.nullable(),
  isTied: z.boolean(),
  files: z.array(z.object({ name: z.string(), role: z.enum(roles), bytes: count, sha256: hash })),
  /** SHA-256 of the parts of the model, each over names and hashes of its files. */
  hashes: z.object({ weights: hash, tokenizer: hash, configuration: hash }),
  /** SHA-256 of the three together: what a record says of a model. */
  sha256: hash,
  /** The folder beside this description that holds the files. */
  folder: z.string(),
});

/** What is known of a stored model. */
export type ModelInfo = Readonly<z.infer<typeof infoSchema>>;

/** What a GGUF file is called in the store. */
export const ggufName = "model.gguf";

/** A stored model that can be opened: `openLanguageModel` takes its folder, or `openGguf` the file in it. */
export interface StoredModel {
  readonly folder: string;
  readonly info: ModelInfo;
}

/** The file in a model's folder that describes it. */
export function infoPath(place: string): string {
  return join(place, "model.json");
}

/** What is stored of a model beside its files. Throws `model-unknown`, `model-damaged`. */
export async function readModelInfo(modelsDir: string, name: string): Promise<ModelInfo> {
  const file = infoPath(join(modelsDir, name));
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw new BenchError(`there is no model "${name}"`, {
      code: "model-unknown",
      blame: "usage",
      where: modelsDir,
      expected: "a model that `model list` shows",
      mend: "Import it with `model import`, or fetch it with `model fetch`.",
      cause: error,
    });
  });
  try {
    return infoSchema.parse(JSON.parse(text));
  } catch (error) {
    throw modelDamaged(file, "a description of a model", "something else", error);
  }
}

/** A model by its name; its files are there and as long as they were. Throws `model-unknown`, `model-damaged`. */
export async function storedModel(modelsDir: string, name: string): Promise<StoredModel> {
  const info = await readModelInfo(modelsDir, name);
  const folder = join(modelsDir, name, info.folder);
  for (const { name: file, bytes } of info.files) {
    const found = await stat(join(folder, file)).catch(() => undefined);
    if (found?.size !== bytes)
      throw modelDamaged(
        join(folder, file),
        `${bytes} bytes`,
        found === undefined ? "no file" : `${found.size} bytes`,
      );
  }
  return { folder, info };
}

/** The error of a stored model that is not what was stored. */
export function modelDamaged(where: string, expected: string, received: string, cause?: unknown): BenchError {
  return new BenchError("the stored model is not what was stored", {
    code: "model-damaged",
    blame: "environment",
    where,
    expected,
    received,
    mend: "Import or fetch it again with --replace.",
    cause,
  });
}
