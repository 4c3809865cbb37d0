import { readFileSync } from "node:fs";
import { EVENT_ID, type Event, getScalarValue, load, parseEvents, YAMLException } from "js-yaml";
import type { z } from "zod";
import { BenchError, hasErrnoCode } from "../errors/index.ts";
import { type FileKind, violation } from "./issues.ts";

/** Reads, parses and checks one YAML file. Throws `BenchError` with file, line, field and fix. */
export function parseYamlFile<T>(file: string, schema: z.ZodType<T>, kind: FileKind): T {
  return parseYamlText(readText(file, kind), file, schema, kind);
}

/** As `parseYamlFile`, for text already in hand; `file` is only named in errors. */
export function parseYamlText<T>(text: string, file: string, schema: z.ZodType<T>, kind: FileKind): T {
  const result = schema.safeParse(loadText(text, file, kind));
  if (result.success) return result.data;
  const positions = keyPositions(text);
  throw violation(result.error, file, kind, (path) => lineOf(text, positions, path.map(String)));
}

function readText(file: string, kind: FileKind): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (!hasErrnoCode(error, "ENOENT")) throw error;
    throw new BenchError(`there is no ${kind.kind} file`, {
      code: `${kind.kind}-missing`,
      blame: kind.blame,
      where: file,
      mend: "Create the file, or correct its path.",
      cause: error,
    });
  }
}

function loadText(text: string, file: string, kind: FileKind): unknown {
  try {
    return load(text);
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    throw new BenchError(`not valid YAML: ${error.reason}`, {
      code: `${kind.kind}-yaml`,
      blame: kind.blame,
      where: error.mark === undefined ? file : `${file}:${error.mark.line + 1}`,
      mend: "Correct the YAML at that line.",
      cause: error,
    });
  }
}

/** Offsets of every mapping key and sequence item, by path joined with a separator YAML keys cannot hold. */
function keyPositions(text: string): Map<string, number> {
  const events = parseEvents(text, {});
  const positions = new Map<string, number>();
  let at = 0;

  function node(path: readonly string[]): void {
    const event = events[at++];
    if (event === undefined) return;
    if (event.type === EVENT_ID.MAPPING) mapping(path);
    else if (event.type === EVENT_ID.SEQUENCE) sequence(path);
  }

  function mapping(path: readonly string[]): void {
    while (events[at]?.type !== EVENT_ID.POP) {
      const key = events[at] as Event;
      const name = key.type === EVENT_ID.SCALAR ? getScalarValue(text, key) : "";
      if (key.type === EVENT_ID.SCALAR) positions.set(pathKey([...path, name]), key.valueStart);
      node([]);
      node([...path, name]);
    }
    at++;
  }

  function sequence(path: readonly string[]): void {
    for (let index = 0; events[at]?.type !== EVENT_ID.POP; index++) {
      const start = startOf(events[at] as Event);
      const itemPath = [...path, String(index)];
      if (start !== undefined) positions.set(pathKey(itemPath), start);
      node(itemPath);
    }
    at++;
  }

  if (events[0]?.type === EVENT_ID.DOCUMENT) at++;
  node([]);
  return positions;
}

function startOf(event: Event): number | undefined {
  if (event.type === EVENT_ID.SCALAR) return event.valueStart;
  return event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE ? event.start : undefined;
}

function lineOf(
  text: string,
  positions: ReadonlyMap<string, number>,
  path: readonly string[],
): number | undefined {
  for (let length = path.length; length > 0; length--) {
    const offset = positions.get(pathKey(path.slice(0, length)));
    if (offset !== undefined) return text.slice(0, offset).split("\n").length;
  }
  return 1;
}

function pathKey(path: readonly string[]): string {
  return path.join("\u0000");
}
