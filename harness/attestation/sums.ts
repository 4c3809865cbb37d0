import { createHash } from "node:crypto";

/** A file and the SHA-256 of its bytes. */
export interface Sum {
  /** From the checkout, with `/`. */
  readonly name: string;
  readonly hash: string;
}

/** SHA-256 of bytes, in hexadecimal digits. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** A list as `sha256sum` writes and checks it, in the order of names. */
export function sumsText(sums: readonly Sum[]): string {
  const inOrder = sums.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return inOrder.map(({ name, hash }) => `${hash}  ${name}\n`).join("");
}

/** Reads such a list; undefined for anything else, and for names that lead out of the checkout. */
export function parseSums(text: string): readonly Sum[] | undefined {
  const lines = text.split("\n").filter((line) => line !== "");
  const sums = lines.flatMap((line) => {
    const [, hash, name] = /^([0-9a-f]{64}) [ *](\S.*)$/.exec(line) ?? [];
    const isInside = name !== undefined && !name.startsWith("/") && !name.split("/").includes("..");
    return hash !== undefined && isInside ? [{ name, hash }] : [];
  });
  return sums.length === lines.length ? sums : undefined;
}
