import path from "node:path";
import { BenchError } from "../errors/index.ts";
import { columns } from "../format/index.ts";
import { closeSeason, openSeason, readKeyFile, seasonsOf, writeKeyFile } from "../season/index.ts";
import type { Folders } from "../task/index.ts";
import { say } from "./execute.ts";
import { type ExitCode, exitCodes } from "./exit.ts";

type Checkout = Pick<Folders, "root">;

/** Prints the seasons of a checkout. */
export function listSeasons({ root }: Checkout): ExitCode {
  const rows = seasonsOf(root).map(({ number, opened, closed = "open", commitment, key = "sealed" }) => [
    ...[String(number), opened, closed, commitment, key],
  ]);
  const head = ["season", "opened", "closed", "SHA-256 of the key", "key"];
  console.log(columns([head, ["0", "", "", "", "none"], ...rows], [0]));
  return exitCodes.ok;
}

/** Makes a key, keeps it in a file, and commits to it in `seasons.yaml`. */
export async function beginSeason({ root }: Checkout, keyFile: string): Promise<ExitCode> {
  assertOutside(root, keyFile);
  const { number, commitment } = await openSeason(root, writeKeyFile(path.resolve(keyFile)), today());
  say(`Season ${number} is open; SHA-256 of its key: ${commitment}`);
  say(
    `Commit seasons.yaml now. Keep ${keyFile} where only maintainers can read it: without it no result of the season can be made.`,
  );
  return exitCodes.ok;
}

/** Writes a season's key into `seasons.yaml`. */
export async function endSeason({ root }: Checkout, keyFile: string): Promise<ExitCode> {
  const { number } = await closeSeason(root, readKeyFile(path.resolve(keyFile)).seal, today());
  say(`Season ${number} is closed; seasons.yaml has its key, and everybody can reproduce its results.`);
  return exitCodes.ok;
}

/** A key in the checkout would be committed one day. */
function assertOutside(root: string, keyFile: string): void {
  const inside = path.relative(root, path.resolve(keyFile));
  if (inside.startsWith("..")) return;
  throw new BenchError("a key does not belong into the checkout", {
    code: "key-inside",
    blame: "usage",
    where: "--key",
    received: keyFile,
    mend: "Name a file outside of it.",
  });
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
