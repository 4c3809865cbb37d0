import { wordCount } from "../text/index.ts";

/** What a row has under a name; `outer.inner` also goes into an object. */
export function valueAt(values: Readonly<Record<string, unknown>>, name: string): unknown {
  if (Object.hasOwn(values, name)) return values[name];
  for (let dot = name.indexOf("."); dot !== -1; dot = name.indexOf(".", dot + 1)) {
    const outer = values[name.slice(0, dot)];
    if (Object.hasOwn(values, name.slice(0, dot)) && isRecord(outer))
      return valueAt(outer, name.slice(dot + 1));
  }
  return undefined;
}

/**
 * A value as text: a text itself; a list of sentences one a line, a list of words with blanks between them, lists of such
 * lists likewise. Undefined for anything else, a list with something else in it included.
 */
export function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (!Array.isArray(value)) return undefined;
  const parts = value.map(textOf);
  if (parts.some((part) => part === undefined)) return undefined;
  const texts = parts as string[];
  return texts.join(texts.length > 1 && texts.every((text) => wordCount(text) <= 1) ? " " : "\n");
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
