import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { buildSite } from "./fixture/build.ts";
import { type MadeCheckout, makeCheckout } from "./fixture/checkout.ts";
import { pagesOf, textOf } from "./fixture/pages.ts";

let checkout: MadeCheckout;
const folders: string[] = [];
before(async () => {
  checkout = await makeCheckout();
  folders.push(checkout.root);
});
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function emptyResults(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "collapse-bench-results-"));
  folders.push(folder);
  return folder;
}

test("a checkout without results or a queue still has a site, which says that there are none", async () => {
  rmSync(path.join(checkout.root, "queue.json"));
  const { out, exitCode, log } = await buildSite({ root: checkout.root, results: emptyResults() });
  folders.push(out);
  assert.equal(exitCode, 0, log);
  const front = pagesOf(out).find(({ address }) => address === "");
  assert.match(textOf(front!.html), /No results yet at this tier/);
  assert.ok(front!.targets.includes("submissions/clean/"));
  const queue = pagesOf(out).find(({ address }) => address === "queue/");
  assert.match(textOf(queue!.html), /No queue was given .* writes queue\.json/);
});

test("a malformed replication file stops the build with one paragraph that names file and field", async () => {
  const results = emptyResults();
  mkdirSync(path.join(results, "replications"));
  writeFileSync(path.join(results, "replications", "made-mixture.json"), '{"schema": 1}');
  const { out, exitCode, log } = await buildSite({ root: checkout.root, results });
  folders.push(out);
  assert.notEqual(exitCode, 0);
  assert.match(log ?? "", /replications\/made-mixture\.json.*"schema"/);
});
