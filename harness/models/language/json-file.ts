import { readFile } from "node:fs/promises";
import type { z } from "zod";
import { hasErrnoCode, messageOf } from "../../errors/index.ts";
import { languageModelError } from "./problem.ts";

const FETCH_AGAIN = "Fetch the file again from where the model is published.";

/** A JSON file as `schema` has it; undefined where there is none. Throws `language-model`. */
export async function readJsonFile<Value>(
  file: string,
  schema: z.ZodType<Value>,
): Promise<Value | undefined> {
  const text = await textOf(file);
  if (text === undefined) return undefined;
  const parsed = schema.safeParse(parseJson(text, file));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw languageModelError({
    where: [file, ...(issue?.path.length ? [issue.path.join(".")] : [])].join(": "),
    expected: "what this file holds in the hub's layout",
    received: issue?.message ?? "something else",
    mend: FETCH_AGAIN,
  });
}

/** The same for a file that a model cannot be without. */
export async function readNeededJsonFile<Value>(file: string, schema: z.ZodType<Value>): Promise<Value> {
  const value = await readJsonFile(file, schema);
  if (value !== undefined) return value;
  throw languageModelError({ where: file, expected: "this file", received: "none", mend: FETCH_AGAIN });
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (hasErrnoCode(error, "ENOENT")) return undefined;
    throw languageModelError({
      where: file,
      expected: "a file that can be read",
      received: messageOf(error),
      mend: "Give the folder of a model whose files may be read.",
      cause: error,
    });
  }
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw languageModelError({
      where: file,
      expected: "JSON",
      received: messageOf(error),
      mend: FETCH_AGAIN,
      cause: error,
    });
  }
}
