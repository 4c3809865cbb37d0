import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { canonicalHash, hashOfFile } from "../../artifacts/index.ts";
import type { HubFiles } from "./hub-files.ts";
import { languageModelError } from "./problem.ts";

/** The files that decide what a model says, by what they are for. */
const roles = {
  weights: /^model(-\d{5}-of-\d{5})?\.safetensors(\.index\.json)?$/,
  tokenizer: /^tokenizer(_config)?\.json$/,
  configuration: /^(generation_)?config\.json$/,
} as const;
type Role = keyof typeof roles;

/** What a language model is, whatever it is called: for each part a SHA-256 over names and SHA-256 of its files. */
export type ModelIdentity = { readonly [part in Role]: string };

/** The identity of a folder's model. Throws `language-model` where a part is missing. */
export async function identityOf(folder: string): Promise<ModelIdentity> {
  const names = await readdir(folder).catch(() => []);
  return identity(names, folder, (name) => hashOfFile(join(folder, name)));
}

/** The identity of files whose SHA-256 are known, by their names. */
export function identityOfHashes(
  sha256Of: Readonly<Record<string, string>>,
  folder: string,
): Promise<ModelIdentity> {
  return identity(Object.keys(sha256Of), folder, async (name) => sha256Of[name]!);
}

/** The identity of files that are not written yet; that of the folder they would be in. */
export async function identityOfFiles(files: HubFiles): Promise<ModelIdentity> {
  return identity(Object.keys(files), "the model", async (name) =>
    createHash("sha256").update(files[name]!).digest("hex"),
  );
}

async function identity(
  names: readonly string[],
  where: string,
  sha256Of: (name: string) => Promise<string>,
): Promise<ModelIdentity> {
  async function hashOf(role: Role): Promise<string> {
    const own = names.filter((name) => roles[role].test(name)).sort();
    if (own.length === 0) throw missing(where, role);
    const files: { readonly name: string; readonly sha256: string }[] = [];
    for (const name of own) files.push({ name, sha256: await sha256Of(name) });
    return canonicalHash(files);
  }
  return {
    weights: await hashOf("weights"),
    tokenizer: await hashOf("tokenizer"),
    configuration: await hashOf("configuration"),
  };
}

function missing(where: string, role: Role) {
  return languageModelError({
    where,
    expected: `files of its ${role}`,
    received: "none",
    mend: "Give the folder of a whole model in the hub's layout.",
  });
}
