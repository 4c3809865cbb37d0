import { existsSync } from "node:fs";
import path from "node:path";
import { dump } from "js-yaml";
import { z } from "zod";
import { writeWhole } from "../artifacts/index.ts";
import { parseYamlFile } from "../config/index.ts";
import { BenchError } from "../errors/index.ts";
import { type RandomPath, Seal } from "../random/index.ts";
import { keyShape } from "./key.ts";

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

const line = z.strictObject({
  number: z.int().positive(),
  /** Days, as 2026-01-31. */
  opened: day,
  /** SHA-256 of the key, hexadecimal. */
  commitment: z.string().regex(/^[0-9a-f]{64}$/),
  closed: day.optional(),
  /** Revealed when the season is closed. */
  key: z.string().regex(keyShape).optional(),
});
/** A season as `seasons.yaml` has it. */
export type SeasonLine = z.infer<typeof line>;

const fileSchema = z.strictObject({ schema: z.literal(1), seasons: z.array(line) });

/** Whose streams are drawn, as far as is known here. */
export interface Season {
  readonly number: number;
  /** SHA-256 of its key; null for season 0, which has none. */
  readonly commitment: string | null;
  /** Heads every random path of the season; undefined while the key is not known here. */
  readonly root: RandomPath | undefined;
}

/** Season 0: no key. */
export const publicSeason = { number: 0, commitment: null, root: [] } as const satisfies Season;

/** Where a checkout lists its seasons. */
export function seasonsFile(root: string): string {
  return path.join(root, "seasons.yaml");
}

/** The seasons of a checkout after season 0, in their order. Throws `BenchError` for a malformed list, or a key that is not the one committed to. */
export function seasonsOf(root: string): readonly SeasonLine[] {
  const file = seasonsFile(root);
  if (!existsSync(file)) return [];
  const { seasons } = parseYamlFile(file, fileSchema, { kind: "seasons", blame: "environment" });
  for (const [place, { number, key, commitment, closed }] of seasons.entries()) {
    if (number !== place + 1)
      throw listError(file, `season ${number} stands where season ${place + 1} belongs`);
    if ((key === undefined) !== (closed === undefined))
      throw listError(file, `season ${number} needs both a key and the day it was closed, or neither`);
    if (key !== undefined && new Seal(key).commitment !== commitment)
      throw listError(file, `the key of season ${number} is not the one that was committed to`);
  }
  return seasons;
}

/**
 * The season that is wanted: by its number, by its key, or 0. A revealed key is taken from the list. Throws `BenchError` (blame
 * usage) for a season that is not listed, and for a key of none or of another.
 */
export function seasonOf(root: string, wanted: { readonly number?: number; readonly seal?: Seal }): Season {
  const seasons = seasonsOf(root);
  const { seal } = wanted;
  const committed = seal && seasons.find(({ commitment }) => commitment === seal.commitment);
  if (seal !== undefined && committed === undefined)
    throw usageError("season-key", "no season has committed to this key", seasons);
  const number = wanted.number ?? committed?.number ?? 0;
  if (committed !== undefined && committed.number !== number)
    throw usageError(
      "season-key",
      `this is the key of season ${committed.number}, not of ${number}`,
      seasons,
    );
  if (number === 0) return publicSeason;
  const found = seasons.find((season) => season.number === number);
  if (found === undefined) throw usageError("season-unknown", `there is no season ${number}`, seasons);
  const known = seal ?? (found.key === undefined ? undefined : new Seal(found.key));
  return { number, commitment: found.commitment, root: known && [known] };
}

/** Commits to a key, under the next number. */
export async function openSeason(root: string, seal: Seal, today: string): Promise<SeasonLine> {
  const seasons = seasonsOf(root);
  const opened = { number: seasons.length + 1, opened: today, commitment: seal.commitment };
  await writeSeasons(root, [...seasons, opened]);
  return opened;
}

/** Reveals a season's key. Throws `BenchError` (blame usage) for a key of no season, or of one that is closed. */
export async function closeSeason(root: string, seal: Seal, today: string): Promise<SeasonLine> {
  const seasons = seasonsOf(root);
  const open = seasons.find(({ commitment, key }) => commitment === seal.commitment && key === undefined);
  if (open === undefined) throw usageError("season-key", "no open season has committed to this key", seasons);
  const closed = { ...open, closed: today, key: seal.reveal() };
  await writeSeasons(root, seasons.with(open.number - 1, closed));
  return closed;
}

const head = `# Seasons of the board, written by \`collapse-bench season\` (docs/rules.md). Season 0 has no key and is not listed.
# \`commitment\` is the SHA-256 of \`key\`, which is told when the season is closed. Lines are never changed, but for that.
`;

async function writeSeasons(root: string, seasons: readonly SeasonLine[]): Promise<void> {
  await writeWhole(seasonsFile(root), head + dump({ schema: 1, seasons }));
}

function listError(where: string, message: string): BenchError {
  return new BenchError(message, {
    code: "seasons-list",
    blame: "environment",
    where,
    mend: "Restore the file from version control; `collapse-bench season` writes it.",
  });
}

function usageError(code: string, message: string, seasons: readonly SeasonLine[]): BenchError {
  return new BenchError(message, {
    code,
    blame: "usage",
    expected: ["0", ...seasons.map(({ number }) => String(number))].join(", "),
    mend: "Name a season of seasons.yaml with --season, or its own key with --key.",
  });
}
