import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import {
  type Bundle,
  canonicalHash,
  keptValue,
  openArtifacts,
  scopedArtifacts,
} from "../../harness/artifacts/index.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "collapse-bench-artifacts-"));
after(() => rmSync(folder, { recursive: true }));

const bundle: Bundle = {
  arrays: { w: { dtype: "float64", shape: [2, 2], data: Float64Array.of(1, 2, 3, 4) } },
  metadata: { note: "é" },
};

test("work is done once per key, and read back after", async () => {
  const store = openArtifacts(path.join(folder, "once"));
  let count = 0;
  const compute = async () => {
    count++;
    return bundle;
  };
  await store.bundle({ a: 1 }, compute);
  assert.deepEqual(await store.bundle({ a: 1 }, compute), bundle);
  assert.equal(count, 1);
  await store.bundle({ a: 2 }, compute);
  assert.equal(count, 2);
});

test("a damaged artifact is computed again", async () => {
  const store = openArtifacts(path.join(folder, "damaged"));
  const key = { a: 1 };
  await store.bundle(key, async () => bundle);
  const hash = canonicalHash(key);
  const file = path.join(folder, "damaged", hash.slice(0, 2), `${hash}.safetensors`);
  const bytes = readFileSync(file);
  bytes[bytes.length - 1]! ^= 1;
  writeFileSync(file, bytes);
  const other: Bundle = { arrays: {}, metadata: { again: "yes" } };
  assert.deepEqual((await store.bundle(key, async () => other)).metadata, { again: "yes" });
});

test("a measured value is kept as JSON, apart from a bundle of the same key", async () => {
  const store = openArtifacts(path.join(folder, "values"));
  await store.bundle({ a: 1 }, async () => bundle);
  const value = { accuracy: 0.1 + 0.2, names: ["é"], missing: null };
  assert.deepEqual(await keptValue(store, { a: 1 }, async () => value), value);
  assert.deepEqual(await keptValue(store, { a: 1 }, () => Promise.reject(new Error("done already"))), value);
});

test("scopes keep equal keys apart, nested ones too", async () => {
  const outer = scopedArtifacts(openArtifacts(path.join(folder, "scopes")), { task: "toy" });
  const stores = [outer, scopedArtifacts(outer, { seed: 0 }), scopedArtifacts(outer, { seed: 1 })];
  for (const [place, store] of stores.entries())
    assert.equal(await keptValue(store, { a: 1 }, async () => place), place);
  for (const [place, store] of stores.entries())
    assert.equal(await keptValue(store, { a: 1 }, async () => -1), place);
});

test("unfinished work is what was written last, of its key and scope alone, until it is cleared or damaged", async () => {
  const root = path.join(folder, "unfinished");
  const work = openArtifacts(root).unfinished({ a: 1 });
  assert.equal(await work.read(), undefined);
  await work.write({ arrays: {}, metadata: { step: "1" } });
  await work.write(bundle);
  assert.deepEqual(await openArtifacts(root).unfinished({ a: 1 }).read(), bundle);
  assert.equal(await openArtifacts(root).unfinished({ a: 2 }).read(), undefined);
  assert.equal(
    await scopedArtifacts(openArtifacts(root), { seed: 0 }).unfinished({ a: 1 }).read(),
    undefined,
  );
  // It is not mistaken for the work itself.
  const done: Bundle = { arrays: {}, metadata: { done: "yes" } };
  assert.deepEqual(await openArtifacts(root).bundle({ a: 1 }, async () => done), done);
  const hash = canonicalHash({ a: 1 });
  writeFileSync(path.join(root, hash.slice(0, 2), `${hash}.unfinished.safetensors`), "half");
  assert.equal(await work.read(), undefined);
  await work.clear();
  await work.clear();
  assert.equal(await work.read(), undefined);
});
