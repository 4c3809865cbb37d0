import { createHash } from "node:crypto";

/** SHA-256 in hex of a value's canonical JSON. Throws as `canonicalJson` does. */
export function canonicalHash(value: unknown): string {
  return createHash("sha256").update(canonicalJson(value)).digest("hex");
}

/**
 * A value's canonical JSON (RFC 8785): keys by their UTF-16 units, numbers as JavaScript prints them; what is undefined is left out.
 * Throws `TypeError` for values JSON cannot hold: NaN, infinities, lone surrogates, objects that are no plain ones.
 */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case "number":
      if (!Number.isFinite(value)) throw new TypeError(`JSON has no number ${value}`);
      return `${value}`;
    case "string":
      return quoted(value);
    case "boolean":
      return value ? "true" : "false";
    case "object":
      if (value === null) return "null";
      return Array.isArray(value) ? listJson(value) : objectJson(value as Readonly<Record<string, unknown>>);
    default:
      throw new TypeError(`JSON has no ${typeof value}`);
  }
}

function listJson(values: readonly unknown[]): string {
  let json = "[";
  for (let at = 0; at < values.length; at++) json += (at === 0 ? "" : ",") + canonicalJson(values[at]);
  return `${json}]`;
}

function objectJson(value: Readonly<Record<string, unknown>>): string {
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    throw new TypeError("JSON has plain objects only");
  let json = "";
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member !== undefined) json += `${json === "" ? "" : ","}${quotedKey(key)}:${canonicalJson(member)}`;
  }
  return `{${json}}`;
}

function quoted(text: string): string {
  if (!text.isWellFormed()) throw new TypeError("JSON has no lone surrogates");
  return JSON.stringify(text);
}

const mostKeys = 1000;
const keys = new Map<string, string>();

/** Records have few names of fields, again and again. */
function quotedKey(key: string): string {
  const known = keys.get(key);
  if (known !== undefined) return known;
  const json = quoted(key);
  if (keys.size < mostKeys) keys.set(key, json);
  return json;
}
