import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { before, test } from "node:test";
import { chromiumFile, startBrowser } from "../fixture/browser.ts";
import { serve } from "../fixture/server.ts";
import { base, type MadeSite, sharedSite } from "../fixture/site.ts";

const skip = existsSync(chromiumFile) ? false : `there is no Chromium at ${chromiumFile}`;
let site: MadeSite;

before(async () => {
  if (skip === false) site = await sharedSite();
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
  const addresses = lookedAt.map((address) => `${server.origin}${base}${address}`);
  const grounds = new Map<string, string>();
  for (const width of [360, 1280])
    for await (const { url, colorScheme, ...seen } of browser.look(addresses, width)) {
      const where = `${url} at ${width}, ${colorScheme}`;
      assert.ok(seen.scrollWidth <= seen.clientWidth, `${where}: ${seen.scrollWidth} wide`);
      assert.deepEqual(seen.smallText, [], `${where}: text below 11 px`);
      assert.deepEqual(seen.cutText, [], `${where}: text cut off`);
      assert.deepEqual(
        seen.requested.filter((requested) => !requested.startsWith(server.origin)),
        [],
        where,
      );
      grounds.set(colorScheme, seen.ground);
    }
  assert.notEqual(grounds.get("light"), grounds.get("dark"));
});

test("on a phone the plots of a board lie exactly below each other, whatever stands beside them", {
  skip,
}, async () => {
  await using server = await serve(site.out, base);
  await using browser = await startBrowser();
  await using opened = await browser.open(`${server.origin}${base}tasks/made-mixture/`, {
    viewport: { width: 390, height: 844 },
  });
  const [rows, places] = await opened.page.evaluate<readonly [number, readonly string[]]>(`(() => {
    const plots = [...document.querySelectorAll(".board tbody .plot svg")].map((svg) => svg.getBoundingClientRect()).filter(({ width }) => width > 0);
    return [plots.length, [...new Set(plots.map(({ left, width }) => left.toFixed(1) + " " + width.toFixed(1)))]];
  })()`);
  assert.ok(rows > 2);
  assert.equal(places.length, 1, `left and width of ${rows} plots: ${places}`);
});

test("on paper nothing is cut at the right: boards keep all their columns on a page of A4", {
  skip,
}, async () => {
  await using server = await serve(site.out, base);
  await using browser = await startBrowser();
  await using opened = await browser.open(`${server.origin}${base}`, {
    viewport: { width: 718, height: 1000 },
  });
  await opened.page.emulateMedia({ media: "print" });
  for (const address of lookedAt) {
    await opened.page.goto(`${server.origin}${base}${address}`);
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
