import type { GroupHome } from "./control-group.ts";

/** How strategies are kept from the machine. */
export type Isolation = "bubblewrap" | "none";

/** Who keeps a limit: the kernel, by a control group, or the harness, which looks ten times a second. */
export type LimitKeeper = "cgroup" | "watched";

/** How this machine keeps the limits of a round. */
export interface Enforcement {
  readonly memory: LimitKeeper;
  /** Processes and threads together. */
  readonly processes: LimitKeeper;
  /** Processor time. */
  readonly time: LimitKeeper;
}

/** What is kept how with groups made there, or without any. */
export function enforcementBy(home: GroupHome | undefined): Enforcement {
  return {
    memory: home?.countsMemory ? "cgroup" : "watched",
    processes: home?.tasks === undefined ? "watched" : "cgroup",
    time: home?.unified === undefined ? "watched" : "cgroup",
  };
}
