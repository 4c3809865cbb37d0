import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { BenchError } from "../../harness/errors/index.ts";

/** A folder that lives as long as the test. */
export async function testFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "inbound-"));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}

/** Holds for a `BenchError` of this code whose place and received value match. */
export function failsWith(code: string, place?: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof BenchError, String(error));
    assert.equal(error.code, code);
    if (place) assert.match(`${error.where} ${error.received} ${error.mend}`, place);
    return true;
  };
}
