import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { uncalibratedText } from "../../harness/format/index.ts";
import { studyFile } from "../../harness/study/index.ts";
import { unrankedText } from "../../site/src/data/index.ts";

test("a variant's board ranks once its own numbers are calibrated; a tier that ranks nothing says so by itself", () => {
  const results = mkdtempSync(path.join(tmpdir(), "collapse-bench-results-"));
  for (const name of ["made", "made@other"]) {
    const file = studyFile(results, "calibration", name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, "{}");
  }
  assert.equal(unrankedText(results, "made@lm", "standard"), uncalibratedText);
  assert.equal(unrankedText(results, "made@other", "standard"), undefined);
  assert.equal(unrankedText(results, "made@lm", "smoke"), undefined);
  rmSync(results, { recursive: true });
});
