import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { coreCount } from "../../harness/machine/index.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "collapse-bench-cores-"));
after(() => rmSync(folder, { recursive: true }));

/** A system whose control groups have these `cpu.max`, by their path, with this process in one of them. */
function systemOf(name: string, own: string | undefined, quotas: Readonly<Record<string, string>>): string {
  const system = path.join(folder, name);
  mkdirSync(path.join(system, "proc", "self"), { recursive: true });
  if (own !== undefined)
    writeFileSync(path.join(system, "proc", "self", "cgroup"), `4:memory:/elsewhere\n0::${own}\n`);
  for (const [group, quota] of Object.entries(quotas)) {
    mkdirSync(path.join(system, "sys", "fs", "cgroup", group), { recursive: true });
    writeFileSync(path.join(system, "sys", "fs", "cgroup", group, "cpu.max"), `${quota}\n`);
  }
  return system;
}

const all = os.availableParallelism();

test("without a quota every core counts", () => {
  assert.equal(coreCount(systemOf("bare", undefined, {})), all);
  assert.equal(coreCount(systemOf("unlimited", "/", { "": "max 100000" })), all);
  assert.equal(coreCount(systemOf("generous", "/", { "": `${all * 200_000} 100000` })), all);
});

test("a container's quota counts, rounded down, and at least one core", () => {
  assert.equal(coreCount(systemOf("one and a half", "/", { "": "150000 100000" })), Math.min(all, 1));
  assert.equal(coreCount(systemOf("half", "/", { "": "50000 100000" })), 1);
});

test("the lowest quota of the groups around the process counts", () => {
  const quotas = { box: "100000 100000", "box/inner": "max 100000" };
  assert.equal(coreCount(systemOf("nested", "/box/inner", quotas)), 1);
});

test("a path that only the host knows leaves the quota at the mount", () => {
  assert.equal(coreCount(systemOf("foreign", "/docker/1234", { "": "100000 100000" })), 1);
});
