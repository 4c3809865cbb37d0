import { EVENT_ID, type Event, getScalarValue, load, parseEvents, YAMLException } from "js-yaml";
import type { z } from "zod";
import { BenchError } from "../errors/index.ts";
import { type FileKind, violation } from "./issues.ts";
import { readText } from "./text.ts";

/** How much a file may ask of its reader; a few hundred bytes of aliases can unfold to gigabytes. */
export interface YamlLimits {
  readonly maxBytes: number;
  /** Collections inside collections. */
  readonly maxDepth: number;
  /** Whether a part may be named and used again. */
  readonly aliases: boolean;
}

/** For files of the benchmark's own. */
const ownFiles: YamlLimits = { maxBytes: 2 ** 20, maxDepth: 32, aliases: true };

/** Reads, parses and checks one YAML file. Throws `BenchError` with file, line, field and fix. */
export function parseYamlFile<T>(
  file: string,
  schema: z.ZodType<T>,
  kind: FileKind,
  limits: YamlLimits = ownFiles,
): T {
  return parseYamlText(readText(file, kind, limits.maxBytes), file, schema, kind, limits);
}

/** As `parseYamlFile`, for text already in hand; `file` is only named in errors. */
export function parseYamlText<T>(
  text: string,
  file: string,
  schema: z.ZodType<T>,
  kind: FileKind,
  limits: YamlLimits = ownFiles,
): T {
  const result = schema.safeParse(loadText(text, file, kind, limits));
  if (result.success) return result.data;
  const positions = keyPositions(text);
  const line = (path: readonly PropertyKey[]) => lineOf(text, positions, path.map(String));
  throw violation({ error: result.error, schema, file, fileKind: kind, lineOf: line });
}

function loadText(text: string, file: string, kind: FileKind, limits: YamlLimits): unknown {
  const { maxDepth, aliases } = limits;
  try {
    return load(text, { maxDepth, maxAliases: aliases ? -1 : 0 });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    throw new BenchError(`not valid YAML: ${error.reason}`, {
      code: `${kind.kind}-yaml`,
      blame: kind.blame,
      where: error.mark === undefined ? file : `${file}:${error.mark.line + 1}`,
      mend: `Correct the YAML at that line; ${aliases ? "" : "aliases (*name) and "}more than ${maxDepth} levels are not read.`,
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
