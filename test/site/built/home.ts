import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { before, test } from "node:test";
import { gzipSync } from "node:zlib";
import type { ScoredEntry, ScoredView } from "../../../harness/board/index.ts";
import { gainFormatterOf, intervalText, percent } from "../../../harness/format/index.ts";
import { pagesOf, textOf } from "../fixture/pages.ts";
import { type MadeSite, sharedSite } from "../fixture/site.ts";

let site: MadeSite;
let home: string;
let view: ScoredView;

before(async () => {
  site = await sharedSite();
  home = readFileSync(path.join(site.out, "index.html"), "utf8");
  view = JSON.parse(readFileSync(path.join(site.out, "board.json"), "utf8")).tasks["made-mixture"][0];
});
const gain = gainFormatterOf("percent");
const plain = (text: string) => text.replaceAll("\u00a0", " ");
const lineOf = (id: string): ScoredEntry => view.entries.find(({ entry }) => entry === id)!;
const partOf = (start: RegExp, end: string) => {
  const from = home.search(start);
  assert.ok(from >= 0, `${start} is not on the page`);
  return textOf(home.slice(from, home.indexOf(end, from)));
};

test("the top says what collapse is, with the figures of the board", () => {
  const text = partOf(/<section[^>]*aria-labelledby="collapse"/, "<figure");
  const { value, gain: lost } = lineOf("keep-all");
  const fall = `test accuracy falls from ${percent(view.generator.value!.mean)} to ${percent(value.mean)}`;
  assert.ok(text.includes(plain(fall)), text);
  assert.ok(text.includes(`(${gain(lost.mean)} points, ${intervalText(lost, gain)})`), text);
  const best = view.entries.find(({ control }) => control === null)!;
  assert.ok(
    text.includes(`On what ${best.name} selects it rises to ${plain(percent(best.value.mean))}`),
    text,
  );
});

test("the picture of collapse has a curve unselected, one of a random part and one selected, from round 0", () => {
  const table = /<h2 id="collapse">.*?<\/section>/s.exec(home)![0];
  const rows = [...table.matchAll(/<tr><td[^>]*>([^<]*)<\/td><td[^>]*>(\d+)<\/td>/g)];
  const curves = Map.groupBy(rows, ([, series]) => series!);
  assert.deepEqual(
    [...curves.keys()].map((series) => series.replace(/ \(.*/, "")),
    ["All of it", "A random part", "A selection"],
  );
  for (const rounds of curves.values())
    assert.deepEqual(
      rounds.map(([, , round]) => Number(round)),
      [0, 1, 2, 3, 4],
    );
});

test("a verdict in words says who leads, whether the gap is real by the letters, what it cost and who collapsed", () => {
  const text = partOf(/<article class="told"/, "</article>");
  const entrants = view.entries.filter(({ control }) => control === null);
  const [leader, ...others] = entrants;
  assert.ok(
    text.includes(
      `Leads ${leader!.name} ${gain(leader!.gain.mean)} (${intervalText(leader!.gain, gain)}); it has gained.`,
    ),
    text,
  );
  const peers = others.filter(({ letters }) => letters.some((letter) => leader!.letters.includes(letter)));
  if (peers.length === 0) assert.ok(text.includes(`Yes: it is told apart from all ${others.length} others.`));
  for (const { name } of peers.slice(0, 3)) assert.ok(text.includes(name), name);
  assert.match(text, /What it cost Feedback a cell: noisy /);
  assert.match(text, /Best without any: Self-confidence/);
  const collapsed = entrants.filter(({ verdict }) => verdict === "collapsed");
  assert.ok(
    text.includes(
      collapsed.length === 0
        ? `None of ${entrants.length} entries`
        : `(${collapsed.length} of ${entrants.length})`,
    ),
    text,
  );
  assert.match(text, /of the controls Keep all; Random\./);
});

test("pages of a tier that ranks nothing say so, tell no verdict and are kept out of search engines; the others are not", () => {
  for (const { address, html } of pagesOf(site.out)) {
    const isSmoke = address.startsWith("smoke/");
    const isUnranked = isSmoke || /^(tasks|runs)\/made-mixture@lm\//.test(address);
    assert.equal(/<meta name="robots" content="noindex"/.test(html), isUnranked, address);
    assert.equal(/Tier smoke ranks nothing/.test(textOf(html)), isSmoke, address);
    if (isSmoke) assert.doesNotMatch(html, /class="told"|id="collapse"|id="decay"/, address);
  }
});

test("the front page weighs less than 100 KB compressed", () => {
  assert.ok(gzipSync(home).length < 100_000);
});
