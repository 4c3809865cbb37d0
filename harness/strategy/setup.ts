import { chmodSync, existsSync, lstatSync, readdirSync, readFileSync, statSync } from "node:fs";
import { chmod, chown, mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { canonicalHash, withLock, writeWhole } from "../artifacts/index.ts";
import { BenchError, hasErrnoCode } from "../errors/index.ts";
import { StrategyFailure } from "../selection/index.ts";
import type { Submission } from "../submission/index.ts";
import { openGroup } from "./control-group.ts";
import { findGroupHome } from "./group-home.ts";
import type { Isolation } from "./isolation.ts";
import { type Launched, launch } from "./launch.ts";
import { openLog, type StrategyLog } from "./log.ts";
import { copyKit, copySubmission, makeTemporaryFolder } from "./private-copy.ts";
import { strategyRuntimes } from "./runtimes.ts";
import { sandboxWrappers } from "./sandbox.ts";
import { unprivileged } from "./unprivileged.ts";

/** What a setup may use at most; docs/submissions.md says so. */
export const setupLimits = {
  seconds: 600,
  memoryMiB: 4096,
  tasks: 1024,
  /** Of its temporary folder, and of a file. */
  scratchMiB: 1024,
  /** Of all that it leaves. */
  bytes: 2 * 2 ** 30,
  files: 100_000,
  logKiB: 1024,
} as const;

/** How long a failure is believed, so that the cells of a board do not each wait for the same one. */
const failureMs = 3_600_000;

export interface SetupRequest {
  readonly submission: Submission;
  /** Where is kept what setups make. */
  readonly setups?: string;
  readonly isolation: Isolation;
  readonly groups?: "auto" | "off";
  readonly hear?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * What a submission's `setup` makes of its files: a folder, kept by all that decides it; undefined without a `setup`. Runs it
 * once, in the sandbox and with network. Throws `StrategyFailure` when it fails.
 */
export async function setUp(request: SetupRequest): Promise<string | undefined> {
  const { submission, setups, isolation } = request;
  const { setup } = submission.manifest;
  if (setup.length === 0) return undefined;
  if (setups === undefined) throw nowhere();
  const { arch, platform } = process;
  const versions = await strategyRuntimes();
  const key = canonicalHash({ files: submission.files, setup, isolation, versions, arch, platform });
  const place = path.join(setups, key.slice(0, 32));
  const folder = path.join(place, "submission");
  await mkdir(place, { recursive: true });
  await chmod(place, await placeMode(request));
  await withLock(path.join(place, "lock"), async () => {
    if (existsSync(path.join(place, "made"))) return;
    const believed = recentFailure(place, submission);
    if (believed !== undefined) throw believed;
    await make(request, place, folder);
  });
  return folder;
}

/**
 * Nobody else of the machine may enter: what a setup of root's leaves belongs to root. Where the sandbox is nobody's, nobody
 * must be let in.
 */
async function placeMode({ isolation, groups = "auto" }: SetupRequest): Promise<number> {
  const home = groups === "auto" ? await findGroupHome() : undefined;
  return isolation === "bubblewrap" && unprivileged(home && { home }).length > 0 ? 0o711 : 0o700;
}

async function make(request: SetupRequest, place: string, folder: string): Promise<void> {
  const { submission, hear } = request;
  await rm(folder, { recursive: true, force: true });
  await copySubmission(submission.folder, folder);
  const log = openLog(path.join(place, "log"), setupLimits.logKiB, hear);
  const end = new AbortController();
  const timer = setTimeout(() => end.abort(), setupLimits.seconds * 1000);
  try {
    for (const command of submission.manifest.setup) {
      log.remark(`setup of ${submission.slug}: ${command.join(" ")}`);
      await runCommand(command, { ...request, folder, log, end: end.signal });
    }
    checkProduct(folder);
    await writeWhole(path.join(place, "made"), `${new Date().toISOString()}\n`);
  } catch (error) {
    if (!(error instanceof StrategyFailure)) throw error;
    const { message, mend, received } = error;
    log.remark(message);
    await log.close();
    const told = { message, mend, received, lastWords: log.lastWords() };
    await writeFile(path.join(place, "failed"), JSON.stringify(told));
    throw failed(told, place, submission);
  } finally {
    clearTimeout(timer);
    await log.close();
  }
}

interface CommandRequest extends SetupRequest {
  /** Where it runs, and leaves what it makes. */
  readonly folder: string;
  readonly log: StrategyLog;
  /** Aborted when the time is up. */
  readonly end: AbortSignal;
}

async function runCommand(command: readonly string[], request: CommandRequest): Promise<void> {
  const { folder, isolation, groups = "auto", log, end, signal } = request;
  const home = groups === "auto" ? await findGroupHome() : undefined;
  const { memoryMiB, tasks, scratchMiB } = setupLimits;
  const group = home && openGroup(home, { memoryMiB, tasks: tasks + sandboxWrappers });
  const temporary = await makeTemporaryFolder();
  const [scratch, kit] = [path.join(temporary, "scratch"), path.join(temporary, "kit")];
  const received = command.join(" ");
  try {
    await copyKit(kit);
    await mkdir(scratch);
    if (isolation === "bubblewrap" && unprivileged(group).length > 0) await giveToNobody(folder);
    const limits = { memoryMiB, scratchMiB };
    const place = { purpose: "setup", folder, kit, scratch } as const;
    const launched = launch({ ...place, run: command, limits, tasks, isolation, group });
    const kill = () => {
      group?.kill();
      launched.kill();
    };
    const status = await ended(launched, log, kill, AbortSignal.any([end, ...(signal ? [signal] : [])]));
    signal?.throwIfAborted();
    if (end.aborted) throw broken(`its setup took longer than ${setupLimits.seconds} seconds`, received);
    if (!(await launched.started)) throw noSandbox(log.lastWords());
    if (status !== 0) throw broken(`its setup ended with exit status ${status}`, received);
  } finally {
    await group?.remove();
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Exit status; both outputs are the log. */
async function ended(
  { stdin, stdout, stderr, exited, stderrClosed }: Launched,
  log: StrategyLog,
  kill: () => void,
  until: AbortSignal,
): Promise<number> {
  stdin.on("error", () => undefined);
  stdin.end();
  for (const output of [stdout, stderr]) output.on("data", (chunk: Uint8Array) => log.write(chunk));
  until.addEventListener("abort", kill);
  if (until.aborted) kill();
  try {
    const status = await exited;
    // Whatever it left running holds the outputs open.
    kill();
    await stderrClosed;
    return status;
  } finally {
    until.removeEventListener("abort", kill);
  }
}

/** The sandbox is nobody's where only that limits root's processes. */
async function giveToNobody(folder: string): Promise<void> {
  const nobody = 65534;
  await chown(folder, nobody, nobody);
  for (const name of readdirSync(folder, { recursive: true }))
    if (!lstatSync(path.join(folder, String(name))).isSymbolicLink())
      await chown(path.join(folder, String(name)), nobody, nobody);
}

/** Small enough, and without programs that would run as their owner. */
function checkProduct(folder: string): void {
  let bytes = 0;
  const names = readdirSync(folder, { recursive: true });
  for (const name of names) {
    const file = path.join(folder, String(name));
    const { size, mode } = lstatSync(file);
    bytes += size;
    if ((mode & asOwner) !== 0) chmodSync(file, mode & ~asOwner & 0o7777);
  }
  const { files, bytes: most } = setupLimits;
  if (names.length > files) throw broken(`its setup left more than ${files} files`, `${names.length}`);
  if (bytes > most) throw broken(`its setup left more than ${most / 2 ** 30} GiB`, `${bytes} bytes`);
}

/** S_ISUID and S_ISGID. */
const asOwner = 0o6000;

interface Told {
  readonly message: string;
  readonly mend: string;
  readonly received?: string | undefined;
  readonly lastWords: string;
}

function recentFailure(place: string, submission: Submission): StrategyFailure | undefined {
  const file = path.join(place, "failed");
  try {
    if (Date.now() - statSync(file).mtimeMs > failureMs) return undefined;
    return failed(JSON.parse(readFileSync(file, "utf8")) as Told, place, submission);
  } catch (error) {
    if (hasErrnoCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

function failed(
  { message, mend, received, lastWords }: Told,
  place: string,
  { slug }: Submission,
): StrategyFailure {
  return new StrategyFailure("setup-failed", message, {
    mend,
    where: path.join(slug, "submission.yaml"),
    ...(received === undefined ? {} : { received }),
    traces: { logFile: path.join(place, "log"), lastWords },
  });
}

function broken(message: string, received: string): StrategyFailure {
  return new StrategyFailure("setup-failed", message, {
    received,
    mend: "Read the setup's log; the commands run in the folder, in the sandbox, with network.",
  });
}

function noSandbox(words: string): BenchError {
  return new BenchError("the sandbox of a setup could not be started", {
    code: "sandbox-missing",
    blame: "environment",
    received: words || "no word",
    mend: "Keep --cache where others may enter, and run `npx collapse-bench doctor`.",
  });
}

function nowhere(): BenchError {
  return new BenchError("a submission with a setup is run without a place for what it makes", {
    code: "setup-nowhere",
    blame: "harness",
    mend: "Give the strategy's options `setups`.",
  });
}
