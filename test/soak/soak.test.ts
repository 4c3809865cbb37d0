import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { soak } from "./soak.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "collapse-bench-soak-"));
after(() => rmSync(folder, { recursive: true }));

test("a plan whose processes are killed and whose cache is damaged ends with the records of an undisturbed run", async () => {
  const { undisturbed, disturbed, code, said, kills, times } = await soak(folder, 12, 1, () => undefined);
  assert.equal(code, 0, said);
  assert.ok(kills >= 12);
  assert.ok([...times.values()].filter((count) => count > 0).length >= 4, "several kinds were tried");
  assert.deepEqual(disturbed, undisturbed);
});
