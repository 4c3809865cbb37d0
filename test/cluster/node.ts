/** A real Slurm of one or more nodes, in a folder of its own, for as long as a test needs it. */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { coreCount } from "../../harness/machine/index.ts";

const programs = ["munged", "slurmctld", "slurmd", "sbatch", "squeue", "scancel", "scontrol"];

/** Why there can be no cluster here; undefined where there can. */
export function whyNoSlurm(): string | undefined {
  if (process.getuid?.() !== 0) return "only root can start Slurm's daemons";
  const folders = [...(process.env["PATH"] ?? "").split(":"), "/usr/sbin"];
  const missing = programs.filter((name) => !folders.some((folder) => existsSync(path.join(folder, name))));
  return missing.length === 0
    ? undefined
    : `${missing.join(", ")} not installed (apt-get install slurm-wlm munge)`;
}

export interface Cluster extends AsyncDisposable {
  /** For the environment of whoever speaks to it. */
  readonly conf: string;
  readonly nodes: readonly string[];
}

/**
 * Starts the daemons and waits until all nodes take jobs. Several nodes are daemons of this machine, each in a namespace
 * with a name of its own as host, so that processes of one take those of another for strangers.
 */
export async function startCluster(folder: string, count = 1): Promise<Cluster> {
  for (const name of ["spool", "state", "log", "munge"])
    mkdirSync(path.join(folder, name), { recursive: true, mode: 0o755 });
  const conf = path.join(folder, "slurm.conf");
  const nodes =
    count === 1 ? [hostName()] : Array.from({ length: count }, (_, index) => `bench-${index + 1}`);
  const daemons = [...nodes.map((name) => `slurmd-${name}.pid`), "slurmctld.pid", "munge/pid"];
  const pidFiles = daemons.map((name) => path.join(folder, name));
  writeFileSync(path.join(folder, "munge", "key"), randomBytes(1024), { mode: 0o400 });
  writeFileSync(conf, configuration(folder, nodes));
  const munge = (name: string) => path.join(folder, "munge", name);
  await execa("munged", [
    ...["--force", `--key-file=${munge("key")}`, `--socket=${munge("socket")}`, `--pid-file=${munge("pid")}`],
    ...[`--log-file=${munge("log")}`, `--seed-file=${munge("seed")}`],
  ]);
  const logs = path.join(folder, "log");
  await startDaemon(["slurmctld", "-c", "-f", conf], logs);
  for (const node of nodes) await startDaemon(nodeDaemon(node, conf, count), logs);
  process.env["SLURM_CONF"] = conf;
  await untilIdle(count);
  return {
    conf,
    nodes,
    async [Symbol.asyncDispose]() {
      for (const file of pidFiles) await endDaemon(file);
    },
  };
}

function nodeDaemon(node: string, conf: string, count: number): readonly string[] {
  const daemon = ["slurmd", "-c", "-f", conf, "-N", node];
  if (count === 1) return daemon;
  return ["unshare", "--uts", "sh", "-c", 'hostname "$1"; shift; exec "$@"', "sh", node, ...daemon];
}

async function startDaemon([program, ...args]: readonly string[], logs: string): Promise<void> {
  const log = openSync(path.join(logs, `${program}.out`), "a");
  const child = spawn(program!, args, { stdio: ["ignore", log, log], detached: true });
  closeSync(log);
  // It goes on in the background once it has begun.
  await once(child, "exit");
}

async function untilIdle(count: number): Promise<void> {
  for (let look = 0; look < 240; look++) {
    const { stdout } = await execa("sinfo", ["--noheader", "--Node", "--format=%T"], { reject: false });
    const states = stdout.trim().split(/\s+/);
    if (states.length === count && states.every((state) => state === "idle")) return;
    await sleep(250);
  }
  throw new Error("a node of the test's Slurm did not come up");
}

async function endDaemon(pidFile: string): Promise<void> {
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, "utf8"));
  try {
    process.kill(pid, "SIGTERM");
    for (let look = 0; look < 100; look++) {
      process.kill(pid, 0);
      await sleep(100);
    }
    process.kill(pid, "SIGKILL");
  } catch {
    // It is gone.
  }
}

/** Ports are drawn so that two test runs on one machine do not meet. */
function configuration(folder: string, nodes: readonly string[]): string {
  const host = hostName();
  const port = 20_000 + (process.pid % 20_000);
  const at = (name: string) => path.join(folder, name);
  return `ClusterName=bench
SlurmctldHost=${host}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=${at("munge/socket")}
CredType=cred/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
StateSaveLocation=${at("state")}
SlurmdSpoolDir=${at("spool")}/%n
SlurmctldPidFile=${at("slurmctld.pid")}
SlurmdPidFile=${at("slurmd-%n.pid")}
SlurmctldLogFile=${at("log/slurmctld.log")}
SlurmdLogFile=${at("log/slurmd-%n.log")}
SlurmctldPort=${port}
ReturnToService=2
MpiDefault=none
AccountingStorageType=accounting_storage/none
SchedulerParameters=sched_interval=1
MinJobAge=300
InactiveLimit=0
KillWait=5
${nodes.map((name, index) => nodeLine(name, host, port + 1 + index, Math.ceil(coreCount() / nodes.length))).join("\n")}
PartitionName=work Nodes=${nodes.join(",")} Default=YES MaxTime=INFINITE State=UP
`;
}

function nodeLine(name: string, host: string, port: number, cores: number): string {
  return `NodeName=${name} NodeHostname=${host} NodeAddr=127.0.0.1 Port=${port} CPUs=${cores} State=UNKNOWN`;
}

function hostName(): string {
  return os.hostname().split(".")[0]!;
}
