import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after } from "node:test";
import { execaNode } from "execa";

const root = path.join(import.meta.dirname, "..", "..");

/** Removed when the tests of the file have ended. */
export const folder = mkdtempSync(path.join(tmpdir(), "collapse-bench-intake-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** A checkout with the Gaussian mixture and the two controls that set the scale. */
export const checkout = path.join(folder, "checkout");
mkdirSync(path.join(checkout, "tasks"), { recursive: true });
symlinkSync(path.join(root, "tasks", "gaussian-mixture"), path.join(checkout, "tasks", "gaussian-mixture"));
cpSync(path.join(root, "package.json"), path.join(checkout, "package.json"));
for (const slug of ["random", "clean"])
  cpSync(path.join(root, "submissions", slug), path.join(checkout, "submissions", slug), { recursive: true });
writeFileSync(
  path.join(checkout, "submissions", "controls.yaml"),
  JSON.stringify({ schema: 1, floor: "random", ceiling: "clean" }),
);

/** Runs a command on that checkout, from the folder around it. */
export function bench(...args: readonly string[]) {
  return execaNode(path.join(root, "harness", "cli.ts"), [...args, "--root", checkout], {
    reject: false,
    cwd: folder,
  });
}
