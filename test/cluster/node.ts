/** A real Slurm of one node, in a folder of its own, for as long as a test needs it. */
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
}

/** Starts the daemons and waits until the node takes jobs. */
export async function startCluster(folder: string): Promise<Cluster> {
  for (const name of ["spool", "state", "log", "munge"])
    mkdirSync(path.join(folder, name), { recursive: true, mode: 0o755 });
  const conf = path.join(folder, "slurm.conf");
  const pidFiles = ["slurmd.pid", "slurmctld.pid", "munge/pid"].map((name) => path.join(folder, name));
  writeFileSync(path.join(folder, "munge", "key"), randomBytes(1024), { mode: 0o400 });
  writeFileSync(conf, configuration(folder));
  const munge = (name: string) => path.join(folder, "munge", name);
  await execa("munged", [
    ...["--force", `--key-file=${munge("key")}`, `--socket=${munge("socket")}`, `--pid-file=${munge("pid")}`],
    ...[`--log-file=${munge("log")}`, `--seed-file=${munge("seed")}`],
  ]);
  for (const daemon of ["slurmctld", "slurmd"]) await startDaemon(daemon, conf, path.join(folder, "log"));
  process.env["SLURM_CONF"] = conf;
  await untilIdle();
  return {
    conf,
    async [Symbol.asyncDispose]() {
      for (const file of pidFiles) await endDaemon(file);
    },
  };
}

async function startDaemon(name: string, conf: string, logs: string): Promise<void> {
  const log = openSync(path.join(logs, `${name}.out`), "a");
  const child = spawn(name, ["-c", "-f", conf], { stdio: ["ignore", log, log], detached: true });
  closeSync(log);
  // It goes on in the background once it has begun.
  await once(child, "exit");
}

async function untilIdle(): Promise<void> {
  for (let look = 0; look < 240; look++) {
    const { stdout } = await execa("sinfo", ["--noheader", "--format=%T"], { reject: false });
    if (stdout.trim() === "idle") return;
    await sleep(250);
  }
  throw new Error("the node of the test's Slurm did not come up");
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
function configuration(folder: string): string {
  const host = os.hostname().split(".")[0];
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
SlurmdSpoolDir=${at("spool")}
SlurmctldPidFile=${at("slurmctld.pid")}
SlurmdPidFile=${at("slurmd.pid")}
SlurmctldLogFile=${at("log/slurmctld.log")}
SlurmdLogFile=${at("log/slurmd.log")}
SlurmctldPort=${port}
SlurmdPort=${port + 1}
ReturnToService=2
MpiDefault=none
AccountingStorageType=accounting_storage/none
SchedulerParameters=sched_interval=1
MinJobAge=300
InactiveLimit=0
KillWait=5
NodeName=${host} NodeAddr=127.0.0.1 CPUs=${coreCount()} State=UNKNOWN
PartitionName=work Nodes=${host} Default=YES MaxTime=INFINITE State=UP
`;
}
