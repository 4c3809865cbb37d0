/** Processors whose system calls the sandbox can filter, as Node names them. */
export const filteredProcessors = ["x64", "arm64"] as const;
export type FilteredProcessor = (typeof filteredProcessors)[number];

/** What the kernel calls a processor (AUDIT_ARCH_* of linux/audit.h). */
export const auditArchitectures: { readonly [P in FilteredProcessor]: number } = {
  x64: 0xc000003e,
  arm64: 0xc00000b7,
};

/** Numbers from here on are x86-64's second set of calls, x32. */
export const firstX32Call = 0x40000000;

/**
 * Numbers of the system calls that the filter names: x86-64 (asm/unistd_64.h), arm64 (asm-generic/unistd.h); null
 * where the processor has no such call.
 */
const numbers = {
  // Keys of the kernel: they outlive rounds, and may be the maintainer's.
  add_key: [248, 217],
  request_key: [249, 218],
  keyctl: [250, 219],
  // Other processes' memory, files and descriptors.
  ptrace: [101, 117],
  process_vm_readv: [310, 270],
  process_vm_writev: [311, 271],
  process_madvise: [440, 440],
  pidfd_getfd: [438, 438],
  kcmp: [312, 272],
  // Interfaces to the kernel that are wider than a strategy needs.
  io_uring_setup: [425, 425],
  io_uring_enter: [426, 426],
  io_uring_register: [427, 427],
  bpf: [321, 280],
  userfaultfd: [323, 282],
  perf_event_open: [298, 241],
  // Mounts and namespaces.
  mount: [165, 40],
  umount2: [166, 39],
  pivot_root: [155, 41],
  chroot: [161, 51],
  move_mount: [429, 429],
  open_tree: [428, 428],
  open_tree_attr: [467, 467],
  fsopen: [430, 430],
  fsconfig: [431, 431],
  fsmount: [432, 432],
  fspick: [433, 433],
  mount_setattr: [442, 442],
  statmount: [457, 457],
  listmount: [458, 458],
  unshare: [272, 97],
  setns: [308, 268],
  clone: [56, 220],
  clone3: [435, 435],
  name_to_handle_at: [303, 264],
  open_by_handle_at: [304, 265],
  // The machine.
  kexec_load: [246, 104],
  kexec_file_load: [320, 294],
  init_module: [175, 105],
  finit_module: [313, 273],
  delete_module: [176, 106],
  reboot: [169, 142],
  swapon: [167, 224],
  swapoff: [168, 225],
  acct: [163, 89],
  quotactl: [179, 60],
  quotactl_fd: [443, 443],
  settimeofday: [164, 170],
  clock_settime: [227, 112],
  clock_adjtime: [305, 266],
  adjtimex: [159, 171],
  sethostname: [170, 161],
  setdomainname: [171, 162],
  syslog: [103, 116],
  iopl: [172, null],
  ioperm: [173, null],
  modify_ldt: [154, null],
  // Files under /usr are the same for every strategy that runs: locks, watches and the cache would join them.
  flock: [73, 32],
  fcntl: [72, 25],
  inotify_init: [253, null],
  inotify_init1: [294, 26],
  inotify_add_watch: [254, 27],
  fanotify_init: [300, 262],
  fanotify_mark: [301, 263],
  mincore: [27, 232],
  cachestat: [451, 451],
  preadv2: [327, 286],
  // Sockets, and memory that belongs to no process.
  socket: [41, 198],
  socketpair: [53, 199],
  memfd_secret: [447, 447],
  memfd_create: [319, 279],
  shmget: [29, 194],
  msgget: [68, 186],
  semget: [64, 190],
} as const satisfies Record<string, readonly [x64: number, arm64: number | null]>;
export type SystemCall = keyof typeof numbers;

/** A call's number on a processor; null where it has no such call. */
export function systemCallNumber(call: SystemCall, processor: FilteredProcessor): number | null {
  return numbers[call][filteredProcessors.indexOf(processor)]!;
}
