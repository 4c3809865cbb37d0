import { createHash } from "node:crypto";
import { closeSync, type Dirent, lstatSync, openSync, readdirSync, readFileSync, readSync } from "node:fs";
import path from "node:path";
import { BenchError, visible } from "../errors/index.ts";
import { compiledKind, headBytes } from "./compiled.ts";
import { submissionLimits } from "./limits.ts";

export const manifestName = "submission.yaml";

const limits = submissionLimits.folder;

/**
 * The files that make a submission, by path inside its folder with `/` between parts, sorted: what is hashed, what the
 * strategy sees and what the site publishes. Left out are the manifest, and everything in folders that tools leave
 * behind. Throws `BenchError` (blame submission) for what may not be in a submission, naming it.
 */
export function submissionFiles(folder: string): readonly string[] {
  const files: string[] = [];
  const total = { bytes: 0 };
  for (const { name, file, found } of entriesUnder(folder, "")) {
    checkKind(file, name, found);
    if (name === manifestName) continue;
    files.push(name);
    total.bytes += checkedSize(file, name);
    if (files.length > limits.files)
      throw refused("many", folder, `has more than ${limits.files} files`, fewer);
    if (total.bytes > limits.bytes)
      throw refused("large", folder, `is larger than ${limits.bytes / 2 ** 20} MiB in all`, fewer);
  }
  return files.sort();
}

/** SHA-256 of each of a submission's files, by name. */
export function fileHashes(folder: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    submissionFiles(folder).map((name) => [
      name,
      createHash("sha256")
        .update(readFileSync(path.join(folder, name)))
        .digest("hex"),
    ]),
  );
}

/** Whether a file or folder of this name is a tool's leftover, and no part of a submission. */
export function isLeftOut(name: string): boolean {
  return name.startsWith(".") || name === "__pycache__" || name === "node_modules";
}

interface Found {
  readonly name: string;
  readonly file: string;
  readonly found: Dirent;
}

function* entriesUnder(folder: string, prefix: string): Generator<Found> {
  for (const found of readdirSync(path.join(folder, prefix), { withFileTypes: true })) {
    if (isLeftOut(found.name)) continue;
    const name = prefix + found.name;
    checkName(folder, name);
    if (found.isDirectory()) yield* entriesUnder(folder, `${name}/`);
    else yield { name, file: path.join(folder, name), found };
  }
}

function checkName(folder: string, name: string): void {
  if (name.length > limits.pathLength)
    throw refused("name", folder, `has a path of more than ${limits.pathLength} characters`, "Shorten it.");
  const isPlain = visible(name) === name && !/[\t\n\ufffd]/.test(name) && name.normalize("NFC") === name;
  if (isPlain) return;
  throw refused(
    "name",
    path.join(folder, name),
    "has a name with characters that cannot be seen",
    "Give it a name of plain characters (UTF-8, composed as NFC has it).",
  );
}

function checkKind(file: string, name: string, found: Dirent): void {
  if (found.isSymbolicLink())
    throw refused("link", file, "is a symbolic link", "Replace the link by what it leads to, or remove it.");
  if (!found.isFile()) throw refused("kind", file, "is no regular file", "Remove it.");
  const compiled = name === manifestName ? undefined : compiledKind(name, headOf(file));
  if (compiled !== undefined)
    throw refused(
      "compiled",
      file,
      `is ${compiled}`,
      "Bring the source: what runs must be readable to everybody.",
    );
}

function checkedSize(file: string, name: string): number {
  const { size } = lstatSync(file);
  if (size <= limits.fileBytes) return size;
  throw refused(
    "large",
    file,
    `is larger than ${limits.fileBytes / 2 ** 20} MiB`,
    `Make ${visible(name)} smaller.`,
  );
}

function headOf(file: string): Uint8Array {
  const handle = openSync(file, "r");
  try {
    const head = new Uint8Array(headBytes);
    return head.subarray(0, readSync(handle, head, 0, headBytes, 0));
  } finally {
    closeSync(handle);
  }
}

const fewer = "Keep what the strategy needs; data that is learnt from must be small.";

function refused(rule: string, where: string, what: string, mend: string): BenchError {
  const shown = path.relative(process.cwd(), where);
  return new BenchError(`this ${what}`, {
    code: `submission-${rule}`,
    blame: "submission",
    where: shown,
    mend,
  });
}
