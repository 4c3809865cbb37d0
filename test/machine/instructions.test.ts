import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { instructionSets } from "../../harness/machine/index.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "collapse-bench-instructions-"));
after(() => rmSync(folder, { recursive: true }));

/** A system whose processor is listed so; without a text it lists none. */
function systemOf(name: string, cpuinfo?: string): string {
  const system = path.join(folder, name);
  mkdirSync(path.join(system, "proc"), { recursive: true });
  if (cpuinfo !== undefined) writeFileSync(path.join(system, "proc", "cpuinfo"), cpuinfo);
  return system;
}

test("vector extensions are named, sorted, and nothing else of the processor's flags", () => {
  const x64 =
    "model name\t: A processor\nflags\t\t: fpu sse2 sse4_2 avx2 avx512f avx fma lahf_lm avx512_vnni amx_tile\n";
  const sets = ["amx_tile", "avx", "avx2", "avx512_vnni", "avx512f", "fma", "sse4_2"];
  assert.deepEqual(instructionSets(systemOf("x64", x64)), sets);
  const arm = "processor\t: 0\nFeatures\t: fp asimd evtstrm aes asimddp sve2\n";
  assert.deepEqual(instructionSets(systemOf("arm", arm)), ["asimd", "asimddp", "sve2"]);
});

test("a system that lists no flags says nothing", () => {
  assert.equal(instructionSets(systemOf("none")), undefined);
  assert.equal(instructionSets(systemOf("bare", "processor : 0\n")), undefined);
});
