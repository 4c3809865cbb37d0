import { hash, randomInt } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { canonicalHash } from "../artifacts/index.ts";
import { BenchError } from "../errors/index.ts";
import { type Agreement, agreementOf, playUnrecorded, tolerance } from "../intake/index.ts";
import { identityOf } from "../loop/index.ts";
import { type Cell, findCell, type MeasuredMachine, measureMachine } from "../plan/index.ts";
import type { Provenance } from "../provenance/index.ts";
import {
  type Repeatable,
  type ResultRecord,
  readRecord,
  readRecords,
  recordFile,
  repeatableSchema,
  seasonResults,
  writeReproduction,
} from "../record/index.ts";
import { seasonOf } from "../season/index.ts";
import { entryId } from "../submission/index.ts";
import { type Extent, type TierName, tierOf } from "../task/index.ts";
import { say } from "./execute.ts";
import { type ExitCode, exitCodes } from "./exit.ts";
import { catchSignals } from "./stopping.ts";
import { namable, type Workspace } from "./workspace.ts";

export interface ReproduceOptions {
  /** Of the entries that are named, and of the sample. */
  readonly tier: TierName;
  /** So many records drawn by chance, of the tier's or of those named; those of an earlier task or strategy cannot be played and are passed over. */
  readonly sample?: number;
  /** Who plays, if what comes of it is to be kept beside the results. */
  readonly keep?: string;
  /** A folder for every candidate of every round, and what was kept of it. */
  readonly pools?: string;
}

/**
 * Plays recorded cells again, as they were recorded, and says of each whether it is identical, equal within the tolerance,
 * or different. `names` are files of records, ids of cells, or entries.
 */
export async function reproduce(
  workspace: Workspace,
  names: readonly string[],
  { tier, sample, ...kept }: ReproduceOptions,
): Promise<ExitCode> {
  const named = recordsOf(workspace, names, tier);
  return replay(workspace, sample === undefined ? named : drawn(workspace, named, sample), kept);
}

/** Plays the cells of records again, and prints what came of each; kept in the name of `keep`, if there is one. */
export async function replay(
  workspace: Workspace,
  records: readonly ResultRecord[],
  { keep, pools }: Pick<ReproduceOptions, "keep" | "pools"> = {},
): Promise<ExitCode> {
  const cells = records.map((record) => ({ record, cell: presentCell(workspace, record) }));
  using stopping = catchSignals();
  let differing = 0;
  try {
    for (const { record, cell } of cells) {
      const folder = pools && path.join(pools, ...cell.id.split("/"));
      const again = await playAgain(workspace, cell, record, stopping.signal, folder);
      const { agreement, here } = again;
      console.log(wordsOf(cell, agreement));
      if (agreement.state !== "identical") console.log(machinesOf(record.provenance, here.provenance));
      if (agreement.state === "different") differing++;
      if (folder !== undefined) say(`pools written to ${folder}, with their SHA-256`);
      if (keep !== undefined) say(`kept as ${await kept(workspace, record, { ...again, by: keep })}`);
    }
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
    return stopping.code();
  }
  return differing > 0 ? exitCodes.failedCells : exitCodes.ok;
}

interface PlayedAgain {
  readonly agreement: Agreement;
  readonly here: MeasuredMachine;
  readonly playedAt: string;
  readonly logFile: string;
}

/** Writes a reproduction beside the results of the record's season. Returns its file. */
function kept(
  { allResults }: Workspace,
  { cell, season, fingerprint }: ResultRecord,
  { agreement, here, playedAt, logFile, by }: PlayedAgain & { readonly by: string },
): Promise<string> {
  const log = existsSync(logFile) ? readFileSync(logFile) : Buffer.alloc(0);
  return writeReproduction(seasonResults(allResults, season.number), {
    ...{ schema: 1, cell, season: season.number, fingerprint, agreement, playedAt, by },
    provenance: here.provenance,
    log: log.length === 0 ? null : { sha256: hash("sha256", log), bytes: log.length },
  });
}

/** Nothing that was computed for recorded cells is believed: what cells share is computed anew, apart. */
async function playAgain(
  { root, cache }: Workspace,
  cell: Cell,
  record: ResultRecord,
  signal: AbortSignal,
  pools?: string,
): Promise<PlayedAgain> {
  const [device = "auto"] = record.provenance.device.split(": ");
  const here = await measureMachine({ root, device, isolation: record.provenance.isolation });
  say(`playing ${cell.id} again`);
  const stage = {
    cache: path.join(cache, "reproduced"),
    device: here.device,
    isolation: here.isolation,
    signal,
    pools,
  };
  const playedAt = new Date().toISOString();
  const { repeatable, logFile } = await playUnrecorded(cell, stage);
  return { agreement: agreementOf(repeatableOf(record), repeatable), here, playedAt, logFile };
}

function recordsOf(workspace: Workspace, names: readonly string[], tier: TierName): readonly ResultRecord[] {
  const { submissions, results, season } = workspace;
  const tasks = namable(workspace);
  const ofTier = readRecords(results, tier).records.map(({ record }) => record);
  if (names.length === 0) return ofTier;
  return names.flatMap((name) => {
    if (name.endsWith(".json") && existsSync(name)) return [readRecord(name)];
    if (name.split("/").length === 4)
      return [readRecord(recordFile(results, identityOf(findCell(tasks, submissions, name, season)).cell))];
    const own = ofTier.filter(({ cell }) => entryId(cell) === name || cell.submission === name);
    if (own.length === 0) throw noRecord(name, tier);
    return own;
  });
}

/** So many of those that can be played here, by chance that nobody can foresee. Throws `BenchError` (blame usage) where none can. */
function drawn(
  workspace: Workspace,
  records: readonly ResultRecord[],
  count: number,
): readonly ResultRecord[] {
  const left = [...records];
  const found: ResultRecord[] = [];
  while (found.length < count && left.length > 0) {
    const [record] = left.splice(randomInt(left.length), 1);
    if (isPresent(workspace, record!)) found.push(record!);
  }
  if (found.length > 0 || records.length === 0) return found;
  throw new BenchError("all these records are of earlier tasks or strategies", {
    code: "record-outdated",
    blame: "usage",
    mend: "Check out the commit that one of them names, or run their cells again.",
  });
}

function isPresent(workspace: Workspace, record: ResultRecord): boolean {
  try {
    presentCell(workspace, record);
    return true;
  } catch (error) {
    if (error instanceof BenchError) return false;
    throw error;
  }
}

/** Throws `BenchError` (blame usage) for a record of another task or strategy than the checkout has. */
function presentCell(workspace: Workspace, record: ResultRecord): Cell {
  const { root, submissions, data, season } = workspace;
  const tasks = namable(workspace);
  const { task, tier, seed } = record.cell;
  const id = [task, tier, entryId(record.cell), seed].join("/");
  // A record says whose it is; the key is the workspace's, or the public's.
  const own = record.season.number === season.number ? season : seasonOf(root, record.season);
  const cell = findCell(tasks, submissions, id, own);
  const { hash, version } = record.task;
  const recorded = {
    ...identityOf(cell),
    season: record.season,
    task: { hash, version },
    strategy: record.strategy,
  };
  if (canonicalHash(identityOf(cell)) === canonicalHash(recorded))
    return { ...cell, extent: recordedExtent(cell, record) };
  const { commit } = record.provenance.harness;
  const corpus =
    record.data !== undefined && data === undefined ? " Records on a stored corpus need --corpus." : "";
  throw new BenchError("the record is of another task or strategy than the present one", {
    code: "record-outdated",
    blame: "usage",
    where: id,
    mend: `Check out what it was made with${commit === null ? "" : ` (commit ${commit})`}.${corpus}`,
  });
}

/** What was played when it was recorded, a failed round with it. */
function recordedExtent({ task, tier }: Cell, { regimes, outcome }: ResultRecord): Extent {
  const failed = outcome.status === "failed" ? outcome : { regime: undefined, round: 0 };
  const played = Object.values(regimes).map(({ length }) => length);
  return {
    rounds: Math.max(failed.round, ...played),
    regimes: tierOf(task, tier).frozen.regimes.filter(
      (regime) => regimes[regime] !== undefined || regime === failed.regime,
    ),
  };
}

function repeatableOf(record: ResultRecord): Repeatable {
  return repeatableSchema.strip().parse(record);
}

function wordsOf({ id }: Cell, agreement: Agreement): string {
  if (agreement.state === "identical") return `identical  ${id}`;
  if (agreement.state === "different") return `DIFFERENT  ${id}\n           ${agreement.where}`;
  const share = agreement.largest.toExponential(1);
  return `equal      ${id}, within ${tolerance} (at most ${share} off)\n           ${agreement.where}`;
}

/** What may explain a difference: kernels are chosen by what the processor can do. */
function machinesOf(recorded: Provenance, here: Provenance): string {
  const line = (what: string, { cpu, device, node, instructions }: Provenance) =>
    `           ${what}: ${[cpu, device, `Node ${node}`, ...(instructions ?? [])].join(", ")}`;
  return `${line("recorded on", recorded)}\n${line("played on", here)}`;
}

function noRecord(name: string, tier: TierName): BenchError {
  return new BenchError(`no record of tier ${tier} is of "${name}"`, {
    code: "record-none",
    blame: "usage",
    expected: "a record's file, a cell's id, or an entry",
    mend: "Correct the name, or pass --tier.",
  });
}
