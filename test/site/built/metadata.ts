import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { before, test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse } from "csv-parse/sync";
import { load } from "js-yaml";
import type { ScoredView } from "../../../harness/board/index.ts";
import { readRecords } from "../../../harness/record/index.ts";
import { filesOf, pagesOf, textOf } from "../fixture/pages.ts";
import { address, type MadeSite, sharedSite } from "../fixture/site.ts";

let site: MadeSite;
let files: readonly string[];
before(async () => {
  site = await sharedSite();
  files = filesOf(site.out);
});

const read = (name: string) => readFileSync(path.join(site.out, name), "utf8");
const json = (name: string) => JSON.parse(read(name));
/** The file an address of the site leads to. */
const fileAt = (url: string) => {
  assert.ok(url.startsWith(address), url);
  return decodeURI(url.slice(address.length).split("#")[0]!);
};

test("board.json says when and of which commit it is, and of which version and numbers each task", () => {
  const board = json("board.json");
  assert.equal(board.date, "2026-11-01T00:00:00.000Z");
  assert.equal(board.commit, null);
  const { version, hash } = board.about["made-mixture"];
  const record = JSON.parse(
    readFileSync(path.join(site.checkout.results, "standard/made-mixture/clean/0.json"), "utf8"),
  );
  assert.deepEqual({ version, hash }, { version: record.task.version, hash: record.task.hash });
});

test("the feeds name the newest results of tiers that rank, with addresses that lead to their runs", () => {
  const feed = json("feed.json");
  assert.equal(feed.version, "https://jsonfeed.org/version/1.1");
  assert.ok(feed.items.length > 0 && feed.items.length <= 50);
  const atom = read("feed.xml");
  assert.match(
    atom,
    /^<\?xml version="1.0" encoding="utf-8"\?>\n<feed xmlns="http:\/\/www.w3.org\/2005\/Atom"><id>tag:/,
  );
  for (const { id, url, title, content_text, date_published } of feed.items) {
    assert.ok(files.includes(fileAt(url)), url);
    assert.match(id, /^tag:collapse-bench,2026:standard\//);
    assert.match(
      title,
      /^[a-z-]+(@[a-z0-9.]+)? on Made mixture: ([+−]?[\d.]+, (gained|undecided|collapsed), group |not scored)/,
    );
    assert.match(content_text, /6 cells computed, the first of this entry/);
    assert.ok(!Number.isNaN(Date.parse(date_published)));
    assert.ok(atom.includes(`<id>${id}</id>`) && atom.includes(`href="${url}"`));
  }
  assert.equal(new Set(feed.items.map(({ id }: { id: string }) => id)).size, feed.items.length);
});

test("every page names its canonical address, and the sitemap has those that want to be found and no other", () => {
  const inMap = [...read("sitemap.xml").matchAll(/<loc>(.*?)<\/loc>/g)].map(([, found]) => decodeURI(found!));
  const pages = pagesOf(site.out).filter((page) => page.address !== "404.html");
  for (const page of pages)
    assert.match(
      page.html,
      new RegExp(`<link rel="canonical" href="${address}${page.address.replaceAll("@", "(@|%40)")}"`),
    );
  const wanted = pages
    .filter(({ html }) => !html.includes('content="noindex"'))
    .map((page) => `${address}${page.address}`);
  assert.deepEqual(inMap, wanted.sort());
  assert.match(read("robots.txt"), /Sitemap: https:\/\/example\.org\/bench\/sitemap\.xml/);
});

test("the dataset is described in Croissant 1.1: every file is there with its hash, and every column in its file", () => {
  const data = json("croissant.json");
  assert.equal(data.conformsTo, "http://mlcommons.org/croissant/1.1");
  assert.equal(data["@type"], "sc:Dataset");
  for (const key of [
    "name",
    "description",
    "license",
    "url",
    "creator",
    "datePublished",
    "version",
    "citeAs",
  ])
    assert.ok(data[key], key);
  assert.equal(data.distribution.length, 4);
  for (const { contentUrl, sha256, "@id": id } of data.distribution) {
    const bytes = readFileSync(path.join(site.out, fileAt(contentUrl)));
    assert.equal(createHash("sha256").update(bytes).digest("hex"), sha256);
    const set = data.recordSet.find((one: { "@id": string }) => one["@id"] === `${id}#rows`);
    const [head]: string[][] = parse(bytes);
    assert.deepEqual(
      set.field.map(({ source }: { source: { extract: { column: string } } }) => source.extract.column),
      head,
    );
  }
  const about = pagesOf(site.out).find((page) => page.address === "about/")!.html;
  assert.deepEqual(
    JSON.parse(/<script type="application\/ld\+json">(.*?)<\/script>/s.exec(about)![1]!),
    data,
  );
});

test("a board's CSV has its rows in their order with their gains", () => {
  const [view] = json("board.json").tasks["made-mixture"] as readonly ScoredView[];
  const rows: Record<string, string>[] = parse(read("boards/made-mixture/recursion-replace.csv"), {
    columns: true,
  });
  assert.deepEqual(
    rows.map(({ entry }) => entry),
    view!.entries.map(({ entry }) => entry),
  );
  for (const [place, { gain, verdict }] of view!.entries.entries()) {
    assert.ok(Math.abs(Number(rows[place]!["gain"]) - gain.mean) < 1e-6);
    assert.equal(rows[place]!["verdict"], verdict);
  }
});

/** What Every Eval Ever, version 0.2.1, requires of what is written here. */
const evaluationSchema = {
  type: "object",
  additionalProperties: false,
  required: [
    "schema_version",
    "evaluation_id",
    "retrieved_timestamp",
    "source_metadata",
    "eval_library",
    "model_info",
    "evaluation_results",
  ],
  properties: {
    schema_version: { const: "0.2.1" },
    evaluation_id: { type: "string" },
    retrieved_timestamp: { type: "string", pattern: "^\\d+$" },
    source_metadata: {
      type: "object",
      required: ["source_type", "source_organization_name", "evaluator_relationship"],
      properties: {
        source_type: { enum: ["documentation", "evaluation_run"] },
        evaluator_relationship: { enum: ["first_party", "third_party", "collaborative", "other"] },
      },
    },
    eval_library: { type: "object", required: ["name", "version"] },
    model_info: { type: "object", required: ["name", "id"] },
    evaluation_results: {
      type: "array",
      minItems: 1,
      items: {
        type: "object",
        required: ["evaluation_name", "source_data", "metric_config", "score_details"],
        properties: {
          source_data: { type: "object", required: ["dataset_name", "source_type"] },
          metric_config: {
            type: "object",
            required: ["lower_is_better", "score_type", "min_score", "max_score"],
          },
          score_details: {
            type: "object",
            required: ["score"],
            properties: {
              score: { type: "number" },
              details: { type: "object", additionalProperties: { type: "string" } },
              uncertainty: {
                type: "object",
                properties: {
                  confidence_interval: { type: "object", required: ["lower", "upper"] },
                  num_samples: { type: "integer" },
                },
              },
            },
          },
        },
      },
    },
  },
};

test("every scored entry is told in Every Eval Ever's schema", () => {
  const isValid = new Ajv2020({ strict: false }).compile(evaluationSchema);
  const [view] = json("board.json").tasks["made-mixture"] as readonly ScoredView[];
  for (const { entry, value } of view!.entries) {
    const told: unknown = json(`every-eval-ever/${entry}.json`);
    assert.ok(isValid(told), JSON.stringify(isValid.errors));
    const [scored] = json(`every-eval-ever/${entry}.json`).evaluation_results;
    assert.equal(scored.score_details.score, value.mean);
  }
});

test("every record is in the index with its fingerprint, and lies where that says", () => {
  const { records } = json("records/index.json") as { records: { path: string; fingerprint: string }[] };
  const stored = ["standard", "smoke"].flatMap((tier) => readRecords(site.checkout.results, tier).records);
  assert.equal(records.length, stored.length);
  for (const { path, fingerprint } of records) assert.equal(json(path).fingerprint, fingerprint);
});

test("shared pages have a picture of 1200 by 630 that exists", () => {
  for (const { html, address: page } of pagesOf(site.out)) {
    const picture = /<meta property="og:image" content="([^"]*)"/.exec(html)![1]!;
    const bytes = readFileSync(path.join(site.out, fileAt(picture)));
    assert.deepEqual([bytes.readUInt32BE(16), bytes.readUInt32BE(20)], [1200, 630], page);
  }
});

test("llms.txt leads to pages and data that are there, and names who leads", () => {
  const text = read("llms.txt");
  assert.match(text, /^# Collapse Bench\n\n> /);
  for (const [, url] of text.matchAll(/\]\((.*?)\)/g)) assert.ok(files.includes(fileAt(url!)), url);
  const [view] = json("board.json").tasks["made-mixture"] as readonly ScoredView[];
  assert.ok(text.includes(view!.entries.find(({ control }) => control === null)!.name));
});

test("CITATION.cff is published, with the version of the package", () => {
  const citation = load(read("CITATION.cff")) as Record<string, unknown>;
  const { version } = JSON.parse(
    readFileSync(path.join(import.meta.dirname, "../../../package.json"), "utf8"),
  );
  assert.deepEqual(
    [citation["cff-version"], citation["title"], citation["version"]],
    ["1.2.0", "Collapse Bench", version],
  );
});

test("the quality report names what to doubt: failed cells, those not scored, and whether controls bracket", () => {
  const page = (name: string) => textOf(pagesOf(site.out).find(({ address }) => address === name)!.html);
  assert.match(
    page("quality/"),
    /Failed cells strong-verifier, seed 1 , round 2: the selection names candidate 4/,
  );
  assert.match(page("quality/"), /Not scored yet untried/);
  assert.match(page("smoke/quality/"), /Of an earlier strategy or task self-confidence/);
  assert.match(
    page("smoke/quality/"),
    /Files that cannot be read results\/smoke\/made-mixture\/random\/7\.json/,
  );
});

test("what moved is told by day, each with its place to link to", () => {
  const { html, ids } = pagesOf(site.out).find((page) => page.address === "changes/")!;
  assert.ok(ids.includes("day-2026-11-01"));
  assert.match(textOf(html), /noisy-oracle on Made mixture: 6 cells, the first\. Now \+/);
});

test("the queue's page has every pull request that waits, with state and reason, and its texts run nowhere", () => {
  const { html, targets } = pagesOf(site.out).find(({ address }) => address === "queue/")!;
  const text = textOf(html);
  assert.match(
    text,
    /2 pull requests: 1 to be checked, 1 to be mended\. As the host had it at 2026-11-26 10:17 UTC/,
  );
  assert.match(
    text,
    /7: <script>alert\(7\)<\/script> maker 2026-11-20 submission to be mended made-mixture, mine: failed/,
  );
  assert.match(text, /9: Yours maker 2026-11-20 – to be checked/);
  assert.ok(!html.includes("<script>alert"));
  assert.ok(html.includes('href="https://example.org/pull/7"'), targets.join());
});

test("the repository's documents are pages: submitting, rules, method, questions, reproducing", () => {
  const pages = new Map(pagesOf(site.out).map(({ address, html }) => [address, textOf(html)]));
  assert.match(pages.get("submit/")!, /npx collapse-bench new/);
  assert.match(pages.get("method/")!, /Student's t/);
  assert.match(pages.get("rules/")!, /Objections/);
  assert.match(pages.get("faq/")!, /What is collapse here\?/);
  assert.match(pages.get("reproduce/")!, /npx collapse-bench reproduce/);
  assert.match(pages.get("about/")!, /Cite/);
});
