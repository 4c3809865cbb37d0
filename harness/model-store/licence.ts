import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { load } from "js-yaml";
import { z } from "zod";

const LICENCE_LINES = 8;
const cardSchema = z.object({
  license: z.union([z.string(), z.array(z.string())]).nullish(),
  license_name: z.string().nullish(),
  license_link: z.string().nullish(),
});

/** What a model may be used for, as its folder says. */
export interface Terms {
  /** One line: the card's own words, or the first line of the licence. */
  readonly licence: string;
  /** What is shown before a model is taken, several lines. */
  readonly shown: string;
}

/** The licence that a folder's README.md names in its heading, and how its licence file begins. */
export async function termsOf(folder: string): Promise<Terms> {
  const named = await cardLicence(folder);
  const file = (await readdir(folder)).filter((name) => /^(LICEN[CS]E|COPYING)/i.test(name)).sort()[0];
  const lines = file === undefined ? [] : linesOf(await readFile(join(folder, file), "utf8"));
  const licence = named ?? lines[0]?.trim() ?? "not stated";
  const from = named === undefined ? (file ?? "neither README.md nor LICENSE says") : "README.md";
  const shown = [`Licence: ${licence} (${from}).`];
  if (file !== undefined) {
    const more = lines.length - LICENCE_LINES;
    shown.push(`${file} begins:`, ...lines.slice(0, LICENCE_LINES).map((line) => `  ${line}`));
    if (more > 0) shown.push(`  … and ${more} lines more.`);
  }
  return { licence, shown: shown.join("\n") };
}

async function cardLicence(folder: string): Promise<string | undefined> {
  const text = await readFile(join(folder, "README.md"), "utf8").catch(() => "");
  const heading = /^\uFEFF?---\r?\n([\s\S]*?)\r?\n---/.exec(text)?.[1];
  return heading === undefined ? undefined : licenceIn(parsed(heading));
}

/** The licence of a card's data: `license`, with its name and place where it is one of the publisher's own. */
export function licenceIn(card: unknown): string | undefined {
  const found = cardSchema.safeParse(card);
  if (!found.success || !found.data.license) return undefined;
  const { license, license_name, license_link } = found.data;
  return [[license].flat().join(", "), license_name, license_link].filter(Boolean).join(", ");
}

function parsed(yaml: string): unknown {
  try {
    return load(yaml);
  } catch {
    return undefined;
  }
}

function linesOf(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line.trim() !== "");
}
