import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { discoverSubmissions, entriesOf, entryId, entryParts } from "../../harness/submission/index.ts";
import { discoverTasks } from "../../harness/task/index.ts";

const root = path.resolve(import.meta.dirname, "../..");

test("an id is a slug, and a variant after an at sign; its parts are read back", () => {
  assert.equal(entryId({ submission: "oracle", variant: null }), "oracle");
  assert.equal(entryId({ submission: "noisy-oracle", variant: "0.3" }), "noisy-oracle@0.3");
  assert.deepEqual(entryParts("noisy-oracle@0.3"), { submission: "noisy-oracle", variant: "0.3" });
  assert.deepEqual(entryParts("oracle"), { submission: "oracle", variant: null });
});

test("every entry of the checkout has an id of its parts, and no two have one name", async () => {
  const entries = discoverSubmissions(root, await discoverTasks(root)).submissions.flatMap(entriesOf);
  for (const { id, submission, variant } of entries)
    assert.deepEqual(entryParts(id), { submission: submission.slug, variant });
  assert.equal(new Set(entries.map(({ name }) => name)).size, entries.length);
});
