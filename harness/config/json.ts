import { readFileSync } from "node:fs";
import { z } from "zod";
import { BenchError, messageOf } from "../errors/index.ts";
import { type FileKind, violation } from "./issues.ts";

/** Reads, parses and checks one JSON file. Throws `BenchError` with file, field and fix. */
export function parseJsonFile<T>(file: string, schema: z.ZodType<T>, kind: FileKind): T {
  return parseJsonText(readFileSync(file, "utf8"), file, schema, kind);
}

/** As `parseJsonFile`, for text already in hand; `file` is only named in errors. */
export function parseJsonText<T>(text: string, file: string, schema: z.ZodType<T>, kind: FileKind): T {
  const result = schema.safeParse(parseText(text, file, kind));
  if (result.success) return result.data;
  throw violation({ error: result.error, schema, file, fileKind: kind });
}

/**
 * As `parseJsonText`, for schemas that change nothing of a value: it is handed on as the file holds it, its keys in the file's order. What was
 * checked so once is the same when it is parsed again and not checked.
 */
export function checkJsonText<T>(text: string, file: string, schema: z.ZodType<T>, kind: FileKind): T {
  const value = parseText(text, file, kind);
  if (z.validate(schema, value)) return value as T;
  throw violation({ error: schema.safeParse(value).error!, schema, file, fileKind: kind });
}

function parseText(text: string, file: string, kind: FileKind): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BenchError(`not valid JSON: ${messageOf(error)}`, {
      code: `${kind.kind}-json`,
      blame: kind.blame,
      where: file,
      mend: kind.mend ?? "Restore the file from version control, or remove it so that its cell runs again.",
      cause: error,
    });
  }
}
