import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { before, test } from "node:test";
import { execaNode } from "execa";
import type { ScoredEntry, ScoredView } from "../../../harness/board/index.ts";
import { lettersText } from "../../../harness/format/index.ts";
import { entryParts } from "../../../harness/submission/index.ts";
import { madeEntries } from "../fixture/entries.ts";
import { type BuiltPage, filesOf, pagesOf, textOf } from "../fixture/pages.ts";
import { type MadeSite, sharedSite } from "../fixture/site.ts";

let site: MadeSite;
let files: readonly string[];
let pages: ReadonlyMap<string, BuiltPage>;

before(async () => {
  site = await sharedSite();
  files = filesOf(site.out);
  pages = new Map(pagesOf(site.out).map((page) => [page.address, page]));
});

const page = (address: string): BuiltPage => {
  const found = pages.get(address);
  assert.ok(found !== undefined, `no page at ${address}`);
  return found;
};
const json = (name: string) => JSON.parse(readFileSync(path.join(site.out, name), "utf8"));

test("every task and submission has a page at every tier that has results", () => {
  for (const tier of ["", "smoke/"]) {
    for (const task of ["made-mixture", "made-muddle", "made-summaries"]) page(`${tier}tasks/${task}/`);
    for (const { slug } of madeEntries) page(`${tier}submissions/${slug}/`);
    page(`${tier}submissions/untried/`);
  }
  page("404.html");
  assert.ok(!files.some((name) => name.startsWith("paper/")));
});

test("the site's boards are, to the byte, what the command prints", async () => {
  const cli = path.join(import.meta.dirname, "..", "..", "..", "harness", "cli.ts");
  const printed = async (tier: string) => {
    const options = ["--root", site.checkout.root, "--results", site.checkout.results];
    const args = ["board", "--json", "--tier", tier, ...options];
    const { stdout } = await execaNode(cli, args, { reject: false, stripFinalNewline: false });
    return stdout;
  };
  const built = (name: string) => readFileSync(path.join(site.out, name), "utf8");
  const standard = await printed("standard");
  assert.equal(built("board.json"), standard);
  assert.equal(built("standard/board.json"), standard);
  assert.equal(built("smoke/board.json"), await printed("smoke"));
});

test("a task that cannot be compared says why, on its board and wherever its results are shown", () => {
  for (const address of ["smoke/", "smoke/tasks/made-muddle/", "smoke/submissions/oracle/"]) {
    const text = textOf(page(address).html);
    assert.match(
      text,
      /These results cannot all be shown\. results\/smoke\/made-muddle\/.*: results of more than one task definition/,
      address,
    );
  }
  assert.doesNotMatch(textOf(page("smoke/tasks/made-mixture/").html), /cannot all be shown/);
  assert.deepEqual(Object.keys(json("smoke/board.json").tasks), ["made-mixture", "made-summaries"]);
});

test("results of an earlier strategy are noted below the table", () => {
  const note = /self-confidence: results of an earlier strategy or task definition, to be run again/;
  assert.match(textOf(page("smoke/tasks/made-mixture/").html), note);
  assert.doesNotMatch(textOf(page("tasks/made-mixture/").html), note);
});

/** Points with the sign that a reader sees. */
const points = (value: number) =>
  `${value > 0 ? "+" : "−"}${Math.abs(100 * value).toFixed(1)}`.replace(/^[+−](?=0\.0$)/, "");

/** Rows of the n-th board on a page, the header first; each board has two tables, its entries and then its controls. */
function boardRows(
  address: string,
  place: number,
  part: "entries" | "controls" = "entries",
): readonly string[] {
  const tables = page(address).html.match(/<table class="board".*?<\/table>/gs) ?? [];
  return tables[2 * place + (part === "entries" ? 0 : 1)]!.replaceAll("<wbr>", "").split("<tr").slice(1);
}

const namedIn = (rows: readonly string[]) =>
  rows.flatMap((row) => /<code>(.*?)<\/code>/.exec(row)?.[1] ?? []);
const isControl = ({ control }: ScoredEntry) => control !== null;

test("the front page has each task's headline board, its controls folded below", () => {
  const [recursion] = json("board.json").tasks["made-mixture"] as readonly ScoredView[];
  const captions = page("")
    .html.match(/<caption>.*?<\/caption>/gs)!
    .map(textOf);
  const board = captions.findIndex((caption) => caption.includes("gain over G0"));
  assert.match(
    captions[board]!,
    /Made mixture, recursion of 4 rounds, regime replace: gain over G0 in points of/,
  );
  assert.match(captions[board + 1]!, /Controls of Made mixture, recursion/);
  assert.equal(captions.filter((caption) => caption.includes("gain over G0")).length, 2);
  const ids = (some: readonly ScoredEntry[]) => some.map(({ entry }) => entry);
  const { entries } = recursion!;
  assert.deepEqual(namedIn(boardRows("", 0)), ids(entries.filter((entry) => !isControl(entry))));
  assert.deepEqual(namedIn(boardRows("", 0, "controls")), ids(entries.filter(isControl)));
});

test("every board of a task has a page, its headline the task's own, and all lead to each other", () => {
  const views = json("board.json").tasks["made-mixture"] as readonly ScoredView[];
  assert.equal(views.length, 4);
  const addresses = views.map(({ protocol, regime }, place) =>
    place === 0 ? "tasks/made-mixture/" : `tasks/made-mixture/${protocol}-${regime}/`,
  );
  for (const [place, { entries, protocol, regime }] of views.entries()) {
    const { targets, html } = page(addresses[place]!);
    const shown = protocol === "one-round" ? "one round" : "recursion of 4 rounds";
    assert.ok(textOf(html).includes(`Made mixture, ${shown}, regime ${regime}: gain over G0`));
    const entrants = entries.filter((entry) => !isControl(entry)).map(({ entry }) => entry);
    assert.deepEqual(namedIn(boardRows(addresses[place]!, 0)), entrants);
    for (const address of addresses) assert.ok(targets.includes(address), address);
  }
});

test("every row of a board has an id, and so have G0, the controls, every heading and every figure", () => {
  const { ids } = page("tasks/made-mixture/");
  for (const entry of ["noisy-oracle@p0.3", "clean", "keep-all", "g0"])
    assert.ok(ids.includes(`entry-${entry}`), entry);
  for (const { html, address } of pages.values()) {
    assert.doesNotMatch(html, /<figure(?![^>]* id=)/, address);
    for (const [heading] of html.matchAll(/<h[2-6][^>]*>/g))
      assert.match(heading, / id="/, `${address}: ${heading}`);
  }
});

test("G0 stands on its board where its gain of 0 belongs, with its letters and its metric", () => {
  const [{ entries, generator }] = json("board.json").tasks["made-mixture"];
  const above = entries.filter((entry: ScoredEntry) => !isControl(entry) && entry.gain.mean > 0).length;
  const text = textOf(`<tr${boardRows("", 0)[above + 1]}`);
  assert.match(text, /G0 the generator, trained on real data/);
  assert.ok(text.includes(` ${generator.letters.join("")} `));
  assert.ok(text.includes(`${(generator.value.mean * 100).toFixed(1)}\u00a0%`.replace("\u00a0", " ")));
});

test("the board lists every entry with its link, rank, division, gain and interval as the scores say", () => {
  const { tasks } = json("board.json");
  const rows = [...boardRows("", 0), ...boardRows("", 0, "controls")];
  const { entries } = tasks["made-mixture"][0];
  assert.equal(entries.length, 10);
  for (const entry of entries) {
    const row = rows.find((found) => found.includes(`<code>${entry.entry}</code>`));
    assert.ok(row !== undefined, `${entry.entry} has no row`);
    const text = textOf(`<tr${row}`);
    assert.ok(row.includes(`href="submissions/${entryParts(entry.entry).submission}/index.html"`));
    assert.ok(text.includes(entry.name));
    assert.ok(text.includes(entry.division));
    assert.ok(text.includes(points(entry.gain.mean)), `${entry.entry}: ${text}`);
    assert.ok(text.includes(`${points(entry.gain.low)} to ${points(entry.gain.high)}`));
    assert.ok(text.includes(Math.abs(entry.scaled.mean).toFixed(2)));
    assert.ok(text.includes(` ${lettersText(entry.letters)} `), `${entry.entry}: ${text}`);
    assert.ok(text.includes(` ${entry.verdict} `));
    assert.ok(row.includes('class="interval"'));
    if (entry.control !== null) assert.ok(text.includes(`control: ${entry.control}`));
  }
});

test("the ceiling on its own scale has no interval", () => {
  const clean = boardRows("", 0, "controls").find((row) => row.includes("<code>clean</code>"))!;
  assert.match(textOf(`<tr${clean}`), / gained 1\.00 \d/);
});

test("what an entry was given is told: the ceiling gets the truth, which is not no feedback", () => {
  const rows = boardRows("", 0, "controls");
  const textOfEntry = (id: string) => textOf(`<tr${rows.find((row) => row.includes(`<code>${id}</code>`))!}`);
  assert.match(textOfEntry("clean"), / the truth itself /);
  assert.match(textOfEntry("keep-all"), / none /);
});

test("no control has a rank, and the best entry that is none begins at 1", () => {
  const rankOf = (row: string) => /<td class="number" data-cell="rank">(.*?)<\/td>/.exec(row)![1];
  for (const row of boardRows("", 0, "controls").slice(1)) assert.equal(rankOf(row), "–");
  assert.match(rankOf(boardRows("", 0)[1]!)!, /^1/);
});

test("a machine of one core has one core", () => {
  assert.match(textOf(page("submissions/clean/").html), /Made CPU, 1 core,/);
});

test("an entry with a failed cell shows how many, and such a cell counts as the worst value", () => {
  const { entries } = json("board.json").tasks["made-mixture"][0];
  const failed: ScoredEntry = entries.find(({ failed }: ScoredEntry) => failed > 0);
  assert.deepEqual(
    [failed.entry, failed.cells[1]!.value, failed.cells[1]!.failed],
    ["strong-verifier", 0, true],
  );
  const row = boardRows("", 0).find((found) => found.includes("<code>strong-verifier</code>"))!;
  assert.match(row, /class="number less failed">1</);
});

test("an entry that has not run is named, and its page says so", () => {
  assert.match(textOf(page("").html), /Not scored yet: untried\./);
  assert.match(textOf(page("submissions/untried/").html), /No results at the standard tier: Made mixture/);
});

test("a failed cell shows its reason, round and line", () => {
  const text = textOf(page("submissions/strong-verifier/").html);
  assert.match(
    text,
    /Seed 1, regime replace, round 2, output line 18: the selection names candidate 4 of item 17/,
  );
  assert.match(text, /failed: unknown-candidate/);
});

test("a result file that cannot be read is left out and named by its place in the results", () => {
  const text = textOf(page("smoke/").html);
  assert.match(text, /left out: 1\./);
  assert.match(text, /results\/smoke\/made-mixture\/random\/7\.json: not valid JSON/);
  assert.doesNotMatch(text, new RegExp(site.checkout.root));
});

test("a submission's page shows its manifest, its source, its rounds and its seeds", () => {
  const { html } = page("submissions/noisy-oracle/");
  const text = textOf(html);
  for (const shown of [
    "A. Maker",
    "Made & Sons",
    "MIT",
    "node strategy.ts",
    '{"p":0.3}',
    "limit",
    "noisy-oracle@p0.5",
  ])
    assert.ok(text.includes(shown), shown);
  for (const head of ["φ", "ψ", "p⋆", "Kept", "Fingerprint"]) assert.ok(text.includes(head), head);
  assert.match(text, /regime accumulate: means over seeds/);
});

test("a task's page shows its numbers, its README, replication and calibration with what holds and what does not", () => {
  const { html } = page("tasks/made-mixture/");
  const text = textOf(html);
  assert.match(text, /"ridge": 0\.001/);
  assert.match(text, /Paper The sign flips at p⋆\. Measured It flips between 0\.49 and 0\.51\. agrees/);
  assert.match(text, /Best at 1,000 & falling\. differs/);
  assert.match(text, /Derived here Accuracy at finite n\. Measured Too few repetitions\. undetermined/);
  assert.match(
    text,
    /Still being measured: seed 1 of this study is missing, and what is said here may change with it\./,
  );
  assert.match(text, /Demand Doubling the steps moves nothing\. Measured It moves 25 points\. not met/);
  assert.match(text, /Demand Seeds agree\. Measured They do\. met/);
  assert.match(text, /collapse-bench calibrate made-mixture --seed 3 , task version 2\./);
  assert.match(text, /These figures are of task version 2; the task is at version 1\./);
  assert.match(text, /npx collapse-bench run --task made-mixture/);
  assert.ok(!html.includes('href="task.yaml"'));
  assert.match(html, /<td><\/td>\s*<th>value<\/th>/, "a head without words is no head");
  assert.equal(html.match(/<h1[ >]/g)?.length, 1);
});

test("a task's page has its further metrics: G0, then every entry in the board's order", () => {
  const { html } = page("smoke/tasks/made-summaries/");
  const table = /<table class="metrics">.*?<\/table>/s.exec(html)![0];
  const rows = table
    .split("<tr")
    .slice(1)
    .map((row) => textOf(`<tr${row}`));
  assert.match(rows[0]!, /Entry Words <in all> lower is better Variety $/);
  assert.match(rows[1]!, /G0 trained on real data 12\.5 75\.0 % $/);
  const names = json("smoke/board.json").tasks["made-summaries"][0].entries.map(
    ({ name }: ScoredEntry) => name,
  );
  assert.equal(rows.length, names.length + 2);
  for (const [place, name] of names.entries())
    assert.ok(rows[place + 2]!.includes(name), `${name} at ${place}`);
  assert.match(rows.find((row) => row.includes("Strong verifier"))!, /12\.0 80\.0 % $/);
  assert.match(textOf(html), /recursion of 2 rounds, regime replace; failed cells are left out/);
  const meanings = html
    .match(/<dl class="fields meanings">.*?<\/dl>/gs)!
    .map(textOf)
    .join();
  assert.match(meanings, /^ ?Words <in all> mean number of <words> ?$/);
});

test("a task's page shows what was written: an input's opening, the reference, G0 and students, as text", () => {
  const { html } = page("smoke/tasks/made-summaries/");
  const list = /<ol class="samples">.*?<\/ol>/s.exec(html)![0];
  const items = list.split("<li").slice(1);
  assert.equal(items.length, 3);
  assert.equal(list.match(/<details/g)?.length, 1);
  assert.match(textOf(html), /<\?> is a word nobody knows\./);
  assert.match(
    textOf(items[0]!),
    /<script>alert\(0\)<\/script> of seed 1\. The wind .* … The rest of it … .*So it <b>ended<\/b>\./,
  );
  for (const [place, item] of items.entries()) {
    assert.match(
      textOf(item),
      new RegExp(`Reference "Storm" & <flood> ${place} G0 G0 wrote <i>${place}</i>`),
    );
    assert.match(textOf(item), /Random control: floor after round 2 <em>random<\/em> wrote/);
    assert.match(textOf(item), /Keep all control: everything after round 2 nothing/);
    assert.ok(item.includes('href="../../../smoke/submissions/oracle/index.html"'));
  }
});

test("a submission's page shows what its students wrote after round 1 and the last", () => {
  const text = textOf(page("smoke/submissions/noisy-oracle/").html);
  for (const variant of ["", ", p0.3", ", p0.5"])
    for (const round of [1, 2])
      assert.ok(
        text.includes(
          `Noisy oracle${variant} after round ${round} <em>noisy-oracle${variant}</em> wrote 2 in round ${round}`,
        ),
        `${variant} ${round}`,
      );
  assert.doesNotMatch(textOf(page("smoke/submissions/strong-verifier/").html), /What it reads like/);
});

test("a task without further metrics and samples has no sections for them", () => {
  assert.doesNotMatch(textOf(page("tasks/made-mixture/").html), /More metrics|What it reads like/);
});

test("every figure is a picture of its own at two widths, titled, with its data as a file, and as a table where it is short", () => {
  for (const { html, address, targets } of pages.values()) {
    const drawn = html.match(/<figure class="figure".*?<\/figure>/gs) ?? [];
    const data = targets.filter((target) => target.startsWith("figures/") && target.endsWith(".csv"));
    assert.equal(data.length, drawn.length, address);
    for (const figure of drawn) assert.match(figure, /<img class="drawing"[^>]* alt="[^"]+"/, address);
  }
  const { html } = page("tasks/made-mixture/");
  const figures = [...html.matchAll(/<figure class="figure" id="figure-([^"]+)"/g)].map(([, name]) => name);
  assert.deepEqual(figures, [
    "frontier",
    "rounds",
    ...["price", "theorem", "theorem-rounds", "definitions"].map((table) => `table-${table}`),
    "replication-theory",
    "calibration-steps",
  ]);
  const csv = readFileSync(path.join(site.out, "figures/made-mixture/replication-theory.csv"), "utf8");
  assert.equal(csv.split("\r\n").length, 1 + 12 + 1);
  assert.match(html, /aria-label="Data of the figure: Accuracy of the student as n grows"/);
  const svg = readFileSync(path.join(site.out, "figures/made-mixture/replication-theory-wide.svg"), "utf8");
  assert.match(svg, /light-dark\(/);
});
