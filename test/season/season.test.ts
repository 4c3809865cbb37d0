import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { explain } from "../../harness/errors/index.ts";
import { randomStream } from "../../harness/random/index.ts";
import {
  closeSeason,
  openSeason,
  publicSeason,
  readKeyFile,
  seasonOf,
  seasonsFile,
  seasonsOf,
  writeKeyFile,
} from "../../harness/season/index.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "collapse-bench-season-"));
after(() => rmSync(folder, { recursive: true }));

/** A checkout without seasons, and a key that is in a file. */
function begin(name: string) {
  const root = mkdtempSync(path.join(folder, `${name}-`));
  const file = path.join(root, "season.key");
  return { root, file, seal: writeKeyFile(file) };
}

test("without a list there is season 0, whose streams have no key", () => {
  const { root } = begin("none");
  assert.deepEqual(seasonsOf(root), []);
  assert.deepEqual(seasonOf(root, {}), publicSeason);
  assert.deepEqual([...publicSeason.root], []);
});

test("a season is sealed while it is open, and everybody's when it is closed", async () => {
  const { root, seal } = begin("life");
  await openSeason(root, seal, "2026-11-26");
  const sealed = seasonOf(root, { number: 1 });
  assert.deepEqual([sealed.commitment, sealed.root], [seal.commitment, undefined]);
  const own = seasonOf(root, { seal });
  assert.equal(own.number, 1);
  await closeSeason(root, seal, "2026-12-26");
  const told = seasonOf(root, { number: 1 });
  assert.equal(randomStream(...told.root!, "a").uniform(), randomStream(...own.root!, "a").uniform());
  await assert.rejects(closeSeason(root, seal, "2026-12-27"), { code: "season-key" });
});

test("a key that no season has committed to, or another one has, is refused and never quoted", async () => {
  const { root, file, seal } = begin("other");
  assert.throws(() => seasonOf(root, { seal }), { code: "season-key" });
  await openSeason(root, seal, "2026-11-26");
  const second = writeKeyFile(path.join(root, "second.key"));
  await openSeason(root, second, "2026-11-27");
  assert.throws(() => seasonOf(root, { number: 1, seal: second }), { code: "season-key" });
  assert.throws(() => seasonOf(root, { number: 3 }), { code: "season-unknown" });
  writeFileSync(file, `${readFileSync(file, "utf8")}0`);
  try {
    readKeyFile(file);
    assert.fail("a key of 65 digits was read");
  } catch (error) {
    assert.ok(!explain(error).includes(seal.reveal()), explain(error));
  }
  assert.throws(() => writeKeyFile(file), { code: "key-file" });
});

test("a list whose key is not the one committed to is not read", async () => {
  const { root, seal } = begin("list");
  await openSeason(root, seal, "2026-11-26");
  await closeSeason(root, seal, "2026-12-26");
  const text = readFileSync(seasonsFile(root), "utf8");
  writeFileSync(seasonsFile(root), text.replace(seal.reveal(), "a".repeat(64)));
  assert.throws(() => seasonsOf(root), { code: "seasons-list" });
  writeFileSync(seasonsFile(root), text.replace(/closed: .*/, ""));
  assert.throws(() => seasonsOf(root), { code: "seasons-list" });
});
