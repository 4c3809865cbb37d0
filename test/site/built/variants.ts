import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { before, test } from "node:test";
import { openBoard, type TaskBoard } from "../../../harness/board/index.ts";
import { gainFormatterOf, intervalText, uncalibratedText } from "../../../harness/format/index.ts";
import { readRecords } from "../../../harness/record/index.ts";
import { discoverVariants } from "../../../harness/task/index.ts";
import { recordPath, runPath, viewName } from "../../../site/src/data/index.ts";
import { madeModel } from "../fixture/checkout.ts";
import { type BuiltPage, filesOf, pagesOf, textOf } from "../fixture/pages.ts";
import { type MadeSite, sharedSite } from "../fixture/site.ts";

const name = "made-mixture@lm";
const address = `tasks/${name}/`;
let site: MadeSite;
let files: readonly string[];
let pages: ReadonlyMap<string, BuiltPage>;
let variant: TaskBoard;

before(async () => {
  site = await sharedSite();
  files = filesOf(site.out);
  pages = new Map(pagesOf(site.out).map((page) => [page.address, page]));
  const variants = await discoverVariants(site.checkout.root);
  const opened = await openBoard({ ...site.checkout, tier: "standard", variants });
  variant = opened.variants.find(({ task }) => task.name === name)!;
});

test("a variant that has results has all its boards, with every entry's gain and interval; at other tiers it has none", () => {
  const gain = gainFormatterOf("percent");
  for (const [place, view] of variant.views.entries()) {
    const { html, ids } = pages.get(place === 0 ? address : `${address}${viewName(view)}/`)!;
    const text = textOf(html);
    for (const { entry, gain: scored } of view.entries) {
      assert.ok(ids.includes(`entry-${entry}`), entry);
      assert.ok(text.includes(gain(scored.mean)) && text.includes(intervalText(scored, gain)), entry);
    }
    assert.ok(files.includes(`boards/${name}/${viewName(view)}.csv`));
    assert.ok(files.includes(`data/${name}/${viewName(view)}.js`));
  }
  assert.ok(!pages.has(`smoke/${address}`));
});

test("its page and its task's page say what it is, on which model, on how many seeds, and that it ranks nothing", () => {
  const own = textOf(pages.get(address)!.html);
  const { html, ids, targets } = pages.get("tasks/made-mixture/")!;
  assert.ok(ids.includes("variants") && targets.includes("#variants"));
  const told = textOf(html.slice(html.indexOf('id="variants"'), html.indexOf('id="numbers"')));
  for (const text of [own, told]) {
    assert.ok(text.includes(variant.task.file.shown.description), text);
    assert.match(text, /Played tier standard: 10 entries on 6 seeds, 60 runs/);
    assert.ok(text.includes(`Data and model ${madeModel.name}: the task's own, none was brought in`), text);
    assert.ok(text.includes(uncalibratedText), text);
  }
  assert.ok(targets.includes(address));
  assert.ok(pages.get(address)!.targets.includes("tasks/made-mixture/"));
});

test("each of its records is reached from its board: by the entry's page, the run's page and the file", () => {
  const { records } = readRecords(site.checkout.results, "standard");
  const own = records.map(({ record }) => record).filter(({ cell }) => cell.task === name);
  assert.equal(own.length, 60);
  const board = pages.get(address)!;
  for (const record of own) {
    const submission = `submissions/${record.cell.submission}/`;
    const [runs] = runPath(record).split("#");
    assert.ok(board.targets.includes(submission));
    assert.ok(pages.get(submission)!.targets.includes(runPath(record)), runPath(record));
    assert.ok(pages.get(runs!)!.targets.includes(recordPath(record)));
  }
  const run = textOf(pages.get(`runs/${name}/oracle/`)!.html);
  assert.ok(run.includes(`Data and model ${madeModel.name}, SHA-256 ${madeModel.hash}`), run);
  assert.ok(run.includes(`npx collapse-bench reproduce ${name}/standard/oracle/0 `), run);
});

test("every page of it alone says that it ranks nothing and is kept out of search engines", () => {
  const own = [...pages.values()].filter((page) => /^(tasks|runs)\/made-mixture@lm\//.test(page.address));
  assert.equal(own.length, variant.views.length + variant.records.size);
  for (const { html, address: place } of own) {
    assert.match(html, /<meta name="robots" content="noindex"/, place);
    assert.ok(textOf(html).includes(uncalibratedText), place);
  }
});

test("it stands on no board of all tasks, on no front page, and in no badge, feed or description of the boards", () => {
  for (const place of ["", "board/", "changes/"]) assert.ok(!pages.get(place)!.html.includes(name), place);
  for (const file of ["board.json", "feed.xml", "feed.json", "croissant.json", "llms.txt", "data/board.js"])
    assert.ok(!readFileSync(path.join(site.out, file), "utf8").includes(name), file);
  assert.deepEqual(
    files.filter((file) => /^(badges|every-eval-ever)\//.test(file) && file.includes(name)),
    [],
  );
});
