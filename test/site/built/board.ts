import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { parse } from "csv-parse/sync";
import { parquetReadObjects } from "hyparquet";
import type { Download, Page } from "playwright-core";
import type { ScoredView } from "../../../harness/board/index.ts";
import { lettersText, percent } from "../../../harness/format/index.ts";
import { memberOf } from "../../../harness/score/index.ts";
import { placesOf, separate } from "../../../harness/separation/index.ts";
import { type Browser, chromiumFile, startBrowser } from "../fixture/browser.ts";
import { filesOf } from "../fixture/pages.ts";
import { serve } from "../fixture/server.ts";
import { base, type MadeSite, reproducedEntry, sharedSite } from "../fixture/site.ts";

const skip = existsSync(chromiumFile) ? false : `there is no Chromium at ${chromiumFile}`;
const boardPage = "tasks/made-mixture/";
let site: MadeSite;
let browser: Browser;
let server: Awaited<ReturnType<typeof serve>>;
let view: ScoredView;

before(async () => {
  site = await sharedSite();
  view = JSON.parse(readFileSync(path.join(site.out, "board.json"), "utf8")).tasks["made-mixture"][0];
  if (skip !== false) return;
  [browser, server] = await Promise.all([startBrowser(), serve(site.out, base)]);
});
after(async () => {
  await browser?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
});

const open = (address: string, options = {}) => browser.open(`${server.origin}${base}${address}`, options);
const shownRows = (page: Page) =>
  page.$$eval("table[data-board] tbody tr[data-entry]", (rows) =>
    rows.map((row) => row.getAttribute("data-entry")!),
  );
const entrants = () => view.entries.filter(({ control }) => control === null).map(({ entry }) => entry);
/** The page's own word: what the browser tells of it lags behind. */
const queryOf = (page: Page) => page.evaluate<string>("location.search");

test("without scripts the board is a table of all entries, and no tool is shown that would not work", {
  skip,
}, async () => {
  await using page = await open(boardPage, { javaScriptEnabled: false });
  assert.deepEqual(await shownRows(page.page), entrants());
  assert.equal(await page.page.locator("form[data-tools]").isVisible(), false);
});

test("with scripts the same rows are shown in the same order, with G0 where its gain belongs", {
  skip,
}, async () => {
  await using plain = await open(boardPage, { javaScriptEnabled: false });
  await using page = await open(boardPage);
  await page.page.locator("form[data-tools]").waitFor();
  const texts = (one: Page) =>
    one.$$eval('table[data-board] tbody [data-cell="letters"]', (cells) =>
      cells.map((cell) => cell.textContent),
    );
  assert.deepEqual(await texts(page.page), await texts(plain.page));
});

test("a head of a column sorts by it, numbers largest first, then the other way, then as before", {
  skip,
}, async () => {
  await using opened = await open(boardPage);
  const { page } = opened;
  const byPStar = (sign: number) =>
    [...view.entries]
      .filter(({ control }) => control === null)
      .sort((a, b) => sign * (a.pStar! - b.pStar!))
      .map(({ entry }) => entry);
  const head = page.locator('table[data-board] th[data-column="pStar"]');
  await head.locator("button").click();
  assert.deepEqual(
    [await shownRows(page), await head.getAttribute("aria-sort")],
    [byPStar(-1), "descending"],
  );
  assert.equal(await queryOf(page), "?sort=-pStar");
  await head.locator("button").click();
  assert.deepEqual([await shownRows(page), await head.getAttribute("aria-sort")], [byPStar(1), "ascending"]);
  await head.locator("button").click();
  assert.deepEqual([await shownRows(page), await queryOf(page)], [entrants(), ""]);
});

test("every facet narrows the rows, is in the address, and comes back with it", { skip }, async () => {
  await using opened = await open(boardPage);
  await using again = await open(boardPage);
  const { page } = opened;
  await page.locator("details.filters summary").click();
  const facets: readonly (readonly [string, () => Promise<unknown>])[] = [
    ["?q=noisy", () => page.fill('input[name="q"]', "noisy")],
    [
      "?division=none&division=self&division=weak&division=oracle",
      () => page.uncheck('input[name="division"][value="strong"]'),
    ],
    ["?state=gained&state=collapsed", () => page.uncheck('input[name="state"][value="undecided"]')],
    ["?budget=5000", () => page.fill('input[name="budget"]', "5000")],
    ["?controls=1", () => page.check('input[name="controls"]')],
    ["?sound=1", () => page.check('input[name="sound"]')],
    ["?reproduced=1", () => page.check('input[name="reproduced"]')],
    ["?sort=name", () => page.selectOption('select[name="sort"]', "name")],
  ];
  for (const [wanted, choose] of facets) {
    await choose();
    assert.deepEqual(
      [...new URLSearchParams(await queryOf(page))].sort(),
      [...new URLSearchParams(wanted)].sort(),
      wanted,
    );
    const rows = await shownRows(page);
    if (wanted === "?reproduced=1") assert.deepEqual(rows, [reproducedEntry]);
    await again.page.goto(`${server.origin}${base}${boardPage}${await queryOf(page)}`);
    await again.page.locator("form[data-tools]").waitFor();
    assert.deepEqual(await shownRows(again.page), rows, wanted);
    await page.locator('button[type="reset"]').click();
    assert.deepEqual([await shownRows(page), await queryOf(page)], [entrants(), ""]);
  }
});

test("rows chosen are told apart among themselves by the harness's own functions, and as before when that is undone", {
  skip,
}, async () => {
  await using opened = await open(`${boardPage}?q=noisy&alone=1`);
  const { page } = opened;
  const lettersOf = () =>
    page.$$eval('table[data-board] tr[data-entry] [data-cell="letters"]', (cells) =>
      cells.map((cell) => cell.textContent),
    );
  const chosen = view.entries.filter(({ entry }) => entry.includes("noisy"));
  const alone = placesOf(chosen.map(memberOf)).members.map(({ letters }) => lettersText(letters));
  await page.waitForFunction(
    () =>
      "collapseBench" in globalThis && "score" in (globalThis as { collapseBench?: object }).collapseBench!,
  );
  assert.deepEqual(await lettersOf(), alone);
  await page.locator("details.filters summary").click();
  await page.uncheck('input[name="alone"]');
  assert.deepEqual(
    await lettersOf(),
    chosen.map(({ letters }) => lettersText(letters)),
  );
});

test("by keyboard alone a reader pins two entries and comes to their comparison, which the harness's figures hold", {
  skip,
}, async () => {
  await using opened = await open(boardPage);
  const { page } = opened;
  const [first, second] = entrants();
  for (const entry of [first, second]) {
    await page.locator(`tr[data-entry="${entry}"] button.pin`).focus();
    await page.keyboard.press("Space");
    assert.equal(
      await page.locator(`tr[data-entry="${entry}"] button.pin`).getAttribute("aria-pressed"),
      "true",
    );
  }
  await page.locator("a[data-compare]").focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(/compare\/index\.html\?/);
  const cells = page.locator("[data-answer] table").nth(1).locator("tbody tr").first().locator("th, td");
  await cells.first().waitFor();
  const [pair, difference, , seeds, p] = await cells.allTextContents();
  const board = separate([
    ...view.entries.map(({ cells }) => new Map(cells.map(({ seed, gain }) => [seed, gain]))),
    new Map(view.entries[0]!.cells.map(({ seed }) => [seed, 0])),
  ]);
  const place = (entry: string) => view.entries.findIndex((one) => one.entry === entry);
  const found = board.between(place(first!), place(second!));
  assert.equal(pair, `${first} − ${second}`);
  assert.ok(Math.abs(Number(difference!.replace("−", "-")) - 100 * found.mean) < 0.06, difference);
  assert.equal(seeds, String(found.seeds));
  assert.equal(p, found.p < 0.001 ? "< 0.001" : found.p.toFixed(3));
  assert.match(
    (await page.locator("[data-answer] table").nth(2).textContent())!,
    new RegExp(`of ${found.seeds}`),
  );
});

test("the rows shown are saved as CSV, JSON and Parquet, in their order", { skip }, async () => {
  await using opened = await open(`${boardPage}?sort=name`);
  const { page } = opened;
  const rows = await shownRows(page);
  const bytesOf = async (kind: string) => {
    const [download] = (await Promise.all([
      page.waitForEvent("download"),
      page.click(`button[data-file="${kind}"]`),
    ])) as readonly [Download, unknown];
    return readFileSync(await download.path());
  };
  const csv: Record<string, string>[] = parse(await bytesOf("csv"), { columns: true });
  assert.deepEqual(
    csv.map(({ entry }) => entry),
    rows,
  );
  const list: { entry: string; gain: number }[] = JSON.parse((await bytesOf("json")).toString());
  assert.deepEqual(
    list.map(({ entry }) => entry),
    rows,
  );
  const { buffer, byteOffset, byteLength } = await bytesOf("parquet");
  const parquet = await parquetReadObjects({
    file: buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer,
  });
  assert.deepEqual(
    parquet.map((row) => [row["entry"], row["gain"]]),
    list.map(({ entry, gain }) => [entry, gain]),
  );
});

test("tasks that count can be chosen on the board of all tasks, where there are several", {
  skip,
}, async () => {
  await using opened = await open("smoke/board/?task=made-summaries");
  const { page } = opened;
  await page.locator("form[data-tools]").waitFor();
  const heads = await page.locator("table[data-board] thead th:visible").allTextContents();
  assert.ok(
    heads.some((head) => head.includes("Made summaries")) &&
      !heads.some((head) => head.includes("Made mixture")),
    heads.join(),
  );
});

test("two runs are compared from a run's page: what differs, their numbers, the commands; from a disk too", {
  skip,
}, async () => {
  const { href } = pathToFileURL(path.join(site.out, "runs/made-mixture/noisy-oracle/index.html"));
  await using opened = await browser.open(href);
  const { page } = opened;
  await page.getByRole("link", { name: "Compare seed 0 with another run" }).click();
  const answer = page.locator("[data-answer]");
  await answer.locator("#configuration").waitFor();
  assert.match((await answer.locator("pre").textContent())!, /standard\/noisy-oracle\/0\n.*noisy-oracle\/1$/);
  await page.fill('input[name="second-entry"]', "strong-verifier");
  await page.fill('input[name="second-seed"]', "0");
  await page.keyboard.press("Tab");
  await answer.getByText("made-mixture/strong-verifier/0").first().waitFor();
  assert.equal(new URLSearchParams(await queryOf(page)).get("second"), "made-mixture/strong-verifier/0");
  const record = (entry: string) =>
    JSON.parse(readFileSync(path.join(site.out, `records/standard/made-mixture/${entry}/0.json`), "utf8"));
  const [first, second] = ["noisy-oracle", "strong-verifier"].map(record);
  const hashes = answer.locator("tr", { hasText: "strategy.hash" }).locator("td");
  assert.deepEqual(await hashes.allTextContents(), [first.strategy.hash, second.strategy.hash]);
  const lineage = answer.locator("details", { hasText: "Lineage of made-mixture/strong-verifier/0" });
  await lineage.locator("summary").click();
  const boxes = (kind: string) => lineage.locator(`.lineage .${kind} a`).first();
  const ends = await Promise.all(
    ["task", "selection", "record"].map(async (kind) => {
      const [leads, hash] = [
        await boxes(kind).getAttribute("href"),
        await boxes(kind).locator("code").getAttribute("title"),
      ];
      const [file, place] = new URL(leads!, page.url()).href.split("#");
      return [existsSync(fileURLToPath(file!)), place, hash];
    }),
  );
  assert.deepEqual(ends, [
    [true, "numbers", second.task.hash],
    [true, "seed-0", second.strategy.hash],
    [true, undefined, second.fingerprint],
  ]);
  const rounds = answer.locator("table").first().locator("tbody tr").nth(1).locator("td");
  const shown = (await rounds.allTextContents()).slice(0, 2);
  assert.deepEqual(
    shown,
    [first, second].map(({ regimes }) => percent(regimes.replace[0].metrics.accuracy)),
  );
  assert.deepEqual(opened.faults, []);
});

/** Runs in the page: of every column of the first table its head, the sides on which head and first cell stand, and what the cell says. */
const columnSides = `(() => {
  const [heads, cells] = document.querySelector("[data-answer] table").rows;
  const sideOf = (one) => getComputedStyle(one).textAlign;
  return [...heads.cells].map((head, at) => {
    const cell = cells.cells[at];
    return [head.textContent, sideOf(head), sideOf(cell), cell.textContent];
  });
})()`;

test("numbers stand to the right, words to the left, and heads as what is below them; numbers have their separators", {
  skip,
}, async () => {
  await using opened = await open("compare/?entry=strong-verifier&entry=noisy-oracle");
  const { page } = opened;
  await page.locator("[data-answer] table").first().waitFor();
  const columns = await page.evaluate<readonly (readonly [string, string, string, string])[]>(columnSides);
  for (const [name, head, cell] of columns) assert.equal(head, cell, name);
  const words = columns.filter(([, side]) => side !== "right").map(([name]) => name);
  assert.deepEqual(words, ["Entry", "Group", "State", "Division"]);
  const spent = columns.find(([name]) => name === "Feedback a cell")![3];
  assert.match(spent, /^\d{1,3}(,\d{3})+$/);
});

test("on a wide screen a board has the page's width, and its entries' names have room", {
  skip,
}, async () => {
  const viewport = { width: 1440, height: 900 };
  for (const address of [boardPage, "board/"]) {
    await using opened = await open(address, { viewport });
    const { page } = opened;
    const widthOf = async (selector: string) => (await page.locator(selector).first().boundingBox())!.width;
    const [table, room] = [await widthOf("table[data-board]"), await widthOf("main")];
    assert.ok(Math.abs(table - room) <= 1, `${address}: ${table} of ${room}`);
    const name = await widthOf('table[data-board] tbody th[scope="row"]');
    assert.ok(name >= 192, `${address}: ${name}`);
  }
});

test("pages work from a disk: the board sorts, and entries are compared", { skip }, async () => {
  const onDisk = (name: string) => pathToFileURL(path.join(site.out, name)).href;
  await using board = await browser.open(`${onDisk(`${boardPage}index.html`)}?sort=name&q=noisy`);
  await board.page.locator("form[data-tools]").waitFor();
  assert.deepEqual(await shownRows(board.page), ["noisy-oracle", "noisy-oracle@p0.3", "noisy-oracle@p0.5"]);
  await using compare = await browser.open(onDisk("compare/index.html"));
  await compare.page.locator("[data-answer] table").first().waitFor();
  assert.deepEqual([board.faults, compare.faults], [[], []]);
});

test("all scripts together weigh at most 60 KB compressed", () => {
  const scripts = filesOf(site.out).filter((name) => /^script\/.*\.js$/.test(name));
  assert.equal(scripts.length, 5);
  const weight = scripts.reduce(
    (sum, name) => sum + gzipSync(readFileSync(path.join(site.out, name))).length,
    0,
  );
  assert.ok(weight <= 60_000, `${weight}`);
});
