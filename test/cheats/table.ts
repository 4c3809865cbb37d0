import path from "node:path";
import type { StrategyFailureCode } from "../../harness/selection/index.ts";
import { isFiltered } from "../../harness/strategy/filter.ts";
import type { RoundRequest } from "../../harness/strategy/index.ts";
import { type SystemCall, systemCallNumber } from "../../harness/strategy/system-calls.ts";
import { limits } from "../strategy/stage.ts";

/** `kept`: nothing came of it, and the round went on. */
export type Outcome = "kept" | StrategyFailureCode;

/** A hostile program, and what must become of it. */
export interface Cheat {
  readonly name: string;
  /** Of `entries/`, without its ending; `name` unless given. */
  readonly program?: string;
  /** Two where memory that no process's size shows is counted by a control group, and refused without one; and where chance decides. */
  readonly outcome:
    | Outcome
    | { readonly counted: Outcome; readonly watched: Outcome }
    | { readonly either: readonly Outcome[] };
  readonly params?: Readonly<Record<string, unknown>>;
  readonly limits?: Partial<RoundRequest["limits"]>;
  /** What the failure's own words must say. */
  readonly says?: RegExp;
  readonly division?: "weak" | "oracle";
  /** Seconds that the harness takes to verify. */
  readonly verifySeconds?: number;
}

export const checkout = path.resolve(import.meta.dirname, "../..");
/** Where the harness's machine listens while the cheats run. */
export const listening = { port: 0, name: `collapse-bench-cheats-${process.pid}` };

export const cheatLimits: RoundRequest["limits"] = { ...limits, seconds: 2, memoryMiB: 200, scratchMiB: 2 };

const eperm = 1;
const enosys = 38;

/** System calls tried in one round, with all arguments zero unless given. */
function calls(
  name: string,
  tried: readonly (SystemCall | readonly [SystemCall, number, ...number[]])[],
): Cheat {
  const rows = tried.flatMap((one) => {
    const [call, errno, ...given] = typeof one === "string" ? [one, eperm] : one;
    const number = isFiltered(process.arch) ? systemCallNumber(call, process.arch) : null;
    return number === null ? [] : [[call, number, errno, [...given, 0, 0, 0, 0, 0, 0].slice(0, 6)]];
  });
  return { name, program: "makes-calls", outcome: "kept", params: { calls: rows } };
}

/** Lines printed, and the code they must earn. */
function says(name: string, outcome: StrategyFailureCode, ...lines: readonly string[]): Cheat {
  return { name, program: "says", outcome, params: { lines } };
}

const select = '{"type":"select","items":[[0,0]]}';
const done = '{"type":"done"}';
const pairs = (count: number) => JSON.stringify(Array.from({ length: count }, (_, item) => [item, 0]));
const query = (verifier: string, items: string) =>
  `{"type":"query","verifier":"${verifier}","items":${items}}`;
const siginfo = 17;
const newUser = 0x10000000;
const newNetwork = 0x40000000;

const files: readonly Cheat[] = [
  ...["reads-the-users", "reads-the-truth", "reads-its-manifest", "reads-init"].map(kept),
  { name: "reads-other-entries", outcome: "kept", params: { checkout } },
  { name: "reads-mounts", outcome: "kept", params: { checkout } },
  ...["reads-others-command-lines", "reads-keys-and-locks", "reads-devices"].map(kept),
  ...["uses-inherited-descriptors", "writes-where-it-should-not", "changes-the-kernel"].map(kept),
  ...["links-out-of-scratch", "raises-its-limits", "becomes-root", "lets-the-harness-go-first"].map(kept),
  { name: "fills-scratch", outcome: "kept", params: { scratch: cheatLimits.scratchMiB * 2 ** 20 } },
];

const kernel: readonly Cheat[] = [
  ...["opens-every-socket-family", "talks-back-on-stdin"].map(kept),
  // A kernel without 32-bit calls ends the process at the instruction, before any filter is asked.
  { name: "calls-as-32-bit", outcome: { either: ["kept", "exit-status"] }, says: /^kept$|SIGSEGV/ },
  { name: "calls-home", outcome: "kept", params: listening },
  calls("keeps-keys", ["add_key", "request_key", "keyctl"]),
  calls("reaches-into-others", [
    "ptrace",
    ["ptrace", eperm, 0x4206, 1],
    "process_vm_readv",
    ["process_vm_writev", eperm, 1],
  ]),
  calls("takes-others-descriptors", ["pidfd_getfd", "kcmp"]),
  calls("goes-around-by-io-uring", [["io_uring_setup", eperm, 8], "io_uring_enter", "io_uring_register"]),
  calls("programs-the-kernel", ["bpf", "userfaultfd", "perf_event_open"]),
  calls("mounts", [
    "mount",
    "umount2",
    "pivot_root",
    "chroot",
    "move_mount",
    "open_tree",
    "fsopen",
    "fsmount",
  ]),
  calls("reads-mounts-by-number", ["statmount", "listmount", "name_to_handle_at", "open_by_handle_at"]),
  calls("leaves-its-namespaces", [["unshare", eperm, newUser], ["unshare", eperm, newNetwork], "setns"]),
  calls("starts-in-new-namespaces", [
    ["clone", eperm, newUser | siginfo],
    ["clone", eperm, newNetwork | siginfo],
    ["clone3", enosys],
  ]),
  calls("replaces-the-kernel", ["kexec_load", "init_module", "finit_module", "reboot", "swapon", "acct"]),
  calls("sets-the-clock", ["settimeofday", "clock_settime", "adjtimex", "sethostname", "syslog"]),
  calls("watches-files", ["inotify_init1", "inotify_add_watch", "fanotify_init", "fanotify_mark"]),
  calls("asks-what-is-cached", ["mincore", "cachestat", ["preadv2", eperm, 0, 0, 0, 0, 0, 8]]),
  {
    ...calls("calls-by-other-numbers", []),
    // x32: the same calls under numbers of their own; number 39 is getpid.
    params: { calls: process.arch === "x64" ? [["x32", 0x40000000 + 39, eperm, [0, 0, 0, 0, 0, 0]]] : [] },
  },
];

const memory: readonly Cheat[] = [
  { name: "takes-memory", outcome: "out-of-memory" },
  { name: "takes-memory-by-children", outcome: "out-of-memory" },
  { name: "takes-memory-behind-an-ended-leader", outcome: "out-of-memory" },
  // Faster than anybody looks: without a control group the limit of each process may come first.
  { name: "takes-memory-at-once", outcome: "out-of-memory" },
  { name: "hides-memory-in-a-memfd", outcome: { counted: "out-of-memory", watched: "kept" } },
  { name: "hides-memory-in-segments", outcome: { counted: "out-of-memory", watched: "kept" } },
  { name: "hides-memory-in-message-queues", outcome: { counted: "out-of-memory", watched: "kept" } },
  { name: "hides-memory-in-semaphores", outcome: { counted: "out-of-memory", watched: "kept" } },
  { name: "hides-memory-in-sockets", outcome: "out-of-memory" },
  { name: "hides-memory-in-page-tables", outcome: "out-of-memory" },
  { name: "hides-memory-in-names", outcome: "out-of-memory", limits: { seconds: 20, memoryMiB: 100 } },
  { name: "shares-memory-honestly", outcome: "kept" },
];

const processes: readonly Cheat[] = [
  // The processes of a bomb are many before they are large.
  { name: "bombs-with-forks", outcome: "too-many-processes", limits: { memoryMiB: 1500 } },
  { name: "bombs-with-threads", outcome: "too-many-processes" },
  { name: "crowds", outcome: "too-many-processes", params: { children: 50 } },
  // Looks come ten times a second: a burst is there at one of them, or at none.
  {
    name: "comes-in-bursts",
    outcome: { either: ["kept", "too-many-processes"] },
    params: { children: 45 },
    limits: { seconds: 20 },
  },
  { name: "crowds-behind-ended-leaders", outcome: "too-many-processes", params: { children: 50 } },
  { name: "never-waits-for-children", outcome: "too-many-processes", limits: { seconds: 20 } },
  { name: "leaves-a-daemon", outcome: "kept", params: { seconds: 3e6 + process.pid } },
  { name: "kills-everybody", outcome: "kept" },
  { name: "ends-its-group", outcome: "exit-status", says: /SIGKILL/ },
];

const time: readonly Cheat[] = [
  { name: "burns-time", outcome: "out-of-time", says: /processor/, limits: { seconds: 1 } },
  { name: "burns-time-in-threads", outcome: "out-of-time", says: /processor/, limits: { seconds: 1 } },
  { name: "burns-time-in-children", outcome: "out-of-time", says: /processor/, limits: { seconds: 1 } },
  {
    name: "burns-time-in-forgotten-children",
    outcome: "out-of-time",
    says: /processor/,
    limits: { seconds: 1 },
  },
  {
    name: "burns-time-while-the-harness-verifies",
    outcome: "out-of-time",
    says: /processor/,
    limits: { seconds: 1 },
    verifySeconds: 3,
  },
  { name: "ignores-signals", outcome: "out-of-time", says: /processor/, limits: { seconds: 1 } },
  ...(["sleeps", "waits-for-the-end-of-input", "never-flushes", "drips"] as const).map((name) => ({
    name,
    outcome: "out-of-time" as const,
    says: /said nothing/,
    limits: { seconds: 1 },
  })),
  { name: "stops-itself", outcome: "out-of-time", says: /said nothing/, limits: { seconds: 1 } },
  { name: "closes-stdout", outcome: "out-of-time", says: /said nothing/, limits: { seconds: 1 } },
  { name: "waits-for-an-answer", outcome: "out-of-time", says: /middle/, limits: { seconds: 1 } },
  { name: "lingers", outcome: "out-of-time", says: /after `done`/, limits: { seconds: 1 } },
];

const protocol: readonly Cheat[] = [
  says("selects-a-foreign-item", "unknown-item", '{"type":"select","items":[[100,0]]}'),
  says("selects-a-huge-item", "unknown-item", '{"type":"select","items":[[1e300,0]]}'),
  says("selects-a-negative-item", "unknown-item", '{"type":"select","items":[[-1,0]]}'),
  says("selects-a-fraction", "malformed-message", '{"type":"select","items":[[0.5,0]]}'),
  says("selects-a-name", "malformed-message", '{"type":"select","items":[["0",0]]}'),
  says("selects-twice", "repeated-pair", select, select),
  says("weighs-nan", "bad-json", '{"type":"select","items":[[0,0,NaN]]}'),
  says("weighs-too-much", "bad-weight", '{"type":"select","items":[[0,0,1e308]]}'),
  says("weighs-infinitely", "bad-weight", '{"type":"select","items":[[0,0,1e999]]}'),
  says("keeps-over-budget", "over-keep-budget", `{"type":"select","items":${pairs(11)}}`),
  says("asks-over-budget", "over-feedback-budget", ...Array<string>(3).fill(query("weak", pairs(9)))),
  says("asks-above-its-division", "verifier-above-division", query("oracle", "[[0,0]]")),
  says("asks-nobody", "verifier-not-offered", query("human", "[[0,0]]")),
  says("asks-after-done", "message-out-of-order", select, done, query("weak", "[[0,0]]")),
  says("answers-itself", "unknown-type", '{"type":"feedback","scores":[1],"left":19}'),
  says("forges-a-record", "unknown-type", '{"schema":1,"outcome":{"status":"ok"},"fingerprint":"00"}'),
  says("poisons-prototypes", "malformed-message", '{"type":"select","items":[],"__proto__":{"kept":true}}'),
  says("breaks-utf-8", "bad-json", '{"type":"done","\xff\xfe":0}'),
  says("sends-nul", "bad-json", '{"type":"done"}\0'),
  { name: "nests-deeply", outcome: "message-out-of-order" },
  { name: "writes-an-endless-line", outcome: "output-too-large" },
  { name: "writes-endless-blank-lines", outcome: "output-too-large" },
  { name: "closes-stdin-and-stderr", outcome: "kept" },
  { name: "floods-stderr", outcome: "kept" },
];

const state: readonly Cheat[] = [kept("keeps-state"), kept("listens-for-a-neighbour")];

function kept(name: string): Cheat {
  return { name, outcome: "kept" };
}

/** Those that a control group and looking must both end. */
export const limitCheats = [...memory, ...processes, ...time];
/** Those that only the sandbox's walls and the protocol end. */
export const wallCheats = [...files, ...kernel, ...protocol, ...state];
