import { writeFileSync } from "node:fs";
import path from "node:path";
import {
  auditArchitectures,
  type FilteredProcessor,
  filteredProcessors,
  firstX32Call,
  type SystemCall,
  systemCallNumber,
} from "./system-calls.ts";

/** When a call with arguments is refused; its other uses are allowed. Only the lower 32 bits are looked at. */
type Condition =
  | { readonly argument: number; readonly oneOf: readonly number[] }
  | { readonly argument: number; readonly noneOf: readonly number[] }
  | { readonly argument: number; readonly anyBit: number };

/** One instruction of classic BPF (struct sock_filter). */
interface Instruction {
  readonly code: number;
  readonly ifTrue?: number;
  readonly ifFalse?: number;
  readonly value: number;
}

const eperm = 1;
const enosys = 38;

const refusedAlways = [
  ...["add_key", "request_key", "keyctl"],
  ...["ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "pidfd_getfd", "kcmp"],
  ...["io_uring_setup", "io_uring_enter", "io_uring_register", "bpf", "userfaultfd", "perf_event_open"],
  ...["mount", "umount2", "pivot_root", "chroot", "move_mount", "open_tree", "open_tree_attr"],
  ...["fsopen", "fsconfig", "fsmount", "fspick", "mount_setattr", "statmount", "listmount"],
  ...["unshare", "setns", "name_to_handle_at", "open_by_handle_at"],
  ...["kexec_load", "kexec_file_load", "init_module", "finit_module", "delete_module", "reboot"],
  ...["swapon", "swapoff", "acct", "quotactl", "quotactl_fd"],
  ...["settimeofday", "clock_settime", "clock_adjtime", "adjtimex", "sethostname", "setdomainname"],
  ...["syslog", "iopl", "ioperm", "modify_ldt"],
  ...["flock", "inotify_init", "inotify_init1", "inotify_add_watch", "fanotify_init", "fanotify_mark"],
  ...["mincore", "cachestat", "memfd_secret"],
] as const satisfies readonly SystemCall[];

/** Memory that no process's own size shows; with a control group the kernel counts it, without one nobody does. */
const refusedUncounted = ["memfd_create", "shmget", "msgget", "semget"] as const satisfies SystemCall[];

const families = { unix: 1, internet: 2, internet6: 10 } as const;
const internetFamilies = [families.internet, families.internet6];
/** CLONE_NEW* but for time, which plain `clone` cannot ask for (sched.h). */
const newNamespaces = 0x7e020000;
/** F_GETLK, F_OFD_GETLK, F_SETLEASE, F_NOTIFY (fcntl.h): what others do with a file. */
const tellingFileCommands = [5, 36, 1024, 1026];
/** RWF_NOWAIT (fs.h) tells whether a page is in the cache. */
const readOnlyIfCached = 0x8;

const refusedSometimes: readonly (readonly [SystemCall, Condition])[] = [
  ["socket", { argument: 0, noneOf: Object.values(families) }],
  ["socketpair", { argument: 0, noneOf: [families.unix] }],
  ["clone", { argument: 0, anyBit: newNamespaces }],
  ["fcntl", { argument: 1, oneOf: tellingFileCommands }],
  ["preadv2", { argument: 5, anyBit: readOnlyIfCached }],
];

/** Whether this machine's processor is one of those with a filter. */
export function isFiltered(processor: string): processor is FilteredProcessor {
  return filteredProcessors.some((known) => known === processor);
}

/** Writes the filter to a file in `folder`, for bubblewrap to read. */
export function writeFilter(folder: string, filter: Omit<Filter, "processor">): string {
  if (!isFiltered(process.arch)) throw new RangeError(`there is no system call filter for ${process.arch}`);
  const file = path.join(folder, "filter");
  writeFileSync(file, systemCallFilter({ ...filter, processor: process.arch }));
  return file;
}

/** What a filter is for. */
export interface Filter {
  readonly processor: FilteredProcessor;
  /** Whether a control group counts memory that belongs to no process. */
  readonly isMemoryCounted: boolean;
  /** Whether it shares the machine's network, and with it the sockets of others that have a name and no file. */
  readonly sharesNetwork: boolean;
}

/**
 * The sandbox's system call filter as a program for bubblewrap's `--seccomp`; docs/sandbox.md lists what it refuses.
 * Refused calls answer EPERM.
 */
export function systemCallFilter({ processor, isMemoryCounted, sharesNetwork }: Filter): Uint8Array {
  const always = isMemoryCounted ? refusedAlways : [...refusedAlways, ...refusedUncounted];
  const offsets = { number: 0, architecture: 4 };
  return assemble([
    load(offsets.architecture),
    { code: jumpIfEqual, ifTrue: 1, value: auditArchitectures[processor] },
    refuse(eperm),
    load(offsets.number),
    ...(processor === "x64" ? [{ code: jumpIfAtLeast, ifFalse: 1, value: firstX32Call }, refuse(eperm)] : []),
    ...always.flatMap((call) => onCall(processor, call, [refuse(eperm)])),
    // Its flags are behind a pointer; programs fall back to `clone` when the kernel does not have it.
    ...onCall(processor, "clone3", [refuse(enosys)]),
    ...(sharesNetwork
      ? onCall(processor, "socket", refusedIf({ argument: 0, noneOf: internetFamilies }))
      : []),
    ...refusedSometimes.flatMap(([call, condition]) => onCall(processor, call, refusedIf(condition))),
    allow,
  ]);
}

const loadWord = 0x20;
const jumpIfEqual = 0x15;
const jumpIfAtLeast = 0x35;
const jumpIfAnyBit = 0x45;
const answer = 0x06;
const allow: Instruction = { code: answer, value: 0x7fff0000 };

function refuse(errno: number): Instruction {
  return { code: answer, value: 0x00050000 | errno };
}

function load(offset: number): Instruction {
  return { code: loadWord, value: offset };
}

/** `block` for this call, and past it for every other; the block ends in an answer. */
function onCall(
  processor: FilteredProcessor,
  call: SystemCall,
  block: readonly Instruction[],
): readonly Instruction[] {
  const number = systemCallNumber(call, processor);
  return number === null ? [] : [{ code: jumpIfEqual, ifFalse: block.length, value: number }, ...block];
}

function refusedIf(condition: Condition): readonly Instruction[] {
  const loaded = load(16 + 8 * condition.argument);
  if ("anyBit" in condition)
    return [loaded, { code: jumpIfAnyBit, ifTrue: 1, value: condition.anyBit }, allow, refuse(eperm)];
  const [values, listed, other] =
    "oneOf" in condition ? [condition.oneOf, refuse(eperm), allow] : [condition.noneOf, allow, refuse(eperm)];
  const tests = values.map((value, place) => ({
    code: jumpIfEqual,
    ifTrue: values.length - place,
    value,
  }));
  return [loaded, ...tests, other, listed];
}

function assemble(program: readonly Instruction[]): Uint8Array {
  const bytes = Buffer.alloc(program.length * 8);
  program.forEach(({ code, ifTrue = 0, ifFalse = 0, value }, place) => {
    bytes.writeUInt16LE(code, place * 8);
    bytes.writeUInt8(ifTrue, place * 8 + 2);
    bytes.writeUInt8(ifFalse, place * 8 + 3);
    bytes.writeUInt32LE(value >>> 0, place * 8 + 4);
  });
  return bytes;
}
