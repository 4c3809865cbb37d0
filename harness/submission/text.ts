import { z } from "zod";
import type { CheckParams } from "../config/index.ts";
import { visible } from "../errors/index.ts";

/** Scripts need them inside words: they are invisible, and change how letters join. */
const joiners = /[\u200c\u200d]/g;

/** One line for people to read: NFC, without characters that act on a terminal or a page instead of being seen. */
export function line(maxLength: number) {
  return z
    .string()
    .normalize("NFC")
    .trim()
    .min(1)
    .max(maxLength)
    .superRefine(refuseActing(/[\n\t]/));
}

/** The same, over several lines. */
export function passage(maxLength: number) {
  return z.string().normalize("NFC").trim().min(1).max(maxLength).superRefine(refuseActing(/\t/));
}

/** An argument of a program, kept to the byte. */
export function argument(maxLength: number) {
  return z.string().min(1).max(maxLength).superRefine(refuseActing());
}

/** An address that people may follow. */
export function address() {
  return z
    .url({ protocol: /^https?$/ })
    .max(500)
    .superRefine(refuseActing(/[\n\t]/));
}

/** Values for the strategy alone; their texts are kept to the byte. */
export const params = z.record(z.string(), z.json()).superRefine((value, context) => {
  for (const { path, text } of textsIn(value, []))
    if (actingIn(text) !== undefined)
      context.addIssue({ code: "custom", path, message: complaint(text), params: remedy });
});

const remedy: CheckParams = { rule: "characters", mend: "Remove the character." };

function refuseActing(alsoRefused?: RegExp) {
  return (text: string, context: z.RefinementCtx): void => {
    const found = actingIn(text) ?? alsoRefused?.exec(text)?.[0];
    if (found !== undefined) context.addIssue({ code: "custom", message: complaint(found), params: remedy });
  };
}

function actingIn(text: string): string | undefined {
  return [...text.replaceAll(joiners, "")].find((character) => visible(character) !== character);
}

function complaint(text: string): string {
  const [character = text] = [...text].filter((one) => visible(one) !== one);
  const code = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0");
  return `holds U+${code}, a character that acts instead of being seen`;
}

interface Located {
  readonly path: PropertyKey[];
  readonly text: string;
}

/** Every text in a value, keys included. */
function textsIn(value: unknown, path: PropertyKey[]): readonly Located[] {
  if (typeof value === "string") return [{ path, text: value }];
  if (typeof value !== "object" || value === null) return [];
  const isList = Array.isArray(value);
  return Object.entries(value).flatMap(([key, one]) => {
    const here = [...path, isList ? Number(key) : key];
    return isList ? textsIn(one, here) : [{ path, text: key }, ...textsIn(one, here)];
  });
}
