import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { execaNode } from "execa";
import type { ScoredEntry, ScoredView } from "../../harness/board/index.ts";
import { lettersText } from "../../harness/format/index.ts";
import { entryParts } from "../../harness/submission/index.ts";
import { madeEntries } from "./fixture/entries.ts";
import { type BuiltPage, filesOf, pagesOf, textOf } from "./fixture/pages.ts";
import { base, type MadeSite, makeSite } from "./fixture/site.ts";

let site: MadeSite;
let files: readonly string[];
let pages: ReadonlyMap<string, BuiltPage>;

before(async () => {
  site = await makeSite();
  files = filesOf(site.out);
  pages = new Map(pagesOf(site.out).map((page) => [page.address, page]));
});

after(() => site?.remove());

const page = (address: string): BuiltPage => {
  const found = pages.get(address);
  assert.ok(found !== undefined, `no page at ${address}`);
  return found;
};
const json = (name: string) => JSON.parse(readFileSync(path.join(site.out, name), "utf8"));
const jsonIn = (folder: string, name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(path.join(folder, name), "utf8"));

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
  const cli = path.join(import.meta.dirname, "..", "..", "harness", "cli.ts");
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
  const tables = page(address).html.match(/<table class="board">.*?<\/table>/gs) ?? [];
  return tables[2 * place + (part === "entries" ? 0 : 1)]!.replaceAll("<wbr>", "").split("<tr").slice(1);
}

const namedIn = (rows: readonly string[]) =>
  rows.flatMap((row) => /<code>(.*?)<\/code>/.exec(row)?.[1] ?? []);
const isControl = ({ control }: ScoredEntry) => control !== null;

test("the front page has a board for each protocol, the headline first, controls folded below", () => {
  const [recursion, oneRound] = json("board.json").tasks["made-mixture"] as readonly ScoredView[];
  const captions = page("")
    .html.match(/<caption>.*?<\/caption>/gs)!
    .map(textOf);
  const board = captions.findIndex((caption) => caption.includes("gain over G0"));
  assert.match(
    captions[board]!,
    /Made mixture, recursion of 4 rounds, regime replace: gain over G0 in points of/,
  );
  assert.match(captions[board + 1]!, /Controls of Made mixture, recursion/);
  assert.match(captions[board + 2]!, /Made mixture, one round, regime replace: gain over G0/);
  for (const [place, { entries }] of [recursion!, oneRound!].entries()) {
    const ids = (some: readonly ScoredEntry[]) => some.map(({ entry }) => entry);
    assert.deepEqual(namedIn(boardRows("", place)), ids(entries.filter((entry) => !isControl(entry))));
    assert.deepEqual(namedIn(boardRows("", place, "controls")), ids(entries.filter(isControl)));
  }
});

test("a task's page has the boards of the other regimes too", () => {
  const captions = page("tasks/made-mixture/")
    .html.match(/<caption>.*?<\/caption>/gs)!
    .map(textOf);
  for (const shown of ["recursion of 4 rounds", "one round"])
    for (const regime of ["replace", "accumulate"])
      assert.ok(captions.some((caption) => caption.includes(`${shown}, regime ${regime}: gain`)));
  assert.doesNotMatch(textOf(page("").html), /regime accumulate: gain/);
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
    assert.ok(row.includes(`href="${base}submissions/${entryParts(entry.entry).submission}/"`));
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
  const rankOf = (row: string) => /<td class="number">(.*?)<\/td>/.exec(row)![1];
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
  assert.match(row, /class="number failed">1</);
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
  assert.match(text, /Demand Doubling the steps moves nothing\. Measured It moves 25 points\. not met/);
  assert.match(text, /Demand Seeds agree\. Measured They do\. met/);
  assert.match(text, /collapse-bench calibrate made-mixture --seed 3 , task version 2\./);
  assert.match(text, /These figures are of task version 2; the task is at version 1\./);
  assert.match(text, /npx collapse-bench run --task made-mixture/);
  assert.ok(!html.includes('href="task.yaml"'));
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
    assert.ok(item.includes(`href="${base}smoke/submissions/oracle/"`));
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

test("every figure is drawn twice, titled, and has its data as a table", () => {
  for (const { html, address } of pages.values()) {
    const figures = html.match(/<figure/g)?.length ?? 0;
    assert.equal(html.match(/class="drawing" role="img"/g)?.length ?? 0, 2 * figures, address);
    assert.equal(html.match(/aria-label="Data of the figure/g)?.length ?? 0, figures, address);
  }
  assert.equal(page("tasks/made-mixture/").html.match(/<figure/g)?.length, 3);
});

test("every internal link leads to a page, file or heading that exists", () => {
  for (const { address, targets, ids } of pages.values()) {
    assert.equal(new Set(ids).size, ids.length, `ids repeat on ${address}`);
    for (const target of targets.filter((found) => !/^https?:/.test(found))) assertLeads(address, target);
  }
});

function assertLeads(from: string, target: string): void {
  const [place, fragment] = target.split("#") as [string, string | undefined];
  assert.ok(place === "" || place.startsWith(base), `${from} links outside the base path: ${target}`);
  const name = place === "" ? from : place.slice(base.length);
  assert.ok(pages.has(name) || files.includes(name), `${from} links to ${target}, which does not exist`);
  if (fragment !== undefined)
    assert.ok(page(name).ids.includes(fragment), `${from}: ${target} has no such place`);
}

test("no page has a script or loads anything from elsewhere", () => {
  for (const { html, address } of pages.values()) {
    assert.doesNotMatch(html, /<script|<iframe|\son[a-z]+="|javascript:/i, address);
    assert.doesNotMatch(
      html,
      /<(link|img|source|object|embed)[^>]*(href|src|data)="(https?:)?\/\//i,
      address,
    );
  }
  for (const name of files.filter((found) => found.endsWith(".css")))
    assert.doesNotMatch(readFileSync(path.join(site.out, name), "utf8"), /@import|url\((?!["']?data:)/);
  assert.ok(!files.some((name) => name.endsWith(".js")));
});

test("every page has a language, a title, one main heading, a description and a skip link to its content", () => {
  const titles = [...pages.values()].map(({ html }) => /<title>(.*?)<\/title>/.exec(html)?.[1]);
  assert.ok(titles.every((title) => title !== undefined && title !== ""));
  for (const { html, address } of pages.values()) {
    assert.match(html, /<html lang="en"/, address);
    assert.match(html, /<meta name="description" content="[^"]+/, address);
    assert.match(html, /<a class="skip" href="#content"/, address);
    assert.equal(html.match(/<h1[ >]/g)?.length, 1, address);
  }
});

test("the published schemas accept the records and manifests that are read, and refuse others", () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  const record = ajv.compile(json("schemas/record-3.json"));
  const manifest = ajv.compile(json("schemas/manifest-1.json"));
  const made = jsonIn(site.checkout.results, "standard/made-mixture/clean/0.json");
  assert.ok(record(made), ajv.errorsText(record.errors));
  assert.ok(!record({ ...made, fingerprint: "short" }));
  assert.ok(!record({ ...made, extra: 1 }));
  const {
    params: _params,
    variants: _variants,
    ...written
  } = jsonIn(site.checkout.root, "submissions/clean/submission.yaml");
  assert.ok(manifest(written), ajv.errorsText(manifest.errors));
  assert.ok(!manifest({ ...written, division: "best" }));
});
