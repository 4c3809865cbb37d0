/**
 * Kit: what a strategy may import instead of reading and writing messages itself, one folder for each language.
 * In: nothing. Out: where the kit lies, and what makes a strategy find it.
 * Versioned with the protocol and frozen (`frozen.json`): it can change what an entry selects, and is in no entry's hash.
 * A mended kit is a new folder beside this one, which manifests ask for.
 */
import path from "node:path";
import { pathToFileURL } from "node:url";

/** The kit of protocol 1. */
export const kitFolder = path.join(import.meta.dirname, "v1");

/** Its files, by path inside the folder. */
export const kitFiles = [
  "node/collapse-bench.ts",
  "node/package.json",
  "node/register.js",
  "python/collapse_bench.py",
] as const;

/** What `collapse-bench` means to a Node program below `/`, given where the kit is. */
export function kitLink(folder: string): { readonly target: string; readonly link: string } {
  return { target: path.join(folder, "node"), link: "/node_modules/collapse-bench" };
}

/** Environment in which Python finds the kit at `folder`. */
export function kitEnvironment(folder: string): Readonly<Record<string, string>> {
  return { PYTHONPATH: path.join(folder, "python") };
}

/** The same for programs that have no root of their own, where Node needs to be told too. */
export function bareKitEnvironment(folder: string): Readonly<Record<string, string>> {
  const register = pathToFileURL(path.join(folder, "node", "register.js"));
  return { ...kitEnvironment(folder), NODE_OPTIONS: `--import=${register.href}` };
}
