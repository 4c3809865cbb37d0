/**
 * Machine: what this computer lets a process use.
 * In: nothing. Out: the number of cores, and the vector extensions that numerical kernels choose by.
 * A container's quota counts, not what its host has.
 */
import { existsSync, readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** Cores to keep busy: those this process may run on, or as many as the control group's quota pays for, at least one. */
export function coreCount(system = "/"): number {
  return Math.max(1, Math.min(os.availableParallelism(), Math.floor(quotaOf(system))));
}

/** Those by which numerical kernels choose their code, as Linux names them. */
const vectorExtensions =
  /^(sse4_2|avx|avx2|fma|f16c|avx_vnni|avx512\w+|amx_\w+|asimd\w*|sve\w*|i8mm|bf16|fphp)$/;

/** Vector extensions of the processor, sorted; undefined where the system does not list them. */
export function instructionSets(system = "/"): readonly string[] | undefined {
  const found = /^(?:flags|Features)\s*:\s*(.*)$/m.exec(textOf(path.join(system, "proc", "cpuinfo")))?.[1];
  return found
    ?.split(/\s+/)
    .filter((name) => vectorExtensions.test(name))
    .sort();
}

/** The lowest quota of this process's control group (version 2) and those around it, in cores; infinite without one. */
function quotaOf(system: string): number {
  const mount = path.join(system, "sys", "fs", "cgroup");
  const own = /^0::(.*)$/m.exec(textOf(path.join(system, "proc", "self", "cgroup")))?.[1] ?? "/";
  const groups = own.split("/").map((_, depth, names) => path.join(mount, ...names.slice(0, depth + 1)));
  return Math.min(...groups.map(quotaIn));
}

/** `cpu.max` holds the microseconds that may be used in each period, and the period's length; or `max`. */
function quotaIn(group: string): number {
  const [used, period] = textOf(path.join(group, "cpu.max")).split(" ").map(Number);
  const cores = (used ?? Number.NaN) / (period ?? Number.NaN);
  return cores > 0 ? cores : Number.POSITIVE_INFINITY;
}

function textOf(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}
