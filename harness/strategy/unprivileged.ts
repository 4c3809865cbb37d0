import { existsSync } from "node:fs";
import os from "node:os";
import type { ControlGroup } from "./control-group.ts";

const setpriv = "/usr/bin/setpriv";
/** `nobody`; the numbers mean nothing else on any system. */
const nobody = "65534";

/**
 * What a sandbox is started with so that the kernel limits its processes: root's are never limited, unless a control
 * group does it.
 */
export function unprivileged(group: Pick<ControlGroup, "home"> | undefined): readonly string[] {
  if (process.getuid?.() !== 0 || group?.home.tasks !== undefined || !existsSync(setpriv)) return [];
  return [setpriv, `--reuid=${nobody}`, `--regid=${nobody}`, "--clear-groups", "--"];
}

/** Since Linux 5.14 RLIMIT_NPROC counts within a user namespace; before, it counts all that the user has running. */
export function countsTasksApart(release = os.release()): boolean {
  const [major = 0, minor = 0] = release.split(".").map(Number);
  return major > 5 || (major === 5 && minor >= 14);
}
