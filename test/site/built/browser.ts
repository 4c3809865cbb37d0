import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { chromiumFile, startBrowser } from "../fixture/browser.ts";
import { serve } from "../fixture/server.ts";
import { base, type MadeSite, sharedSite } from "../fixture/site.ts";

const skip = existsSync(chromiumFile) ? false : `there is no Chromium at ${chromiumFile}`;
const shots = mkdtempSync(path.join(tmpdir(), "collapse-bench-shots-"));
let site: MadeSite;

before(async () => {
  if (skip === false) site = await sharedSite();
});

after(() => {
  rmSync(shots, { recursive: true, force: true });
});

const lookedAt = [
  "",
  "tasks/made-mixture/",
  "submissions/strong-verifier/",
  "runs/made-mixture/strong-verifier/",
  "compare/",
  "smoke/tasks/made-summaries/",
  "smoke/tasks/made-muddle/",
  "smoke/submissions/noisy-oracle/",
  "no-such-page/",
];

test("pages fit narrow and wide screens, light and dark, without scrolling sideways", { skip }, async () => {
  await using server = await serve(site.out, base);
  await using browser = await startBrowser();
  const grounds = new Map<string, string>();
  for (const colorScheme of ["light", "dark"] as const) {
    for (const width of [360, 1280]) {
      for (const address of lookedAt) {
        const shot = path.join(shots, `${colorScheme}-${width}-${address.replaceAll("/", "_")}.png`);
        const seen = await browser.look(`${server.origin}${base}${address}`, { colorScheme, width, shot });
        const where = `${address} at ${width}, ${colorScheme}`;
        assert.ok(seen.scrollWidth <= seen.clientWidth, `${where}: ${seen.scrollWidth} wide`);
        assert.deepEqual(seen.smallText, [], `${where}: text below 11 px`);
        assert.deepEqual(seen.cutText, [], `${where}: text cut off`);
        assert.deepEqual(
          seen.requested.filter((url) => !url.startsWith(server.origin)),
          [],
        );
        grounds.set(colorScheme, seen.ground);
      }
    }
  }
  assert.notEqual(grounds.get("light"), grounds.get("dark"));
});

test("on paper nothing is cut at the right: boards keep all their columns on a page of A4", {
  skip,
}, async () => {
  await using server = await serve(site.out, base);
  await using browser = await startBrowser();
  for (const address of lookedAt) {
    await using opened = await browser.open(`${server.origin}${base}${address}`, {
      viewport: { width: 718, height: 1000 },
    });
    await opened.page.emulateMedia({ media: "print" });
    const [wide, room] = await opened.page.evaluate<readonly [number, number]>(
      "[document.documentElement.scrollWidth, document.documentElement.clientWidth]",
    );
    assert.ok(wide <= room, `${address}: ${wide} of ${room}`);
  }
});

test("the first stop of the keyboard is the skip link, and it is seen when focused", { skip }, async () => {
  await using server = await serve(site.out, base);
  await using browser = await startBrowser();
  const { text, top } = await browser.firstStop(`${server.origin}${base}`);
  assert.equal(text, "Skip to content");
  assert.ok(top >= 0);
});
