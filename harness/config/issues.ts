import { closestMatch } from "leven";
import { z } from "zod";
import { BenchError, type Blame } from "../errors/index.ts";

/** How a checked file is described in errors, and who mends it. */
export interface FileKind {
  /** E.g. `manifest`; becomes the error code's prefix. */
  readonly kind: string;
  readonly blame: Blame;
  /** What to do with a file that cannot be parsed at all. */
  readonly mend?: string;
  /** Keys that the format had once, and what to do about each. */
  readonly retired?: Readonly<Record<string, string>>;
}

/** What a custom check of a schema may add to its message: the rule for the error's code, what was expected, the remedy. */
export interface CheckParams {
  readonly rule: string;
  readonly expected?: string;
  readonly mend: string;
}

type Path = readonly PropertyKey[];

/** What was wrong with a file, as zod says it, and where in the file things stand. */
export interface Violation {
  readonly error: z.ZodError;
  readonly schema: z.ZodType;
  readonly file: string;
  readonly fileKind: FileKind;
  /** The line of the nearest enclosing key. */
  readonly lineOf?: (path: Path) => number | undefined;
}

/** The first schema violation as an error at `file:line`; a key nobody knows comes before the one that it should have been. */
export function violation({ error, schema, file, fileKind, lineOf }: Violation): BenchError {
  const { issues } = error;
  const issue = issues.find(({ code }) => code === "unrecognized_keys") ?? issues[0]!;
  const path = issue.code === "unrecognized_keys" ? [...issue.path, issue.keys[0]!] : issue.path;
  const line = lineOf?.(path);
  const more = issues.length > 1 ? ` (${issues.length - 1} more beside it)` : "";
  const { rule, expected, mend } = explained(issue, path, schema, fileKind);
  return new BenchError(`${describe(issue, path)}${more}`, {
    code: `${fileKind.kind}-${rule}`,
    blame: fileKind.blame,
    where: line === undefined ? file : `${file}:${line}`,
    ...(expected === undefined ? {} : { expected }),
    mend,
    cause: error,
  });
}

function describe(issue: z.core.$ZodIssue, path: Path): string {
  if (issue.code === "unrecognized_keys") return `unknown key "${dotted(path)}"`;
  return path.length === 0 ? issue.message : `"${dotted(path)}": ${issue.message}`;
}

function explained(issue: z.core.$ZodIssue, path: Path, schema: z.ZodType, kind: FileKind): CheckParams {
  const rule = issue.code.replaceAll("_", "-");
  if (issue.code === "custom" && issue.params !== undefined) return issue.params as unknown as CheckParams;
  if (issue.code === "unrecognized_keys") {
    const key = issue.keys[0]!;
    const mend = kind.retired?.[dotted(path)] ?? mendOfKey(key, keysAt(schema, issue.path));
    return { rule, mend };
  }
  return { rule, mend: path.length === 0 ? "Correct the file." : `Correct "${dotted(path)}".` };
}

function mendOfKey(key: string, known: readonly string[]): string {
  const nearest = closestMatch(key, known, { maxDistance: Math.ceil(key.length / 3) });
  if (nearest !== undefined) return `Write "${nearest}", or remove the key.`;
  return known.length === 0 ? "Remove the key." : `Remove the key; known here are ${known.join(", ")}.`;
}

type JsonSchema = z.core.JSONSchema.JSONSchema;

/** The keys that a schema knows at a path. */
function keysAt(schema: z.ZodType, path: Path): readonly string[] {
  const whole = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonSchema;
  const found = path.reduce<readonly JsonSchema[]>(
    (here, key) => here.flatMap((one) => below(one, key)),
    [whole],
  );
  return found.flatMap((one) => alternatives(one)).flatMap(({ properties = {} }) => Object.keys(properties));
}

function below(schema: JsonSchema, key: PropertyKey): readonly JsonSchema[] {
  return alternatives(schema).flatMap(({ properties, items, additionalProperties }) => {
    const next = properties?.[String(key)] ?? (typeof key === "number" ? items : additionalProperties);
    return typeof next === "object" && !Array.isArray(next) ? [next] : [];
  });
}

function alternatives(schema: JsonSchema): readonly JsonSchema[] {
  return schema.anyOf ?? [schema];
}

function dotted(path: Path): string {
  return path.map(String).join(".");
}
